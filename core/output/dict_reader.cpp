#include "core/output/dict_reader.h"

#include "core/base/errors.h"
#include "core/base/limits.h"

namespace gan {

std::vector<std::string> DictReader::keys() const {
  std::vector<std::string> keys;
  for (const auto& entry : dict_) keys.push_back(entry.key().toStringRef());
  return keys;
}

DictReader DictReader::sub(const std::string& key) const {
  const c10::IValue value = at(key);
  if (!value.isGenericDict()) fail(key, "must be a dict");
  return {value.toGenericDict(), where_ + ": " + key};
}

int64_t DictReader::integer(const std::string& key) const {
  const c10::IValue value = at(key);
  if (!value.isInt() || value.toInt() < 0 || value.toInt() > kMaxWholeNumber)
    fail(key, "must be a whole number from 0 to " + std::to_string(kMaxWholeNumber));
  return value.toInt();
}

std::string DictReader::text(const std::string& key) const {
  const c10::IValue value = at(key);
  if (!value.isString()) fail(key, "must be text");
  return value.toStringRef();
}

torch::Tensor DictReader::tensor(const std::string& key) const {
  const c10::IValue value = at(key);
  if (!value.isTensor() || !value.toTensor().defined()) fail(key, "must be a tensor");
  return value.toTensor();
}

void DictReader::copy_into(const std::string& key, const torch::Tensor& to) const {
  const torch::NoGradGuard no_grad;
  const torch::Tensor from = tensor(key);
  if (from.sizes() != to.sizes() || from.scalar_type() != to.scalar_type())
    fail(key, "its shape or type does not match the config");
  if (!from.isfinite().all().item<bool>()) fail(key, "holds values that are not finite");
  to.copy_(from);
}

void DictReader::fail(const std::string& key, const std::string& what) const {
  throw OtherVersionError(where_ + ": " + printable(key) + ": " + what);
}

c10::IValue DictReader::at(const std::string& key) const {
  const auto found = dict_.find(key);
  if (found == dict_.end()) fail(key, "missing");
  return found->value();
}

}  // namespace gan
