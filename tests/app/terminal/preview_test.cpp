#include "app/terminal/preview.h"

#include <gmock/gmock.h>

namespace gan {

using testing::HasSubstr;

TEST(FormatPreview, ShowsTwoRowsOfPixelsALine) {
  const torch::Tensor pixels = torch::tensor({0, 255, 255, 0}).to(torch::kUInt8).view({1, 1, 2, 2});
  EXPECT_EQ(format_preview(pixels, 80, PreviewStyle::kBlocks),
            "\x1b[38;5;16;48;5;231m\u2580\x1b[38;5;231;48;5;16m\u2580\x1b[0m \n");
}

TEST(FormatPreview, HasTheTerminalsColours) {
  const torch::Tensor pixels = torch::tensor({255, 0, 0, 128, 0, 255}).to(torch::kUInt8);
  EXPECT_EQ(format_preview(pixels.view({1, 3, 2, 1}), 80, PreviewStyle::kBlocks),
            "\x1b[38;5;196;48;5;39m\u2580\x1b[0m \n");  // 16 + 36 * 5, and 16 + 6 * 3 + 5
}

TEST(FormatPreview, HasLettersFromDarkToBright) {
  const torch::Tensor pixels =
      torch::tensor({0, 128, 255, 0, 128, 255}).to(torch::kUInt8).view({1, 1, 2, 3});
  EXPECT_EQ(format_preview(pixels, 80, PreviewStyle::kLetters), " +@ \n");
}

TEST(FormatPreview, ShrinksUntilFourImagesFitAndIsNeverWider) {
  const torch::Tensor pixels = torch::full({64, 1, 28, 28}, 255, torch::kUInt8);
  for (const int64_t columns : {80, 60, 40, 20}) {
    const std::string lines = format_preview(pixels, columns, PreviewStyle::kLetters);
    const auto width = static_cast<int64_t>(lines.find('\n'));
    EXPECT_LE(width, columns);
    EXPECT_GE(std::count(lines.begin(), lines.begin() + width, ' '), 4) << columns;
  }
}

TEST(FormatPreview, OfATooNarrowTerminalIsEmpty) {
  EXPECT_EQ(format_preview(torch::zeros({4, 1, 6, 5}, torch::kUInt8), 3, PreviewStyle::kLetters),
            "");
}

TEST(FormatPreview, AveragesWhatItShrinks) {
  // Two columns hold one image of one character, so its 4 x 2 pixels are reduced to 2 x 1.
  const torch::Tensor pixels =
      torch::tensor({0, 0, 0, 0, 255, 255, 255, 255}).to(torch::kUInt8).view({1, 1, 4, 2});
  EXPECT_EQ(format_preview(pixels, 2, PreviewStyle::kBlocks),
            "\x1b[38;5;16;48;5;231m\u2580\x1b[0m \n");
}

}  // namespace gan
