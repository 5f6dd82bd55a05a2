// Which pictures a folder or archive holds, and the class of each, told by their names alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gan {

struct PictureList {
  std::vector<std::string> names;        // from the top of the source: "cat/1.png"; sorted
  std::vector<int64_t> classes;          // of each picture, an index into the next; or empty
  std::vector<std::string> class_names;  // sorted: as numbers if all are, else bytewise
  std::vector<std::string> odd;          // other files, which are passed over
};

// Whether a file's name ends as a picture's: .png, .jpg, .jpeg, in any case.
bool is_picture_name(const std::string& name);

// Sorts out the files of a source. Pictures lie either all at the top or each in a folder, which
// names its class; folders further down belong to it. A single folder at the top is taken for the
// top. Hidden files (any part of the name begins with ".") and __MACOSX are passed over in silence.
// A file dataset.json at the top is StyleGAN's: {"labels": [["00000/1.png", 6], ...]}, or null for
// no classes; then folders name none.
// files      from the top of the source, with "/"
// read_file  reads a file of these; called for dataset.json only
// where      names the source in messages
// throws     Error: no pictures, pictures both at the top and in folders, folders such as train and
//            test, a class whose name is no UTF-8 or has control characters, a dataset.json that
//            makes no sense or lacks a picture
PictureList list_pictures(std::vector<std::string> files,
                          const std::function<std::string(const std::string& name)>& read_file,
                          const std::string& where);

// All files below a folder, from its top, sorted; symbolic links are followed, hidden folders not
// entered.
// throws  Error as list_folder() does; naming both, if two ways lead to one folder, as a loop of
//         links does; kMissing if there is no such folder
std::vector<std::string> list_files(const std::filesystem::path& folder);

}  // namespace gan
