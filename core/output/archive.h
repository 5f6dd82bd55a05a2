// A dict of tensors, numbers and text as the zip archive that torch.save() writes, under a
// checksum.
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

// where   names the bytes in messages
// throws  Error: damaged, truncated, not an archive, or a dict LibTorch cannot read
ParsedArchive parse_archive(const std::string& bytes, const std::string& where);

}  // namespace gan
