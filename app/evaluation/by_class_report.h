// Formats the quality of samples class by class.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/evaluate/by_class.h"

namespace gan {

// Of more classes the tables say nothing: JSON has them all.
constexpr size_t kMaxListedClasses = 40;

// A class's name in at most `width` characters; control characters are escaped.
std::string short_name(const std::string& name, size_t width);

// A table of at most 80 columns: for each class its share of the samples, asked and as the judge
// sees them, GAN-test, and Frechet distance and recall beside the mean of real images. A line says
// which classes have no figure, and why. "" if there are no classes.
std::string format_by_class(const std::vector<ClassScores>& classes,
                            const std::vector<std::string>& names);

// The same by the classes' names, and the names of the worst classes.
nlohmann::ordered_json describe_by_class(const std::vector<ClassScores>& classes,
                                         const std::vector<std::string>& names);

}  // namespace gan
