// How a pickle writes a tensor: as the call of a function, with a reference to its storage among
// the arguments. Here the arguments are read; nothing is called.
#pragma once

#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

namespace gan {

// What a pickle speaks of: an entry of its machine's stack.
struct PickleValue {
  enum class Kind { kMark, kData, kDict, kTuple, kName, kStorage };

  Kind kind = Kind::kMark;
  c10::IValue data;  // kData: None, bool, int, double, text or tensor; kDict: a Dict;
                     // kName: "module name" as text; kStorage: its values, [count]
  std::shared_ptr<const std::vector<PickleValue>> items;  // of a tuple or a list
  int depth = 0;                                          // of containers within each other
};

// torch.save()'s reference to a storage, the tuple ("storage", class, key, device, count).
struct StorageReference {
  torch::ScalarType type;
  std::string key;
  int64_t count;
};

// All throw Error where a part is missing, of another kind, or leads out of the storage.
StorageReference read_storage_reference(const PickleValue& tuple);

// arguments  those of torch._utils._rebuild_tensor_v2: storage, offset, sizes, strides; more may
//            follow
// returns    a view of the storage, within it, with at most as many elements
torch::Tensor rebuild_tensor(const PickleValue& arguments);

// arguments  those of torch._utils._rebuild_parameter: the tensor; more may follow
torch::Tensor rebuild_parameter(const PickleValue& arguments);

}  // namespace gan
