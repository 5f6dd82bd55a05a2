// Reads tensors from a pickle. A pickle stores a tensor as a function call, with a reference to the
// tensor's storage among the arguments. We only read the arguments; nothing is called.
#pragma once

#include <torch/types.h>

#include <memory>
#include <string>
#include <vector>

namespace gan {

// A value on the pickle machine's stack.
struct PickleValue {
  enum class Kind { kMark, kData, kDict, kTuple, kName, kStorage };

  Kind kind = Kind::kMark;
  c10::IValue data;  // kData: None, bool, int, double, text or tensor; kDict: a Dict;
                     // kName: "module name" as text; kStorage: its values, [count]
  std::shared_ptr<const std::vector<PickleValue>> items;  // of a tuple or a list
  int depth = 0;                                          // how deep its containers are nested
};

// torch.save()'s reference to a storage, the tuple ("storage", class, key, device, count).
struct StorageReference {
  torch::ScalarType type;
  std::string key;
  int64_t count;
};

// All throw Error if a part is missing, has the wrong kind, or points outside the storage.
StorageReference read_storage_reference(const PickleValue& tuple);

// arguments  of torch._utils._rebuild_tensor_v2: storage, offset, sizes, strides; more may follow
// returns    a view that stays within the storage and has no more elements than the storage
torch::Tensor rebuild_tensor(const PickleValue& arguments);

// arguments  of torch._utils._rebuild_parameter: the tensor; more may follow
torch::Tensor rebuild_parameter(const PickleValue& arguments);

}  // namespace gan
