// One setting of a config: where it is, what it may be, and what it says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/config/choices.h"

namespace gan {

// A list of widths has at most this many entries.
constexpr size_t kMaxHiddenLayers = 64;

// Whether a run that goes on from a checkpoint may have another value than it began with.
enum class OnResume { kFixed, kMayChange };

// The values a number may have; of a list of widths, each of its entries.
struct Range {
  double minimum = 0;
  double maximum = 0;
  bool minimum_is_excluded = false;
  bool maximum_is_excluded = false;

  bool contains(double value) const;
};

// A member of the Config that is an enum of choices.h, whichever it is.
class ChoiceReference {
 public:
  // allowed  those that the setting may have; empty: all there are
  template <class Choice, class = std::enable_if_t<std::is_enum_v<Choice>>>
  ChoiceReference(Choice* member, const std::vector<Choice>& allowed = {})
      : member_(member),
        get_([](const void* from) { return static_cast<int>(*static_cast<const Choice*>(from)); }),
        set_([](void* to, int value) { *static_cast<Choice*>(to) = static_cast<Choice>(value); }) {
    const auto names = names_of(Choice());
    for (size_t i = 0; i < names.size(); ++i)
      if (allowed.empty() ||
          std::find(allowed.begin(), allowed.end(), static_cast<Choice>(i)) != allowed.end())
        allowed_.emplace_back(static_cast<int>(i), names[i]);
  }

  std::vector<const char*> names() const;  // of what it may be
  const char* name() const;                // of what it is

  // returns  whether it may be that; else it stays
  bool set(std::string_view name) const;

 private:
  void* member_;  // not owned
  int (*get_)(const void* from);
  void (*set_)(void* to, int value);
  std::vector<std::pair<int, const char*>> allowed_;
};

struct Setting {
  using Value =
      std::variant<int64_t*, double*, std::string*, std::vector<int64_t>*, ChoiceReference>;

  std::string path;  // a JSON pointer, "/train/batch_size"
  Value value;       // the member of the Config the list was made for; not owned
  Range range;       // of numbers
  std::string help;  // one line
  OnResume on_resume;

  std::string section() const;  // "train"; "" at the root
  std::string key() const;      // "batch_size"
  std::string flag() const;     // "--train.batch_size", "--seed"
  std::string allowed() const;  // "an integer in [1, 65536]"
};

}  // namespace gan
