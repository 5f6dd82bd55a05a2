// One data set, whatever kind of file or folder holds it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/data/data_set.h"
#include "core/sources/hooks.h"

namespace gan {

enum class SourceKind {
  kIdx,     // idx.h
  kFolder,  // of pictures: picture_list.h
  kZip,     // of pictures
  kNpy,     // npy_set.h
  kNpz,
};

struct ReadDataSet {
  DataSet data;
  SourceKind kind;
  std::vector<std::string> odd;      // files of a folder or archive that are no pictures
  std::vector<std::string> damaged;  // a line for each picture that is left out (data.skip_damaged)
};

// Reads the data set that lies at a path. What it is is told by its first bytes, not its name; a
// path may stand for several files as find_idx_file() says. Images are prepared as the options ask
// (prepare.h).
// labels  a file of labels of any kind (stored_set.h), in the order of the images, which for
//         pictures is that of their names; empty: those that the source itself has, if any
// throws  Error naming the file: kMissing, or as its kind's reader does
ReadDataSet read_data_set(const std::filesystem::path& path, const std::filesystem::path& labels,
                          const Config::Data& options, const ReadHooks& hooks);

}  // namespace gan
