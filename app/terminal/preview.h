// A few images as text, for a terminal.
#pragma once

#include <torch/types.h>

#include <string>

namespace gan {

enum class PreviewStyle {
  kBlocks,   // half blocks of the terminal's 256 colours: two pixels per character
  kLetters,  // " .:-=+*#%@", for terminals without colours or UTF-8
};

// Chooses by the environment: NO_COLOR, and the locale's character set.
PreviewStyle choose_preview_style();

// One row of as many images as fit, reduced by a whole factor so that at least four fit.
// pixels   uint8 [N, C, H, W]
// columns  of the terminal
// returns  lines with their line breaks; empty if the terminal is too narrow
std::string format_preview(const torch::Tensor& pixels, int64_t columns, PreviewStyle style);

}  // namespace gan
