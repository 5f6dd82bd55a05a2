#include "core/sources/idx_files.h"

#include <algorithm>
#include <vector>

#include "core/base/errors.h"
#include "core/base/file.h"
#include "core/sources/gzip_file.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// "a.idx3-ubyte" for "a-idx3-ubyte", and the other way round; "" for other names.
std::string respell(std::string name) {
  for (const char* kind : {"idx3-ubyte", "idx1-ubyte", "idx2-int"}) {
    const size_t place = name.rfind(kind);
    if (place == std::string::npos || place == 0) continue;
    char& mark = name[place - 1];
    if (mark != '-' && mark != '.') continue;
    mark = mark == '-' ? '.' : '-';
    return name;
  }
  return "";
}

// Every path that `path` stands for.
std::vector<fs::path> list_names(const fs::path& path) {
  std::vector<fs::path> names = {path, path.string() + ".gz"};
  if (const std::string other = respell(path.filename().string()); !other.empty())
    for (const fs::path& folder : {path.parent_path(), path})
      for (const char* end : {"", ".gz"}) names.push_back(folder / (other + end));
  return names;
}

std::vector<fs::path> list_idx_files(const fs::path& path) {
  std::vector<fs::path> files = list_names(path);
  const auto is_none = [](const fs::path& file) {
    std::error_code ignored;
    const fs::file_status status = fs::status(file, ignored);
    return status.type() == fs::file_type::not_found || fs::is_directory(status);
  };
  files.erase(std::remove_if(files.begin(), files.end(), is_none), files.end());
  return files;
}

bool holds_the_same(const fs::path& zipped, const fs::path& plain) {
  try {
    GzipFile a(zipped);
    InputFile b(plain);
    constexpr size_t kBlock = 1 << 20;
    std::string block_of_a(kBlock, 0), block_of_b(kBlock, 0);
    while (true) {
      const size_t got = a.read(block_of_a.data(), kBlock);
      if (b.read(block_of_b.data(), kBlock) != got ||
          block_of_a.compare(0, got, block_of_b, 0, got) != 0)
        return false;
      if (got == 0) return true;
    }
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

bool has_idx_file(const fs::path& path) { return !list_idx_files(path).empty(); }

fs::path find_idx_file(const fs::path& path, const OnChoice& on_choice) {
  const std::vector<fs::path> files = list_idx_files(path);
  if (files.empty()) {
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path;  // a folder: reading it says so
    const std::string name = path.filename().string();
    const std::string other = respell(name);
    throw Error(ErrorKind::kMissing, path.string() + ": no such file, nor " + name + ".gz" +
                                         (other.empty() ? "" : " or " + other));
  }
  const fs::path& taken = files.front();
  for (size_t i = 1; on_choice && i < files.size(); ++i) {
    const bool is_zipped_copy =
        files[i] == taken.string() + ".gz" && holds_the_same(files[i], taken);
    if (!is_zipped_copy)
      on_choice(taken.string() + ": is read, though " + files[i].filename().string() +
                " lies there too; remove one of them");
  }
  return taken;
}

}  // namespace gan
