// Reads a pickle of plain data from an untrusted source: nothing that it names is called. It
// accepts what torch.save() writes for dicts, OrderedDicts, tensors, parameters, whole numbers and
// text, and refuses everything else.
//
// The instructions are those of Python's pickletools, protocols 2 and 3. It knows the meaning of
// these functions and classes only: torch._utils._rebuild_tensor_v2 and _rebuild_parameter,
// collections.OrderedDict, torch.FloatStorage and the other storage types.
#pragma once

#include <torch/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "core/formats/archive.h"

namespace gan {

// Reads the values of the storage with this key: [count], of this type.
using ReadStorage =
    std::function<torch::Tensor(const std::string& key, torch::ScalarType type, int64_t count)>;

// program       the pickle
// read_storage  is called once for each key; tensors are views of its results
// returns       the dict, whose keys are text
// throws        Error saying what is wrong, and at which byte; also if dicts are nested more than 8
//               deep or more than 65,536 values are on the stack; what read_storage throws
Dict unpickle(std::string_view program, const ReadStorage& read_storage);

}  // namespace gan
