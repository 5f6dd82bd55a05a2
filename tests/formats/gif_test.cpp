#include "core/formats/gif.h"

#include <gif_lib.h>
#include <gmock/gmock.h>

#include "tests/temporary_folder.h"

namespace gan {

using testing::HasSubstr;

TEST(WriteGif, KeepsEveryGreyLevelOfEveryFrame) {
  const TemporaryFolder folder;
  const torch::Tensor first = torch::arange(256).to(torch::kUInt8).view({16, 16});
  const std::vector<torch::Tensor> frames = {first, first.flip(0), first.t()};
  write_gif(folder / "a.gif", frames, 25);
  int error = 0;
  GifFileType* const file = DGifOpenFileName((folder / "a.gif").c_str(), &error);
  ASSERT_TRUE(file);
  ASSERT_EQ(DGifSlurp(file), GIF_OK);
  ASSERT_EQ(file->ImageCount, 3);
  for (int i = 0; i < 3; ++i) {
    const torch::Tensor shown =
        torch::from_blob(file->SavedImages[i].RasterBits, {16, 16}, torch::kUInt8);
    EXPECT_TRUE(torch::equal(shown, frames[static_cast<size_t>(i)]));
    GraphicsControlBlock control{};
    ASSERT_EQ(DGifSavedExtensionToGCB(file, i, &control), GIF_OK);
    EXPECT_EQ(control.DelayTime, 4);  // hundredths of a second
  }
  for (int i = 0; i < 256; ++i) EXPECT_EQ(file->SColorMap->Colors[i].Green, i);
  DGifCloseFile(file, &error);
}

TEST(WriteGif, RefusesFramesOfTwoSizes) {
  const TemporaryFolder folder;
  const torch::Tensor small = torch::zeros({2, 3}, torch::kUInt8);
  const torch::Tensor large = torch::zeros({4, 3}, torch::kUInt8);
  EXPECT_THAT(message_of([&] {
                write_gif(folder / "a.gif", {small, large}, 10);
              }),
              HasSubstr("a.gif: frames must be of one size, got 3 x 2 and 3 x 4 pixels"));
}

}  // namespace gan
