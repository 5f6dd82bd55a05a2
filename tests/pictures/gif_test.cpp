#include "core/pictures/gif.h"

#include <gif_lib.h>
#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {

using testing::HasSubstr;

TEST(WriteGif, KeepsEveryGreyLevelOfEveryFrame) {
  const TemporaryFolder folder;
  const torch::Tensor first = torch::arange(256).to(torch::kUInt8).view({1, 16, 16});
  const std::vector<torch::Tensor> frames = {first, first.flip(1), first.transpose(1, 2)};
  write_gif(folder / "a.gif", frames, 25);
  int error = 0;
  GifFileType* const file = DGifOpenFileName((folder / "a.gif").c_str(), &error);
  ASSERT_TRUE(file);
  ASSERT_EQ(DGifSlurp(file), GIF_OK);
  ASSERT_EQ(file->ImageCount, 3);
  for (int i = 0; i < 3; ++i) {
    const torch::Tensor shown =
        torch::from_blob(file->SavedImages[i].RasterBits, {1, 16, 16}, torch::kUInt8);
    EXPECT_TRUE(torch::equal(shown, frames[static_cast<size_t>(i)]));
    GraphicsControlBlock control{};
    ASSERT_EQ(DGifSavedExtensionToGCB(file, i, &control), GIF_OK);
    EXPECT_EQ(control.DelayTime, 4);  // hundredths of a second
  }
  for (int i = 0; i < 256; ++i) EXPECT_EQ(file->SColorMap->Colors[i].Green, i);
  DGifCloseFile(file, &error);
}

// The frames of a file in colour, uint8 [3, H, W] each.
std::vector<torch::Tensor> read_colour_frames(const std::filesystem::path& path) {
  int error = 0;
  GifFileType* const file = DGifOpenFileName(path.c_str(), &error);
  EXPECT_EQ(DGifSlurp(file), GIF_OK);
  std::vector<torch::Tensor> frames;
  for (int i = 0; i < file->ImageCount; ++i) {
    const GifImageDesc& image = file->SavedImages[i].ImageDesc;
    torch::Tensor frame = torch::empty({3, image.Height, image.Width}, torch::kUInt8);
    for (int at = 0; at < image.Height * image.Width; ++at) {
      const GifColorType& colour = image.ColorMap->Colors[file->SavedImages[i].RasterBits[at]];
      frame.flatten(1)[0][at] = colour.Red;
      frame.flatten(1)[1][at] = colour.Green;
      frame.flatten(1)[2][at] = colour.Blue;
    }
    frames.push_back(frame);
  }
  DGifCloseFile(file, &error);
  return frames;
}

TEST(WriteGif, KeepsEveryColourOfAFrameOf256) {
  const TemporaryFolder folder;
  torch::manual_seed(1);
  const torch::Tensor first = torch::randint(256, {3, 16, 16}, torch::kUInt8);
  write_gif(folder / "a.gif", {first, 255 - first}, 10);
  const std::vector<torch::Tensor> shown = read_colour_frames(folder / "a.gif");
  ASSERT_EQ(shown.size(), 2);
  EXPECT_TRUE(torch::equal(shown[0], first));
  EXPECT_TRUE(torch::equal(shown[1], 255 - first));
}

TEST(WriteGif, ComesNearTheColoursOfAFrameWithMore) {
  const TemporaryFolder folder;
  const torch::Tensor ramp = torch::arange(40).mul(6);  // 1600 colours
  const torch::Tensor frame =
      torch::stack({ramp.unsqueeze(0).expand({40, 40}), ramp.unsqueeze(1).expand({40, 40}),
                    torch::full({40, 40}, 90)})
          .to(torch::kUInt8);
  write_gif(folder / "a.gif", {frame}, 10);
  const torch::Tensor difference =
      read_colour_frames(folder / "a.gif")[0].to(torch::kFloat32) - frame;
  EXPECT_LE(difference.abs().mean().item<double>(), 6);
  EXPECT_LE(difference.abs().max().item<double>(), 48);
}

TEST(WriteGif, RefusesFramesOfTwoSizes) {
  const TemporaryFolder folder;
  const torch::Tensor small = torch::zeros({1, 2, 3}, torch::kUInt8);
  const torch::Tensor large = torch::zeros({1, 4, 3}, torch::kUInt8);
  EXPECT_THAT(message_of([&] {
                write_gif(folder / "a.gif", {small, large}, 10);
              }),
              HasSubstr("a.gif: frames must be of one size, got 3 x 2 and 3 x 4 pixels"));
}

}  // namespace gan
