// The labels of pictures from StyleGAN's dataset.json, and what may be a class's name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/sources/picture_list.h"

namespace gan {

// Takes the dataset.json that lies furthest up out of the odd files.
// top      the folder, with "/", that holds all pictures; it lies in that one, or above
// returns  its name; nullopt if there is none
std::optional<std::string> take_label_file(std::vector<std::string>& odd, const std::string& top);

// Sets the classes of a list's pictures to those of a dataset.json: the whole numbers that occur,
// in ascending order. No classes if its labels are null.
// file    its name, beside or above the pictures; the names in it begin there
// text    what it holds
// throws  Error naming `where` and the file
void add_json_labels(PictureList& list, const std::string& file, const std::string& text,
                     const std::string& where);

// throws  Error naming `where`: a name is not UTF-8, or has control characters; more than
//         kMaxClasses
void check_class_names(const std::vector<std::string>& names, const std::string& where);

}  // namespace gan
