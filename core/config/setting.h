// One setting of a config: its path, its value, its allowed values and its help.
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

// Whether a resumed run may change the value.
enum class OnResume {
  kFixed,
  kMayChange,
  kMayChangeUnlessCounted,  // unless depends_on_length()
};

// The allowed values of a number, or of each entry of a list of widths.
struct Range {
  double minimum = 0;
  double maximum = 0;
  bool minimum_is_excluded = false;
  bool maximum_is_excluded = false;

  bool contains(double value) const;
};

// A reference to a member of the Config whose type is any enum of choices.h.
class ChoiceReference {
 public:
  // allowed  the choices that the setting accepts; empty: all of them
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

  std::vector<const char*> names() const;  // of all allowed values
  const char* name() const;                // of the current value

  // returns  whether the name is allowed; if not, the value is unchanged
  bool set(std::string_view name) const;

 private:
  void* member_;  // not owned
  int (*get_)(const void* from);
  void (*set_)(void* to, int value);
  std::vector<std::pair<int, const char*>> allowed_;
};

struct Setting {
  using Value =
      std::variant<bool*, int64_t*, double*, std::string*, std::vector<int64_t>*, ChoiceReference>;

  std::string path;  // a JSON pointer, "/train/batch_size"
  Value value;       // points to a member of the Config given to list_settings(); not owned
  Range range;       // of numbers
  std::string help;  // one line
  OnResume on_resume;

  std::string section() const;  // "train"; "" at the root
  std::string key() const;      // "batch_size"
  std::string name() const;     // "train.batch_size", "seed"
  std::string allowed() const;  // "an integer in [1, 65536]"
};

}  // namespace gan
