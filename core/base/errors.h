// What goes wrong, said so that a person can act on it: one line of the form
//   <where>: <what>, got <value>; <what to do>
// Core throws these and never prints; app/main.cpp prints them and picks the exit code.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

// A failure at run time: a file, the disk, the data, a diverged training. Exit code 1.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A training that has gone wrong: its losses or weights are not finite, or show another sign
// (core/train/divergence.h).
class DivergedError : public Error {
 public:
  // what  where and how it shows
  DivergedError(std::string sign, const std::string& what)
      : Error(what +
              "; the training has diverged: lower the learning rates or change the networks"),
        sign_(std::move(sign)) {}

  const std::string& sign() const { return sign_; }  // one or two words

 private:
  std::string sign_;
};

// A wrong command line or config, with every fault found, one line each. Exit code 2.
class UsageError : public Error {
 public:
  // faults  at least one
  explicit UsageError(std::vector<std::string> faults);
  explicit UsageError(const std::string& fault) : UsageError(std::vector<std::string>{fault}) {}

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  std::vector<std::string> faults_;
};

// Text from outside made safe to print on one line: control characters become \xNN, and what is
// longer than max_bytes is cut, with "..." in its place.
std::string printable(std::string_view text, size_t max_bytes = 200);

// The candidate nearest to `word` by edit distance, or "" when none is near enough to be a typo.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace gan
