// Documents the settings, for editors and for people. Generated from the list of settings.
#pragma once

#include <string>

namespace gan {

// A JSON Schema (draft-07) of what parse_config() accepts.
std::string format_schema();

// The README's table of settings, in Markdown.
std::string format_settings_table();

}  // namespace gan
