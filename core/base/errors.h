// What goes wrong, said so that a person can act on it: one line of the form
//   <where>: <what>, got <value>; <what to do>
// Core throws these and never prints; app/main.cpp prints them and picks the exit code. Core names
// no flag and no script: what to do with one, the command adds.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

// What callers decide by; never by the words.
enum class ErrorKind {
  kFailed,        // anything that is none of the others
  kUsage,         // a wrong command line or config
  kMissing,       // there is no such file
  kUnavailable,   // the system refuses it now: says nothing of what the file holds
  kDamaged,       // its bytes are not what such a file holds
  kOtherVersion,  // sound, but of a version of gan-train that knows other things
  kTooLarge,      // for this machine's memory
  kMismatch,      // sound, but not of this config or of these images
  kDiverged,      // the training has
};

// A failure at run time: a file, the disk, the data, a diverged training. Exit code 1.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what) : Error(ErrorKind::kFailed, what) {}
  Error(ErrorKind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}

  ErrorKind kind() const { return kind_; }

  // The same with one thing more to do.
  Error with_remedy(const std::string& remedy) const { return {kind_, what() + ("; " + remedy)}; }

 private:
  ErrorKind kind_;
};

// An Error of kDamaged.
class DamagedError : public Error {
 public:
  explicit DamagedError(const std::string& what) : Error(ErrorKind::kDamaged, what) {}
};

// A training that has gone wrong: its losses or weights are not finite, or show another sign
// (core/train/divergence.h).
class DivergedError : public Error {
 public:
  // what  where and how it shows
  DivergedError(std::string sign, const std::string& what)
      : Error(
            ErrorKind::kDiverged,
            what + "; the training has diverged: lower the learning rates or change the networks"),
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
