#include "core/sources/picture_labels.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/config/strict_json.h"
#include "core/data/data_set.h"

namespace gan {
namespace {

const std::string kLabelFile = "dataset.json";

using NumberOf = std::unordered_map<std::string, int64_t>;  // the label of each picture, by name

// Of the array of pairs [name, number].
NumberOf read_pairs(const Json& pairs, const std::string& where) {
  NumberOf numbers;
  for (const Json& pair : pairs) {
    const bool is_pair = pair.is_array() && pair.size() == 2 && pair[0].is_string() &&
                         pair[1].is_number_integer() && pair[1].get<double>() >= 0 &&
                         pair[1].get<double>() <= static_cast<double>(kMaxWholeNumber);
    if (!is_pair)
      throw DamagedError(where + ": labels must be pairs such as [\"00000/img00000000.png\", 6], " +
                         "the number whole and not negative, got " +
                         printable(pair.dump(-1, ' ', false, Json::error_handler_t::replace), 60));
    const auto name = pair[0].get<std::string>();
    if (!numbers.emplace(name, pair[1].get<int64_t>()).second)
      throw DamagedError(where + ": labels must name each picture once, got " +
                         printable(name, 100) + " twice");
  }
  return numbers;
}

// nullopt if it says that there are none
std::optional<NumberOf> read_label_file(const std::string& text, const std::string& where) {
  std::vector<std::string> faults;
  const std::optional<Json> json = parse_json_file(text, where, faults);
  if (!faults.empty()) throw DamagedError(faults.front());
  if (!json || !json->is_object() || !json->contains("labels"))
    throw DamagedError(where + ": must be an object with \"labels\", as StyleGAN's is");
  const Json& labels = json->at("labels");
  if (labels.is_null()) return std::nullopt;
  if (!labels.is_array()) throw DamagedError(where + ": \"labels\" must be an array or null");
  return read_pairs(labels, where);
}

}  // namespace

std::optional<std::string> take_label_file(std::vector<std::string>& odd, const std::string& top) {
  for (size_t end = 0; end != std::string::npos; end = top.find('/', end)) {
    if (end > 0) ++end;
    const auto place = std::find(odd.begin(), odd.end(), top.substr(0, end) + kLabelFile);
    if (place == odd.end()) continue;
    const std::string name = *place;
    odd.erase(place);
    return name;
  }
  return std::nullopt;
}

void add_json_labels(PictureList& list, const std::string& file, const std::string& text,
                     const std::string& where) {
  const std::string place = where + ": " + printable(file, 100);
  const std::optional<NumberOf> numbers = read_label_file(text, place);
  if (!numbers) return;
  const size_t begin = file.size() - kLabelFile.size();
  std::vector<int64_t> labels;
  for (const std::string& name : list.names) {
    const auto found = numbers->find(name.substr(begin));
    if (found == numbers->end())
      throw Error(ErrorKind::kMismatch, place + ": must hold a label for each picture, got none " +
                                            "for " + printable(name, 100) +
                                            "; add it, or remove the picture");
    labels.push_back(found->second);
  }
  const std::set<int64_t> distinct(labels.begin(), labels.end());
  std::map<int64_t, int64_t> indices;
  for (const int64_t number : distinct) {
    indices.emplace(number, static_cast<int64_t>(indices.size()));
    list.class_names.push_back(std::to_string(number));
  }
  check_class_names(list.class_names, place);
  for (const int64_t label : labels) list.classes.push_back(indices.at(label));
}

void check_class_names(const std::vector<std::string>& names, const std::string& where) {
  if (names.size() > kMaxClasses)
    throw Error(where + ": at most " + std::to_string(kMaxClasses) + " classes are possible, got " +
                std::to_string(names.size()) + "; put the pictures into fewer folders, or one");
  for (const std::string& name : names) {
    bool is_text = !name.empty() && printable(name, name.size()) == name;
    try {
      Json(name).dump();
    } catch (const Json::type_error&) {
      is_text = false;
    }
    if (!is_text)
      throw Error(where + ": the name of a class must be UTF-8 without control characters, got " +
                  printable(Json(name).dump(-1, ' ', true, Json::error_handler_t::replace), 100) +
                  "; rename it");
  }
}

}  // namespace gan
