#include "app/commands/output.h"

#include "core/base/errors.h"
#include "core/sources/places.h"

namespace gan {
namespace {

namespace fs = std::filesystem;

// Without links, as far as they lead anywhere.
fs::path resolve(const fs::path& path) {
  std::error_code error;
  const fs::path resolved = fs::weakly_canonical(path, error);
  return error ? fs::absolute(path, error).lexically_normal() : resolved;
}

}  // namespace

std::vector<fs::path> list_data_files(const Config::Data& data, const fs::path& folder) {
  try {
    return find_places(data, folder).list();
  } catch (const Error&) {
    return {};
  }
}

void check_output(const char* flag, const fs::path& output, const std::vector<fs::path>& read) {
  const fs::path to = resolve(output);
  for (const fs::path& path : read) {
    const fs::path way = to.lexically_relative(resolve(path));
    if (!way.empty() && *way.begin() != "..")
      throw UsageError(std::string(flag) + ": must not be, nor lie in, what is read, got " +
                       output.string() + "; name another file");
  }
}

}  // namespace gan
