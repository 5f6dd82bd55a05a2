#include "app/commands/output.h"

#include "core/base/errors.h"
#include "core/sources/places.h"

namespace gan {

namespace fs = std::filesystem;

std::vector<fs::path> list_data_files(const Config::Data& data, const fs::path& folder) {
  try {
    return find_places(data, folder).list();
  } catch (const Error&) {
    return {};
  }
}

void check_output(const char* flag, const fs::path& output, const std::vector<fs::path>& read) {
  std::error_code ignored;
  const fs::path to = fs::weakly_canonical(output, ignored);
  for (const fs::path& path : read) {
    const fs::path way = to.lexically_relative(fs::weakly_canonical(path, ignored));
    if (!way.empty() && *way.begin() != "..")
      throw UsageError(std::string(flag) + ": must not be, nor lie in, what is read, got " +
                       output.string() + "; name another file");
  }
}

}  // namespace gan
