// A few images as text, for a terminal.
#pragma once

#include <torch/types.h>

#include <string>

namespace gan {

enum class PreviewStyle {
  kBlocks,   // half blocks in 24 shades of grey: two pixels a character
  kLetters,  // " .:-=+*#%@", for terminals without colours or UTF-8
};

// As the environment has it: NO_COLOR, and the locale's character set.
PreviewStyle choose_preview_style();

// One row of images, as many as fit, made smaller by a whole factor so that four do.
// pixels   uint8 [N, H, W]
// columns  of the terminal
// returns  lines, each ended; empty where not even one image fits
std::string format_preview(const torch::Tensor& pixels, int64_t columns, PreviewStyle style);

}  // namespace gan
