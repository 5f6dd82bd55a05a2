#include "core/config/config_json.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/base/errors.h"
#include "core/config/strict_json.h"

namespace gan {
namespace {

using Faults = std::vector<std::string>;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

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
                        [&](bool* value) {
                          if (!json.is_boolean()) return false;
                          *value = json.get<bool>();
                          return true;
                        },
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
                          for (const char* const name : choice.names())
                            if (json == choice_to_json(name)) return choice.set(name);
                          return false;
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

void read_text(const ConfigText& text, const ReadBase& read_base,
               const std::vector<Setting>& settings, Faults& faults);

// Reads what `extends` names.
void read_extended(const Json& extends, const std::string& where, const ReadBase& read_base,
                   const std::vector<Setting>& settings, Faults& faults) {
  if (!extends.is_string() || extends == "") {
    faults.push_back(where + ": /extends: must be the path of a config, got " + dump(extends));
    return;
  }
  try {
    read_text(read_base(extends.get<std::string>()), read_base, settings, faults);
  } catch (const Error& error) {
    faults.push_back(where + ": /extends: " + error.what());
  }
}

void read_text(const ConfigText& text, const ReadBase& read_base,
               const std::vector<Setting>& settings, Faults& faults) {
  auto document = parse_json_file(text.json, text.where, faults);
  if (!document) return;
  if (read_base && document->is_object() && document->contains("extends")) {
    read_extended((*document)["extends"], text.where, read_base, settings, faults);
    document->erase("extends");
  }
  read_document(*document, settings, text.where, faults);
}

// A flag's value as JSON: text is taken literally, and a list may omit its brackets.
Json parse_flag(const std::string& text, const Setting& setting) {
  if (std::holds_alternative<std::string*>(setting.value)) return text;
  if (std::holds_alternative<ChoiceReference>(setting.value)) return choice_to_json(text);
  const bool is_bare_list = std::holds_alternative<std::vector<int64_t>*>(setting.value) &&
                            text.find('[') == std::string::npos;
  return parse_json_value(is_bare_list ? "[" + text + "]" : text).value_or(Json(text));
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
                        [](const ChoiceReference& choice) { return choice_to_json(choice.name()); },
                        [](const auto* value) { return Json(*value); },
                    },
                    setting.value);
}

}  // namespace

Config parse_config(const std::string& json, const std::string& where,
                    const std::vector<Override>& overrides, const ReadBase& read_base) {
  Config config;
  const std::vector<Setting> settings = list_settings(config);
  Faults faults;
  read_text({json, where}, read_base, settings, faults);
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
  Faults faults;
  const std::optional<Json> document = parse_json_file(std::string(json), "", faults);
  if (!document || !document->is_object()) return versions;
  const auto section = document->find("versions");
  if (section == document->end() || !section->is_object()) return versions;
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
