// Fuzzes the names of pictures and StyleGAN's dataset.json: lines of names, then, after an empty
// line, the JSON.
#include <algorithm>
#include <sstream>

#include "core/sources/picture_list.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

std::vector<std::string> make_seeds() {
  return {"a.png\nb.JPG\nc.txt\n", "10/a.png\n9/b.png\n9/x/.c.png\n",
          "top/a/1.png\ntop/b/1.jpeg\n__MACOSX/top/a/._1.png\n",
          "00000/a.png\n00000/b.png\ndataset.json\n\n"
          R"({"labels": [["00000/a.png", 6], ["00000/b.png", 12]]})",
          "t/a.png\nt/dataset.json\n\n"
          R"({"labels": null})"};
}

void run(const std::string& bytes) {
  const size_t end = std::min(bytes.find("\n\n"), bytes.size());
  const std::string json = bytes.substr(std::min(end + 2, bytes.size()));
  std::istringstream lines(bytes.substr(0, end));
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty()) names.push_back(line);
  expect_error_at_most([&] {
    const PictureList list = list_pictures(
        names, [&](const std::string&) { return json; }, "dir");
    const auto classes = static_cast<int64_t>(list.class_names.size());
    if (list.names.empty() || (classes == 0) != list.classes.empty()) std::abort();
    if (classes > 0 && list.classes.size() != list.names.size()) std::abort();
    for (const int64_t index : list.classes)
      if (index < 0 || index >= classes) std::abort();
  });
}

const FuzzTarget kTarget("picture_names", make_seeds, run);

}  // namespace
}  // namespace gan
