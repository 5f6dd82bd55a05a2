// A dict of a checkpoint, read strictly: what is missing or of another kind is an error that names
// its place.
#pragma once

#include <torch/types.h>

#include <string>

#include "core/formats/archive.h"

namespace gan {

class DictReader {
 public:
  // where  what the dict is called in messages: "a.pt: generator"
  DictReader(const Dict& dict, std::string where) : dict_(dict), where_(std::move(where)) {}

  bool has(const std::string& key) const { return dict_.contains(key); }

  // All throw DamagedError where it is missing or no such thing.
  DictReader sub(const std::string& key) const;
  int64_t integer(const std::string& key) const;  // from 0 to kMaxWholeNumber
  std::string text(const std::string& key) const;
  torch::Tensor tensor(const std::string& key) const;

  // Into a tensor of its shape and type; the values must be finite.
  void copy_into(const std::string& key, const torch::Tensor& to) const;

  [[noreturn]] void fail(const std::string& key, const std::string& what) const;

 private:
  c10::IValue at(const std::string& key) const;

  Dict dict_;
  std::string where_;
};

}  // namespace gan
