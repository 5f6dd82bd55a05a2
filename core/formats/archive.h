// A dict of tensors, numbers and text as the zip archive that torch.save() writes, under a
// checksum. LibTorch writes it. Its reader trusts what it reads, so a reader of our own (libzip,
// and unpickler.h) takes that place: a file may come from anyone.
#pragma once

#include <ATen/core/ivalue.h>

#include <string>

namespace gan {

using Dict = c10::impl::GenericDict;

// An empty dict with text for keys.
Dict make_dict();

// The archive's bytes. Only dicts, tensors, ints and text: what torch.load(weights_only=True)
// takes.
std::string format_archive(const Dict& dict);

struct ParsedArchive {
  Dict dict;
  bool has_checksum;
};

// Needs memory for the bytes' size once more, whatever they say.
// where   names the bytes in messages
// throws  Error: damaged, truncated, not such an archive, or more in it than plain data
ParsedArchive parse_archive(const std::string& bytes, const std::string& where);

}  // namespace gan
