// JPEG files, read by libjpeg-turbo.
#pragma once

#include <torch/types.h>

#include <string>
#include <string_view>

namespace gan {

// Whether bytes begin as those of a JPEG do.
bool is_jpeg(std::string_view bytes);

// Decodes a JPEG, turned as its EXIF orientation says (exif.h). CMYK becomes red, green and blue by
// Adobe's convention. Colour profiles are passed over.
// returns  uint8 [height, width, values]: 1 value if it is grey, else 3
// throws   DamagedError naming `where`: damaged, cut short, other components than these, more than
//          kMaxPicturePixels or than its bytes can hold (png.h), more than 100 scans
torch::Tensor decode_jpeg(std::string_view bytes, const std::string& where);

}  // namespace gan
