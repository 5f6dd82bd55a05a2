#include "core/config/config_json.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/errors.h"

namespace gan {
namespace {

using Json = nlohmann::ordered_json;
using Faults = std::vector<std::string>;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

// JSON comments, trailing text and duplicate keys are faults; nlohmann would silently keep the last
// of several duplicates.
Json parse_strictly(std::string_view text, const std::string& where, Faults& faults) {
  if (nests_too_deep(text)) {
    faults.push_back(where +
                     ": nested too deeply; settings are numbers, texts and lists in sections");
    return nullptr;
  }
  std::vector<std::set<std::string>> keys;
  const auto watch = [&](int /*depth*/, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second)
      faults.push_back(where + ": " + printable(parsed.dump()) + ": appears twice; keep one");
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const nlohmann::detail::parse_error& error) {
    const std::string_view before = text.substr(0, std::min(error.byte, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t line_start =
        before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    faults.push_back(where + ": not valid JSON at line " + std::to_string(line) + ", column " +
                     std::to_string(std::max<size_t>(before.size() - line_start, 1)) +
                     "; a missing comma or quote, a comment or text after the end?");
  } catch (const nlohmann::detail::exception&) {
    faults.push_back(where + ": not valid JSON: a number is too large for any setting");
  }
  return nullptr;
}

std::string dump(const Json& json) {
  return printable(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// Text from a flag may not be UTF-8, and JSON could not store it.
bool is_utf8(const Json& text) {
  try {
    return !text.dump().empty();
  } catch (const Json::type_error&) {
    return false;
  }
}

bool read_integer(const Json& json, const Range& range, int64_t& value) {
  if (!json.is_number_integer()) return false;
  if (!range.contains(json.get<double>())) return false;
  value = json.get<int64_t>();
  return true;
}

bool read_value(const Json& json, const Setting& setting) {
  return std::visit(Overloaded{
                        [&](int64_t* value) { return read_integer(json, setting.range, *value); },
                        [&](double* value) {
                          if (!json.is_number() || !setting.range.contains(json.get<double>()))
                            return false;
                          *value = json.get<double>();
                          return true;
                        },
                        [&](std::string* value) {
                          if (!json.is_string()) return false;
                          const auto text = json.get<std::string>();
                          if (text.find('\0') != std::string::npos || !is_utf8(json)) return false;
                          *value = text;
                          return true;
                        },
                        [&](std::vector<int64_t>* value) {
                          if (!json.is_array() || json.size() > kMaxHiddenLayers) return false;
                          std::vector<int64_t> widths(json.size());
                          for (size_t i = 0; i < json.size(); ++i)
                            if (!read_integer(json[i], setting.range, widths[i])) return false;
                          *value = widths;
                          return true;
                        },
                        [&](const ChoiceReference& choice) {
                          return json.is_string() && choice.set(json.get<std::string>());
                        },
                    },
                    setting.value);
}

void read_setting(const Json& json, const Setting& setting, const std::string& where,
                  Faults& faults) {
  if (!read_value(json, setting))
    faults.push_back(where + ": must be " + setting.allowed() + ", got " + dump(json));
}

void read_document(const Json& document, const std::vector<Setting>& settings,
                   const std::string& where, Faults& faults) {
  if (!document.is_object()) {
    faults.push_back(where + ": must be a JSON object { ... }, got " + dump(document));
    return;
  }
  std::vector<std::string> paths;
  std::set<std::string> sections;
  for (const Setting& setting : settings) {
    paths.push_back(setting.path);
    if (!setting.section().empty()) sections.insert(setting.section());
  }
  const auto read_member = [&](const std::string& path, const Json& json) {
    const auto found = std::find(paths.begin(), paths.end(), path);
    if (found != paths.end()) {
      read_setting(json, settings[static_cast<size_t>(found - paths.begin())], where + ": " + path,
                   faults);
    } else {
      const std::string nearest = nearest_word(path, paths);
      faults.push_back(where + ": " + printable(path) + ": unknown setting" +
                       (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
    }
  };
  for (const auto& [name, member] : document.items()) {
    if (name == "$schema" || name == "versions") continue;
    if (sections.count(name) == 0) {
      read_member("/" + name, member);
    } else if (!member.is_object()) {
      faults.push_back(where + ": /" + name + ": must be an object { ... }, got " + dump(member));
    } else {
      for (const auto& [key, json] : member.items()) read_member("/" + name + "/" + key, json);
    }
  }
}

// A flag's value as JSON: text is taken literally, and a list may omit its brackets.
Json parse_flag(const std::string& text, const Setting& setting) {
  if (std::holds_alternative<std::string*>(setting.value) ||
      std::holds_alternative<ChoiceReference>(setting.value))
    return text;
  const bool is_bare_list = std::holds_alternative<std::vector<int64_t>*>(setting.value) &&
                            text.find('[') == std::string::npos;
  if (nests_too_deep(text)) return text;
  const Json json = Json::parse(is_bare_list ? "[" + text + "]" : text, nullptr, false);
  return json.is_discarded() ? Json(text) : json;
}

void read_overrides(const std::vector<Override>& overrides, const std::vector<Setting>& settings,
                    Faults& faults) {
  for (const Override& given : overrides) {
    const auto setting = std::find_if(settings.begin(), settings.end(),
                                      [&](const Setting& s) { return s.path == given.path; });
    if (setting == settings.end()) throw std::logic_error("no setting " + given.path);
    read_setting(parse_flag(given.text, *setting), *setting, given.name, faults);
  }
}

Json to_json(const Setting& setting) {
  return std::visit(Overloaded{
                        [](const ChoiceReference& choice) { return Json(choice.name()); },
                        [](const auto* value) { return Json(*value); },
                    },
                    setting.value);
}

}  // namespace

bool nests_too_deep(std::string_view json) {
  constexpr int kMaxDepth = 16;
  int depth = 0;
  bool is_in_text = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char letter = json[i];
    if (is_in_text && letter == '\\')
      ++i;
    else if (letter == '"')
      is_in_text = !is_in_text;
    else if (!is_in_text && (letter == '[' || letter == '{'))
      ++depth;
    else if (!is_in_text && (letter == ']' || letter == '}'))
      --depth;
    if (depth > kMaxDepth) return true;
  }
  return false;
}

Config parse_config(std::string_view json, const std::string& where,
                    const std::vector<Override>& overrides) {
  Config config;
  const std::vector<Setting> settings = list_settings(config);
  Faults faults;
  const Json document = parse_strictly(json, where, faults);
  if (faults.empty() || !document.is_null()) read_document(document, settings, where, faults);
  read_overrides(overrides, settings, faults);
  if (!faults.empty()) throw UsageError(faults);
  return config;
}

Config override_config(Config base, const std::vector<Override>& overrides) {
  Faults faults;
  read_overrides(overrides, list_settings(base), faults);
  if (!faults.empty()) throw UsageError(faults);
  return base;
}

std::string format_config(Config config, const Versions& versions) {
  Json document = Json::object();
  for (const Setting& setting : list_settings(config))
    document[Json::json_pointer(setting.path)] = to_json(setting);
  for (const auto& [name, version] : versions) document["versions"][name] = version;
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Versions parse_versions(std::string_view json) {
  Versions versions;
  if (nests_too_deep(json)) return versions;
  const Json document = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return versions;
  const auto section = document.find("versions");
  if (section == document.end() || !section->is_object()) return versions;
  for (const auto& [name, version] : section->items())
    if (version.is_string()) versions.emplace_back(name, version.get<std::string>());
  return versions;
}

std::string format_value(const Setting& setting) { return to_json(setting).dump(); }

std::string format_number(double value) {
  char text[32];
  const bool is_whole = value == static_cast<double>(static_cast<int64_t>(value));
  const auto end = is_whole ? std::to_chars(text, text + sizeof text, static_cast<int64_t>(value))
                            : std::to_chars(text, text + sizeof text, value);
  return {text, end.ptr};
}

}  // namespace gan
