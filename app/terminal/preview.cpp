#include "app/terminal/preview.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace gan {
namespace {

constexpr int64_t kWanted = 4;  // images in the row

// Means over factor x factor pixels; a remainder at the right and at the bottom is cut off.
torch::Tensor shrink(const torch::Tensor& pixels, int64_t factor) {
  const int64_t height = pixels.size(2) / factor;
  const int64_t width = pixels.size(3) / factor;
  return pixels.narrow(2, 0, height * factor)
      .narrow(3, 0, width * factor)
      .to(torch::kFloat32)
      .reshape({pixels.size(0), pixels.size(1), height, factor, width, factor})
      .mean({3, 5});
}

// Black, white, or one of the 24 greys among the terminal's 256 colours.
int64_t to_grey(float level) {
  const int64_t shade = static_cast<int64_t>(level / 256 * 26);
  return shade <= 0 ? 16 : shade >= 25 ? 231 : 231 + shade;
}

// One of the 6 x 6 x 6 colours among them.
int64_t to_colour(const torch::Tensor& pixel) {
  int64_t colour = 0;
  for (int64_t c = 0; c < 3; ++c)
    colour = 6 * colour + static_cast<int64_t>(pixel[c].item<float>() / 256 * 6);
  return 16 + colour;
}

// The nearest of the terminal's colours for each pixel.
// images   float [N, C, H, W], in [0, 255]
// returns  int64 [N, H, W]
torch::Tensor to_terminal_colours(const torch::Tensor& images) {
  torch::Tensor colours =
      torch::full({images.size(0), images.size(2), images.size(3)}, 16, torch::kInt64);
  auto to = colours.accessor<int64_t, 3>();
  for (int64_t n = 0; n < to.size(0); ++n)
    for (int64_t y = 0; y < to.size(1); ++y)
      for (int64_t x = 0; x < to.size(2); ++x)
        to[n][y][x] = images.size(1) == 1 ? to_grey(images[n][0][y][x].item<float>())
                                          : to_colour(images[n].select(1, y).select(1, x));
  return colours;
}

std::string format_block(int64_t above, int64_t below) {
  return "\x1b[38;5;" + std::to_string(above) + ";48;5;" + std::to_string(below) + "m\u2580";
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
  const int64_t most = std::min(pixels.size(2), pixels.size(3));
  int64_t factor = 1;
  while (factor <= most && wanted * (pixels.size(3) / factor + 1) > columns) ++factor;
  if (factor > most) return "";
  const torch::Tensor small = shrink(pixels, factor);
  const int64_t width = small.size(3);
  const int64_t count = std::min(small.size(0), columns / (width + 1));
  const torch::Tensor greys = small.mean(1);
  const torch::Tensor colours = to_terminal_colours(small);
  const auto levels = greys.accessor<float, 3>();
  const auto codes = colours.accessor<int64_t, 3>();
  std::string lines;
  for (int64_t y = 0; y < small.size(2); y += 2) {
    for (int64_t i = 0; i < count; ++i) {
      for (int64_t x = 0; x < width; ++x) {
        const bool has_below = y + 1 < small.size(2);
        lines += style == PreviewStyle::kBlocks
                     ? format_block(codes[i][y][x], has_below ? codes[i][y + 1][x] : 16)
                     : format_letter(levels[i][y][x], has_below ? levels[i][y + 1][x] : 0);
      }
      lines += style == PreviewStyle::kBlocks ? "\x1b[0m " : " ";
    }
    lines += "\n";
  }
  return lines;
}

}  // namespace gan
