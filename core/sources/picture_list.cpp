#include "core/sources/picture_list.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>

#include "core/base/errors.h"
#include "core/sources/picture_labels.h"

namespace gan {
namespace {

// The name of the folder at its top; "" if it lies at the top itself.
std::string top_folder(const std::string& name) {
  const size_t slash = name.find('/');
  return slash == std::string::npos ? "" : name.substr(0, slash);
}

bool is_hidden(const std::string& name) {
  const std::string rooted = "/" + name;
  return rooted.find("/.") != std::string::npos || rooted.find("/__MACOSX/") != std::string::npos;
}

// The names without the folders that all of them lie in.
struct Descent {
  std::vector<std::string> names;
  std::string top;  // "a/b/", or ""
};

Descent descend(const std::vector<std::string>& names) {
  Descent descent{names, ""};
  while (true) {
    const std::string folder = top_folder(descent.names.front());
    const auto is_in_it = [&](const std::string& name) { return top_folder(name) == folder; };
    if (folder.empty() || !std::all_of(descent.names.begin(), descent.names.end(), is_in_it))
      return descent;
    for (std::string& name : descent.names) name.erase(0, folder.size() + 1);
    descent.top += folder + "/";
  }
}

[[noreturn]] void throw_no_pictures(const PictureList& list, const std::string& where) {
  std::string got = "no files";
  if (!list.odd.empty()) {
    got = std::to_string(list.odd.size()) + " other files such as " + printable(list.odd[0], 100);
  }
  throw Error(ErrorKind::kMissing,
              where + ": must hold pictures that end in .png, .jpg or .jpeg, got " + got +
                  "; name a folder or archive of pictures");
}

bool is_number(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Of whole numbers in digits: by value, then as text, because "1" and "01" are two classes.
bool is_less(const std::string& a, const std::string& b) {
  const auto digits = [](const std::string& text) {
    return text.substr(std::min(text.find_first_not_of('0'), text.size()));
  };
  const std::string da = digits(a), db = digits(b);
  if (da.size() != db.size()) return da.size() < db.size();
  return da != db ? da < db : a < b;
}

// Folders of these names alone are parts of a data set, which must not become its classes.
void check_are_classes(const std::set<std::string>& folders, const std::string& where) {
  static const std::set<std::string> kParts = {"train", "training", "test",      "testing",
                                               "val",   "valid",    "validation"};
  const auto is_part = [](std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return kParts.count(name) > 0;
  };
  if (folders.size() < 2 || !std::all_of(folders.begin(), folders.end(), is_part)) return;
  std::string names;
  for (const std::string& folder : folders) names += (names.empty() ? "" : ", ") + folder;
  throw Error(
      where + ": holds the folders " + names + ", which are sets rather than classes; " +
      "unpack them if they are packed, and name one of them as the training images and one as " +
      "the test images");
}

// descent  of list.names
void add_folder_classes(PictureList& list, const Descent& descent, const std::string& where) {
  std::set<std::string> folders;
  std::optional<size_t> at_top;
  std::optional<size_t> in_folder;
  for (size_t i = 0; i < list.names.size(); ++i) {
    const std::string folder = top_folder(descent.names[i]);
    (folder.empty() ? at_top : in_folder) = i;
    if (!folder.empty()) folders.insert(folder);
  }
  if (at_top && in_folder)
    throw Error(where + ": pictures must lie either all at the top, or each in the folder of its " +
                "class, got " + printable(list.names[*at_top], 100) + " and " +
                printable(list.names[*in_folder], 100) + "; move the one or the other");
  check_are_classes(folders, where);
  list.class_names.assign(folders.begin(), folders.end());
  if (std::all_of(folders.begin(), folders.end(), is_number))
    std::sort(list.class_names.begin(), list.class_names.end(), is_less);
  check_class_names(list.class_names, where);
  std::map<std::string, int64_t> indices;
  for (const std::string& name : list.class_names)
    indices.emplace(name, static_cast<int64_t>(indices.size()));
  if (indices.empty()) return;
  for (const std::string& name : descent.names)
    list.classes.push_back(indices.at(top_folder(name)));
}

}  // namespace

bool is_picture_name(const std::string& name) {
  std::string ending = name.substr(std::min(name.rfind('.'), name.size()));
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

PictureList list_pictures(std::vector<std::string> files,
                          const std::function<std::string(const std::string& name)>& read_file,
                          const std::string& where) {
  files.erase(std::remove_if(files.begin(), files.end(), is_hidden), files.end());
  std::sort(files.begin(), files.end());
  PictureList list;
  for (std::string& name : files)
    (is_picture_name(name) ? list.names : list.odd).push_back(std::move(name));
  if (list.names.empty()) throw_no_pictures(list, where);
  const Descent descent = descend(list.names);
  const std::optional<std::string> json = take_label_file(list.odd, descent.top);
  if (json)
    add_json_labels(list, *json, read_file(*json), where);
  else
    add_folder_classes(list, descent, where);
  return list;
}

}  // namespace gan
