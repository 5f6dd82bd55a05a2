// Errors whose message tells a person what to do, in one line of the form
//   <where>: <what>, got <value>; <what to do>
// Core throws these and never prints; app/main.cpp prints them and picks the exit code. Core names
// no flag and no script: the command adds any advice that involves one.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace gan {

// Callers decide by the kind, never by the message.
enum class ErrorKind {
  kFailed,        // none of the kinds below
  kUsage,         // a wrong command line or config
  kMissing,       // there is no such file
  kUnavailable,   // the system refuses access; the file itself may be fine
  kDamaged,       // the bytes are not a valid file of this type
  kOtherVersion,  // valid, but needs another version of gan-train
  kTooLarge,      // does not fit in this machine's memory
  kMismatch,      // valid, but from another config or other images
  kDiverged,      // the training has diverged
};

// A failure at run time: a file, the disk, the data, a diverged training. Exit code 1.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what) : Error(ErrorKind::kFailed, what) {}
  Error(ErrorKind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}

  ErrorKind kind() const { return kind_; }

  // The same error with one more piece of advice.
  Error with_remedy(const std::string& remedy) const { return {kind_, what() + ("; " + remedy)}; }

 private:
  ErrorKind kind_;
};

// An Error of kDamaged.
class DamagedError : public Error {
 public:
  explicit DamagedError(const std::string& what) : Error(ErrorKind::kDamaged, what) {}
};

// An Error of kOtherVersion.
class OtherVersionError : public Error {
 public:
  explicit OtherVersionError(const std::string& what) : Error(ErrorKind::kOtherVersion, what) {}
};

// The training has diverged: its losses or weights are not finite, or show another sign of it
// (core/train/divergence.h).
class DivergedError : public Error {
 public:
  // sign  one or two words
  // what  where it happened and how it shows
  DivergedError(std::string sign, const std::string& what)
      : Error(
            ErrorKind::kDiverged,
            what + "; the training has diverged: lower the learning rates or change the networks"),
        sign_(std::move(sign)) {}

  const std::string& sign() const { return sign_; }

 private:
  std::string sign_;
};

// A wrong command line or config, with every fault found, one line per fault. Exit code 2.
class UsageError : public Error {
 public:
  // faults  at least one
  explicit UsageError(std::vector<std::string> faults);
  explicit UsageError(const std::string& fault) : UsageError(std::vector<std::string>{fault}) {}

  const std::vector<std::string>& faults() const { return faults_; }

 private:
  std::vector<std::string> faults_;
};

// Makes untrusted text safe to print on one line: control characters become \xNN, and text beyond
// max_bytes is replaced by "...".
std::string printable(std::string_view text, size_t max_bytes = 200);

// The candidate nearest to `word` by edit distance, or "" if `word` is not a likely typo of any.
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace gan
