#include "app/terminal/preview.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace gan {
namespace {

constexpr int64_t kWanted = 4;  // images in the row

// Means over factor x factor pixels; a remainder at the right and at the bottom is cut off.
torch::Tensor shrink(const torch::Tensor& pixels, int64_t factor) {
  const int64_t height = pixels.size(1) / factor;
  const int64_t width = pixels.size(2) / factor;
  return pixels.narrow(1, 0, height * factor)
      .narrow(2, 0, width * factor)
      .to(torch::kFloat32)
      .reshape({pixels.size(0), height, factor, width, factor})
      .mean({2, 4});
}

// Black, white, or one of the 24 greys among the terminal's 256 colours.
int to_colour(float level) {
  const int shade = static_cast<int>(level / 256 * 26);
  return shade <= 0 ? 16 : shade >= 25 ? 231 : 231 + shade;
}

std::string format_block(float above, float below) {
  return "\x1b[38;5;" + std::to_string(to_colour(above)) + ";48;5;" +
         std::to_string(to_colour(below)) + "m\u2580";
}

std::string format_letter(float above, float below) {
  static constexpr std::string_view kRamp = " .:-=+*#%@";
  return std::string(1, kRamp[static_cast<size_t>((above + below) / 2 / 256 * kRamp.size())]);
}

}  // namespace

PreviewStyle choose_preview_style() {
  const char* const no_color = std::getenv("NO_COLOR");
  if (no_color && *no_color) return PreviewStyle::kLetters;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(name);
    if (!value || !*value) continue;
    const std::string_view locale(value);
    const bool is_utf8 = locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos;
    return is_utf8 ? PreviewStyle::kBlocks : PreviewStyle::kLetters;
  }
  return PreviewStyle::kLetters;
}

std::string format_preview(const torch::Tensor& pixels, int64_t columns, PreviewStyle style) {
  const int64_t wanted = std::min(kWanted, pixels.size(0));
  const int64_t most = std::min(pixels.size(1), pixels.size(2));
  int64_t factor = 1;
  while (factor <= most && wanted * (pixels.size(2) / factor + 1) > columns) ++factor;
  if (factor > most) return "";
  const torch::Tensor small = shrink(pixels, factor);
  const int64_t width = small.size(2);
  const int64_t count = std::min(small.size(0), columns / (width + 1));
  const auto levels = small.accessor<float, 3>();
  std::string lines;
  for (int64_t y = 0; y < small.size(1); y += 2) {
    for (int64_t i = 0; i < count; ++i) {
      for (int64_t x = 0; x < width; ++x) {
        const float above = levels[i][y][x];
        const float below = y + 1 < small.size(1) ? levels[i][y + 1][x] : 0;
        lines += style == PreviewStyle::kBlocks ? format_block(above, below)
                                                : format_letter(above, below);
      }
      lines += style == PreviewStyle::kBlocks ? "\x1b[0m " : " ";
    }
    lines += "\n";
  }
  return lines;
}

}  // namespace gan
