#include "core/config/strict_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "core/base/errors.h"
#include "core/base/limits.h"

namespace gan {
namespace {

// Whether a number's value is whole, by its digits: as a double, it may have been rounded.
bool is_whole(std::string_view number) {
  const size_t letter = std::min(number.find_first_of("eE"), number.size());
  std::string_view digits = number.substr(0, letter);
  const size_t last = digits.find_last_of("123456789");
  if (last == std::string_view::npos) return true;  // zero
  const size_t point = std::min(digits.find('.'), digits.size());
  const auto decimals = static_cast<int64_t>(last) - static_cast<int64_t>(point) + (last < point);
  std::string_view power = number.substr(std::min(letter + 1, number.size()));
  if (!power.empty() && power.front() == '+') power.remove_prefix(1);
  int64_t exponent = 0;
  const auto parsed = std::from_chars(power.data(), power.data() + power.size(), exponent);
  return parsed.ec != std::errc::result_out_of_range && exponent >= decimals;
}

// Builds the JSON that nlohmann's parser reads.
class StrictBuilder : public Json::json_sax_t {
 public:
  Json root;
  std::vector<std::string> duplicates;  // keys
  size_t fault_at = 0;                  // bytes read up to the fault
  bool is_number_too_large = false;     // is the fault

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(int64_t value) override { return add(value); }
  bool number_unsigned(uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string& digits) override {
    return std::abs(value) <= kMaxWholeNumber && is_whole(digits) ? add(static_cast<int64_t>(value))
                                                                  : add(value);
  }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }  // JSON text has none

  bool start_object(size_t) override {
    keys_.emplace_back();
    return open(Json::object());
  }
  bool key(std::string& name) override {
    if (!keys_.back().insert(name).second) duplicates.push_back(name);
    key_ = name;
    return true;
  }
  bool end_object() override {
    keys_.pop_back();
    return close();
  }
  bool start_array(size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }

  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    fault_at = position;
    is_number_too_large = dynamic_cast<const Json::out_of_range*>(&error) != nullptr;
    return false;
  }

 private:
  Json& place(Json value) {
    if (open_.empty()) return root = std::move(value);
    Json& parent = *open_.back();
    if (parent.is_array()) return parent.emplace_back(std::move(value));
    // Past ordered_map's own search, which would be quadratic; duplicates are told anyway.
    auto& members = static_cast<Json::object_t::Container&>(parent.get_ref<Json::object_t&>());
    return members.emplace_back(key_, std::move(value)).second;
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json container) {
    open_.push_back(&place(std::move(container)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;  // the containers around the current place, from the root
  std::vector<std::set<std::string>> keys_;  // of the open objects
  std::string key_;                          // of the next value
};

// Blanks out comments; all else keeps its place.
// returns  where a comment begins that has no end, or npos
size_t blank_comments(std::string& text) {
  bool is_in_text = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') is_in_text = !is_in_text;
    if (is_in_text && text[i] == '\\') ++i;
    if (is_in_text) continue;
    const bool is_line = text.compare(i, 2, "//") == 0;
    if (!is_line && text.compare(i, 2, "/*") != 0) continue;
    size_t end = is_line ? text.find_first_of("\r\n", i) : text.find("*/", i + 2);
    if (end == std::string::npos && !is_line) return i;
    end = is_line ? std::min(end, text.size()) : end + 2;
    const auto at = [&](size_t place) { return text.begin() + static_cast<std::ptrdiff_t>(place); };
    std::replace_if(
        at(i), at(end), [](char letter) { return letter != '\n'; }, ' ');
    i = end - 1;
  }
  return std::string::npos;
}

// By its mark, or by the zero byte that the first letter of any JSON has in it.
bool is_utf16(std::string_view text) {
  const std::string_view begin = text.substr(0, 2);
  return begin == "\xff\xfe" || begin == "\xfe\xff" ||
         (begin.size() == 2 && (begin[0] == 0) != (begin[1] == 0));
}

// "line 2, column 10", of the last of these bytes
std::string describe_end(std::string_view bytes) {
  const auto line = std::count(bytes.begin(), bytes.end(), '\n') + 1;
  const size_t line_start = bytes.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " +
         std::to_string(std::max<size_t>(bytes.size() - line_start, 1));
}

std::string describe_fault(const StrictBuilder& builder, std::string_view text) {
  const std::string at = " at " + describe_end(text.substr(0, builder.fault_at));
  return builder.is_number_too_large
             ? "not valid JSON" + at + ": a number is too large for any setting"
             : "not valid JSON" + at + "; a missing comma or quote, or text after the end?";
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

std::optional<Json> parse_json_value(std::string_view text) {
  StrictBuilder builder;
  const bool is_json = !nests_too_deep(text) && Json::sax_parse(text, &builder);
  return is_json ? std::optional(std::move(builder.root)) : std::nullopt;
}

std::optional<Json> parse_json_file(std::string text, const std::string& where,
                                    std::vector<std::string>& faults) {
  const auto refuse = [&](const std::string& why) {
    faults.push_back(where + ": " + why);
    return std::nullopt;
  };
  if (is_utf16(text)) return refuse("is UTF-16; save it as UTF-8");
  if (text.compare(0, 3, "\xef\xbb\xbf") == 0) text.erase(0, 3);
  if (const size_t comment = blank_comments(text); comment != std::string::npos)
    return refuse("the comment at " + describe_end({text.data(), comment + 1}) +
                  " has no end; close it with */");
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    return refuse("is empty; it must be a JSON object, at least {}");
  if (nests_too_deep(text)) return refuse("nested too deeply; use fewer levels of brackets");
  StrictBuilder builder;
  const bool is_json = Json::sax_parse(text, &builder);
  for (const std::string& key : builder.duplicates)
    faults.push_back(where + ": \"" + printable(key) + "\": appears twice; keep one");
  if (!is_json) return refuse(describe_fault(builder, text));
  return std::move(builder.root);
}

Json choice_to_json(const std::string& name) {
  const bool is_digit = name.size() == 1 && name[0] >= '0' && name[0] <= '9';
  return is_digit ? Json(name[0] - '0') : Json(name);
}

}  // namespace gan
