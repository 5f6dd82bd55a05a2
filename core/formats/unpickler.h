// A pickle of plain data, read as if a stranger had sent it: nothing that it names is called. What
// torch.save() writes of dicts, OrderedDicts, tensors, parameters, whole numbers and text is
// understood; all else is refused.
//
// The language is that of Python's pickletools, protocols 2 and 3. Of its functions and classes
// these words are known, each by what it stands for: torch._utils._rebuild_tensor_v2 and
// _rebuild_parameter, collections.OrderedDict, torch.FloatStorage and its kin.
#pragma once

#include <torch/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "core/formats/archive.h"

namespace gan {

// The values that a storage's key stands for: [count], of that type.
using ReadStorage =
    std::function<torch::Tensor(const std::string& key, torch::ScalarType type, int64_t count)>;

// program       the pickle
// read_storage  is asked once for each key; tensors are views of what it gives
// returns       the dict, its keys text; at most 8 dicts within each other, 65,536 values at once
// throws        Error saying what is wrong, and at which byte; what read_storage throws
Dict unpickle(std::string_view program, const ReadStorage& read_storage);

}  // namespace gan
