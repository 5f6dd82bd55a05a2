#include "core/pictures/png.h"

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "tests/temporary_folder.h"

namespace gan {

using testing::HasSubstr;

TEST(Png, IsReadBackTheSame) {
  const TemporaryFolder folder;
  const torch::Tensor pixels = torch::arange(6 * 9).mul(4).to(torch::kUInt8).view({6, 9});
  write_png(folder / "a.png", pixels);
  EXPECT_TRUE(torch::equal(read_png(folder / "a.png"), pixels.unsqueeze(0)));
  const torch::Tensor colours = torch::arange(3 * 6 * 9).to(torch::kUInt8).view({3, 6, 9});
  write_png(folder / "b.png", colours);
  EXPECT_TRUE(torch::equal(read_png(folder / "b.png"), colours));
}

TEST(Png, ThatIsDamagedOrNoneIsNamed) {
  const TemporaryFolder folder;
  write_png(folder / "a.png", torch::zeros({40, 40}, torch::kUInt8));
  const std::string whole = read_file(folder / "a.png", 1 << 20);
  folder.write("cut.png", whole.substr(0, whole.size() / 2));
  folder.write("text.png", "hello");
  folder.write("empty.png", "");
  std::string bomb = whole;
  bomb.replace(16, 8, std::string("\0\0\xff\xff\0\0\xff\xff", 8));  // 65535 x 65535
  folder.write("bomb.png", bomb);
  std::string longer = whole;
  longer.replace(33, 4, "\x7f\xff\xff\xff");  // the first IDAT's length
  folder.write("longer.png", longer);
  for (const char* name : {"cut.png", "text.png", "empty.png", "bomb.png", "longer.png"})
    EXPECT_THAT(message_of([&] { read_png(folder / name); }),
                HasSubstr(std::string(name) + ": damaged, or not a PNG"));
}

}  // namespace gan
