#include "core/output/run_data.h"

#include "core/output/event_log.h"

namespace gan {

namespace fs = std::filesystem;

fs::path find_data_folder(const RunFolder& run, const std::string& data_folder) {
  const auto start = read_event_history(run.events()).last_start;
  std::error_code ignored;
  const bool is_there =
      start && start->data_folder == data_folder && fs::exists(start->data_path, ignored);
  return is_there ? start->data_path : from_working_folder(data_folder);
}

fs::path from_working_folder(const fs::path& folder) {
  std::error_code error;  // the working folder may have been removed
  const fs::path path = fs::absolute(folder, error);
  return error ? folder : path;
}

}  // namespace gan
