// Reads a dict of a checkpoint strictly: a missing entry or one of the wrong type is an error that
// names the entry.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "core/formats/archive.h"

namespace gan {

class DictReader {
 public:
  // where  names the dict in messages, such as "a.pt: generator"
  DictReader(const Dict& dict, std::string where) : dict_(dict), where_(std::move(where)) {}

  bool has(const std::string& key) const { return dict_.contains(key); }
  std::vector<std::string> keys() const;  // in order

  // All throw DamagedError if the entry is missing or has another type.
  DictReader sub(const std::string& key) const;
  int64_t integer(const std::string& key) const;  // in [0, kMaxWholeNumber]
  std::string text(const std::string& key) const;
  torch::Tensor tensor(const std::string& key) const;

  // Copies into a tensor, which must have the same shape and type; the values must be finite.
  void copy_into(const std::string& key, const torch::Tensor& to) const;

  [[noreturn]] void fail(const std::string& key, const std::string& what) const;

 private:
  c10::IValue at(const std::string& key) const;

  Dict dict_;
  std::string where_;
};

}  // namespace gan
