#include "core/config/config_schema.h"

#include "core/config/config_json.h"
#include "core/config/strict_json.h"

namespace gan {
namespace {

Json range_schema(const Range& range, const char* type) {
  return {{"type", type},
          {range.minimum_is_excluded ? "exclusiveMinimum" : "minimum", range.minimum},
          {range.maximum_is_excluded ? "exclusiveMaximum" : "maximum", range.maximum}};
}

Json list_choices(const ChoiceReference& choice) {
  Json list = Json::array();
  for (const char* const name : choice.names()) list.push_back(choice_to_json(name));
  return list;
}

Json type_schema(const Setting& setting) {
  if (std::holds_alternative<int64_t*>(setting.value))
    return range_schema(setting.range, "integer");
  if (std::holds_alternative<bool*>(setting.value)) return {{"type", "boolean"}};
  if (std::holds_alternative<double*>(setting.value)) return range_schema(setting.range, "number");
  if (std::holds_alternative<std::vector<int64_t>*>(setting.value))
    return {{"type", "array"},
            {"maxItems", kMaxHiddenLayers},
            {"items", range_schema(setting.range, "integer")}};
  if (const auto* const choice = std::get_if<ChoiceReference>(&setting.value))
    return {{"enum", list_choices(*choice)}};
  return {{"type", "string"}};
}

Json setting_schema(const Setting& setting) {
  Json schema = type_schema(setting);
  schema["default"] = Json::parse(format_value(setting));
  schema["description"] = setting.help;
  return schema;
}

Json object_schema() {
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
}

}  // namespace

std::string format_schema() {
  Config defaults;
  Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", "gan-train config"}};
  schema.update(object_schema());
  Json& root = schema["properties"];
  root["$schema"] = {{"type", "string"}};
  root["extends"] = {
      {"type", "string"},
      {"description", "a config to start from, relative to this file, which names what differs"}};
  root["versions"] = {{"type", "object"},
                      {"description", "the program and libraries that wrote the file; ignored"}};
  for (const Setting& setting : list_settings(defaults)) {
    const std::string section = setting.section();
    if (section.empty()) {
      root[setting.key()] = setting_schema(setting);
    } else {
      if (!root.contains(section)) root[section] = object_schema();
      root[section]["properties"][setting.key()] = setting_schema(setting);
    }
  }
  return schema.dump(2) + "\n";
}

std::string format_settings_table() {
  Config defaults;
  std::string table = "| setting | default | allowed | description |\n|---|---|---|---|\n";
  for (const Setting& setting : list_settings(defaults)) {
    table += "| `" + setting.name() + "` | `" + format_value(setting) + "` | " + setting.allowed() +
             " | " + setting.help + (setting.on_resume == OnResume::kFixed ? "" : " ↻") + " |\n";
  }
  return table;
}

}  // namespace gan
