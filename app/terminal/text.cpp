#include "app/terminal/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/errors.h"

namespace gan {
namespace {

// Counts UTF-8 characters: all bytes except continuation bytes.
size_t count_characters(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  }));
}

}  // namespace

std::string format(const char* pattern, double value) {
  char text[64];
  std::snprintf(text, sizeof text, pattern, value);
  return text;
}

std::string format_duration(double seconds) {
  const long long whole = std::llround(std::clamp(seconds, 0.0, 1e15));  // files may hold any value
  char text[64];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

std::string format_age(double seconds) {
  constexpr double kMinute = 60, kHour = 60 * kMinute, kDay = 24 * kHour;
  if (seconds < kMinute) return "just now";
  if (seconds < kHour) return format("%.0f min ago", seconds / kMinute);
  if (seconds < kDay) return format("%.0f h ago", seconds / kHour);
  return format("%.0f days ago", seconds / kDay);
}

std::string pad(std::string text, size_t width) {
  const size_t characters = count_characters(text);
  if (characters < width) text.append(width - characters, ' ');
  return text;
}

std::string format_columns(std::vector<std::vector<std::string>> rows) {
  std::vector<size_t> widths;
  for (auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
      row[i] = printable(row[i]);
      widths[i] = std::max(widths[i], count_characters(row[i]));
    }
  }
  std::string lines;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) line += pad(row[i], widths[i] + 2);
    lines += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return lines;
}

std::string join_names(const std::vector<std::string>& names, size_t max_characters) {
  std::string list;
  for (const std::string& name : names) {
    const std::string more = (list.empty() ? "" : ", ") + printable(name);
    if (count_characters(list + more) > max_characters)
      return list + (list.empty() ? "..." : ", ...");
    list += more;
  }
  return list;
}

std::string list_some(const std::vector<std::string>& names) {
  return std::to_string(names.size()) + ": " + join_names(names);
}

std::string shell_quoted(const std::filesystem::path& path) {
  const std::string text = path.string();
  const bool is_plain = text.find_first_not_of(
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                            "0123456789%+,-./:=@_") == std::string::npos;
  if (is_plain && !text.empty()) return text;
  std::string quoted = "'";
  for (const char letter : text)
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

}  // namespace gan
