#include "core/config/setting.h"

#include "core/config/config_json.h"

namespace gan {

std::vector<const char*> ChoiceReference::names() const {
  std::vector<const char*> names;
  for (const auto& [value, name] : allowed_) names.push_back(name);
  return names;
}

const char* ChoiceReference::name() const {
  for (const auto& [value, name] : allowed_)
    if (value == get_(member_)) return name;
  return "";
}

bool ChoiceReference::set(std::string_view wanted) const {
  for (const auto& [value, name] : allowed_) {
    if (wanted != name) continue;
    set_(member_, value);
    return true;
  }
  return false;
}

bool Range::contains(double value) const {
  return (minimum_is_excluded ? value > minimum : value >= minimum) &&
         (maximum_is_excluded ? value < maximum : value <= maximum);
}

std::string Setting::section() const {
  const size_t end = path.find('/', 1);
  return end == std::string::npos ? "" : path.substr(1, end - 1);
}

std::string Setting::key() const { return path.substr(path.rfind('/') + 1); }

std::string Setting::name() const { return section().empty() ? key() : section() + "." + key(); }

std::string Setting::allowed() const {
  if (std::holds_alternative<std::string*>(value)) return "UTF-8 text";
  if (std::holds_alternative<bool*>(value)) return "true or false";
  if (const auto* const choice = std::get_if<ChoiceReference>(&value)) {
    std::string text = "one of";
    for (const char* name : choice->names())
      text += (text == "one of" ? " " : ", ") + std::string(name);
    return text;
  }
  const std::string interval = (range.minimum_is_excluded ? "(" : "[") +
                               format_number(range.minimum) + ", " + format_number(range.maximum) +
                               (range.maximum_is_excluded ? ")" : "]");
  if (std::holds_alternative<int64_t*>(value)) return "an integer in " + interval;
  if (std::holds_alternative<double*>(value)) return "a number in " + interval;
  return "a list of at most " + std::to_string(kMaxHiddenLayers) + " integers in " + interval;
}

}  // namespace gan
