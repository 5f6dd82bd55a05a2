#include "core/formats/pickled_tensor.h"

#include <map>

#include "core/base/errors.h"

namespace gan {
namespace {

constexpr size_t kMaxDimensions = 16;

torch::ScalarType storage_type(const std::string& name) {
  static const std::map<std::string, torch::ScalarType> kTypes = {
      {"torch FloatStorage", torch::kFloat32}, {"torch DoubleStorage", torch::kFloat64},
      {"torch LongStorage", torch::kInt64},    {"torch IntStorage", torch::kInt32},
      {"torch ByteStorage", torch::kUInt8},    {"torch BoolStorage", torch::kBool},
      {"torch HalfStorage", torch::kFloat16},  {"torch BFloat16Storage", torch::kBFloat16},
  };
  const auto found = kTypes.find(name);
  if (found == kTypes.end())
    throw OtherVersionError("a tensor of an unknown type, " + printable(name, 60));
  return found->second;
}

// A view of `storage` with these sizes and strides. throws  Error if it would leave the storage
torch::Tensor view_of(const torch::Tensor& storage, int64_t offset,
                      const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides) {
  const auto refuse = [] { throw OtherVersionError("a tensor that is not within its storage"); };
  if (sizes.size() != strides.size() || sizes.size() > kMaxDimensions || offset < 0) refuse();
  int64_t count = 1;
  int64_t last = offset;
  for (size_t i = 0; i < sizes.size(); ++i) {
    int64_t reach = 0;
    if (sizes[i] < 1 || strides[i] < 0 || __builtin_mul_overflow(count, sizes[i], &count) ||
        __builtin_mul_overflow(sizes[i] - 1, strides[i], &reach) ||
        __builtin_add_overflow(last, reach, &last))
      refuse();
  }
  // With more elements than the storage, a copy could need far more memory than the file has.
  if (count > storage.numel() || last >= storage.numel()) refuse();
  return storage.as_strided(sizes, strides, offset);
}

const PickleValue& item(const PickleValue& tuple, size_t index, PickleValue::Kind kind) {
  if (index >= tuple.items->size() || (*tuple.items)[index].kind != kind)
    throw OtherVersionError("a tensor with invalid parts");
  return (*tuple.items)[index];
}
int64_t integer(const PickleValue& tuple, size_t index) {
  const PickleValue& value = item(tuple, index, PickleValue::Kind::kData);
  if (!value.data.isInt()) throw OtherVersionError("a tensor whose size is not a number");
  return value.data.toInt();
}
std::string text(const PickleValue& tuple, size_t index) {
  const PickleValue& value = item(tuple, index, PickleValue::Kind::kData);
  if (!value.data.isString()) throw OtherVersionError("a tensor whose storage has no name");
  return value.data.toStringRef();
}
std::vector<int64_t> integers(const PickleValue& tuple) {
  if (tuple.items->size() > kMaxDimensions)
    throw OtherVersionError("a tensor of too many dimensions");
  std::vector<int64_t> values;
  for (size_t i = 0; i < tuple.items->size(); ++i) values.push_back(integer(tuple, i));
  return values;
}

}  // namespace

StorageReference read_storage_reference(const PickleValue& tuple) {
  if (text(tuple, 0) != "storage")
    throw OtherVersionError("a reference to something that is not a storage");
  return {storage_type(item(tuple, 1, PickleValue::Kind::kName).data.toStringRef()), text(tuple, 2),
          integer(tuple, 4)};
}

torch::Tensor rebuild_tensor(const PickleValue& arguments) {
  return view_of(item(arguments, 0, PickleValue::Kind::kStorage).data.toTensor(),
                 integer(arguments, 1), integers(item(arguments, 2, PickleValue::Kind::kTuple)),
                 integers(item(arguments, 3, PickleValue::Kind::kTuple)));
}

torch::Tensor rebuild_parameter(const PickleValue& arguments) {
  const PickleValue& tensor = item(arguments, 0, PickleValue::Kind::kData);
  if (!tensor.data.isTensor()) throw OtherVersionError("a parameter that is not a tensor");
  return tensor.data.toTensor();
}

}  // namespace gan
