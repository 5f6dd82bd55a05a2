// Reads a gzip file through zlib; a file may have several members, one after the other.
#pragma once

#include <zlib.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/file.h"

namespace gan {

class GzipFile {
 public:
  // throws  Error as InputFile does; DamagedError if it is not a gzip file
  explicit GzipFile(const std::filesystem::path& path);

  uint64_t compressed_size() const { return file_.size(); }

  // returns  the number of bytes read: fewer than `count` only at the end
  // throws   Error if the data is damaged or truncated, or cannot be read
  size_t read(char* bytes, size_t count);

 private:
  std::filesystem::path path_;
  InputFile file_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> gzip_;
};

}  // namespace gan
