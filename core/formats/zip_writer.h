// Writes zip archives (APPNOTE.TXT) of entries that are stored as they are, piece by piece, of any
// size: numpy.load() and every unpacker read them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.h"

namespace gan {

class ZipWriter {
 public:
  // Takes an entry's bytes, piece by piece.
  using Sink = std::function<void(std::string_view bytes)>;

  // file  must outlive this object; whoever made it commits it
  explicit ZipWriter(AtomicFile& file) : file_(file) {}

  // Writes an entry.
  // produce  passes all its bytes to a sink; called twice, because their number and checksum come
  //          before them, and must pass the same each time
  // throws   Error as AtomicFile::write() does
  void add(const std::string& name, const std::function<void(const Sink& sink)>& produce);

  // Writes the directory, which comes last. throws as add() does
  void finish();

 private:
  struct Entry {
    std::string name;
    uint32_t crc32 = 0;
    uint64_t size = 0;    // bytes
    uint64_t offset = 0;  // of its header
  };

  void write(std::string_view bytes);

  AtomicFile& file_;
  uint64_t written_ = 0;  // bytes
  std::vector<Entry> entries_;
};

}  // namespace gan
