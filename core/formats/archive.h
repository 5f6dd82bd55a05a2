// Stores a dict of tensors, numbers and text as the zip archive that torch.save() writes, with a
// checksum. LibTorch writes it. We read it with our own reader (libzip and unpickler.h), because
// LibTorch's trusts its input and a file may come from anyone.
#pragma once

#include <ATen/core/ivalue.h>

#include <filesystem>
#include <string>

namespace gan {

using Dict = c10::impl::GenericDict;

// An empty dict whose keys are text.
Dict make_dict();

// The archive's bytes, which torch.load(weights_only=True) accepts.
// dict  holds only dicts, tensors, ints and text
std::string format_archive(const Dict& dict);

// Compares a file's bytes with its checksum, without holding more than a block of them.
// returns  false if it has none, as what torch.save() writes
// throws   DamagedError; Error as InputFile does
bool check_archive(const std::filesystem::path& path);

struct ParsedArchive {
  Dict dict;
  bool has_checksum;
};

// Needs about as much memory again as `bytes`, whatever they contain.
// where   names the bytes in messages
// throws  Error: damaged, truncated, not such an archive, or containing more than plain data
ParsedArchive parse_archive(const std::string& bytes, const std::string& where);

}  // namespace gan
