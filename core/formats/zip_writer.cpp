#include "core/formats/zip_writer.h"

#include <algorithm>

namespace gan {
namespace {

constexpr uint64_t kMax32 = 0xffffffff;  // stands for "see the zip64 field"
constexpr uint64_t kVersion = 20, kVersionZip64 = 45;
constexpr uint64_t kFirstOfJanuary1980 = 0x21;  // the date where none is known
constexpr uint64_t kOwnerReadsAndWrites = uint64_t{0100600} << 16;

// Appends the number's lowest bytes, little-endian.
void put(std::string& record, uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) record += static_cast<char>(number >> (8 * i) & 0xff);
}

// Appends the number to a record in 32 bits or, if it does not fit, in 64 to the zip64 field.
void put_size(std::string& record, std::string& zip64, uint64_t number) {
  put(record, std::min(number, kMax32), 4);
  if (number >= kMax32) put(zip64, number, 8);
}

// The zip64 field, with its head; "" if nothing is in it.
std::string format_zip64(const std::string& numbers) {
  std::string field;
  if (numbers.empty()) return field;
  put(field, 0x0001, 2);
  put(field, numbers.size(), 2);
  return field + numbers;
}

// What an entry's own header and its record in the directory have in common: from the version to
// the sizes. zip64 receives the sizes that need it.
std::string format_common(uint32_t crc32, uint64_t size, std::string& zip64) {
  std::string record;
  put(record, size >= kMax32 ? kVersionZip64 : kVersion, 2);
  put(record, 0, 2);  // flags
  put(record, 0, 2);  // stored
  put(record, 0, 2);  // time
  put(record, kFirstOfJanuary1980, 2);
  put(record, crc32, 4);
  put_size(record, zip64, size);
  put_size(record, zip64, size);
  return record;
}

// The records at the end of a directory that lies at `begin`.
std::string format_end(uint64_t entries, uint64_t begin, uint64_t size) {
  std::string end;
  if (begin >= kMax32) {
    put(end, 0x06064b50, 4);
    put(end, 44, 8);  // of what follows
    put(end, kVersionZip64, 2);
    put(end, kVersionZip64, 2);
    put(end, 0, 8);  // disks
    put(end, entries, 8);
    put(end, entries, 8);
    put(end, size, 8);
    put(end, begin, 8);
    put(end, 0x07064b50, 4);
    put(end, 0, 4);
    put(end, begin + size, 8);
    put(end, 1, 4);
  }
  put(end, 0x06054b50, 4);
  put(end, 0, 4);  // disks
  put(end, entries, 2);
  put(end, entries, 2);
  put(end, size, 4);
  put(end, std::min(begin, kMax32), 4);
  put(end, 0, 2);  // no comment
  return end;
}

}  // namespace

void ZipWriter::write(std::string_view bytes) {
  file_.write(bytes);
  written_ += bytes.size();
}

void ZipWriter::add(const std::string& name, const std::function<void(const Sink& sink)>& produce) {
  Entry entry{name, 0, 0, written_};
  produce([&](std::string_view bytes) {
    entry.crc32 = crc32_of(bytes, entry.crc32);
    entry.size += bytes.size();
  });
  std::string zip64, header;
  put(header, 0x04034b50, 4);
  header += format_common(entry.crc32, entry.size, zip64);
  const std::string field = format_zip64(zip64);
  put(header, name.size(), 2);
  put(header, field.size(), 2);
  write(header + name + field);
  produce([&](std::string_view bytes) { write(bytes); });
  entries_.push_back(std::move(entry));
}

void ZipWriter::finish() {
  const uint64_t begin = written_;
  for (const Entry& entry : entries_) {
    std::string zip64, record;
    put(record, 0x02014b50, 4);
    put(record, 3 << 8 | kVersionZip64, 2);  // by Unix
    record += format_common(entry.crc32, entry.size, zip64);
    std::string rest;
    put(rest, 0, 6);  // no comment, disk 0, no attributes
    put(rest, kOwnerReadsAndWrites, 4);
    put_size(rest, zip64, entry.offset);
    const std::string field = format_zip64(zip64);
    put(record, entry.name.size(), 2);
    put(record, field.size(), 2);
    write(record + rest + entry.name + field);
  }
  write(format_end(entries_.size(), begin, written_ - begin));
}

}  // namespace gan
