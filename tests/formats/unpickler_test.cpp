#include "core/formats/unpickler.h"

#include <gmock/gmock.h>

#include "core/base/errors.h"

namespace gan {
namespace {

using testing::HasSubstr;

std::string text(const std::string& value) {  // BINUNICODE
  std::string size(4, 0);
  for (size_t i = 0; i < 4; ++i) size[i] = static_cast<char>(value.size() >> (8 * i));
  return "X" + size + value;
}

const std::string kStart("\x80\x02", 2);
const std::string kFalse("\x89");
const std::string kHooks("ccollections\nOrderedDict\n)R");

std::string one(int value) { return {'K', static_cast<char>(value)}; }  // BININT1
std::string tuple(const std::string& items) { return "(" + items + "t"; }

std::string storage(const std::string& type, int count) {
  return tuple(text("storage") + "ctorch\n" + type + "\n" + text("0") + text("cpu") + one(count)) +
         "Q";
}

// A tensor of storage "0", which holds 0, 1, ..., 5.
std::string tensor(int offset, const std::string& sizes, const std::string& strides) {
  return "ctorch._utils\n_rebuild_tensor_v2\n" +
         tuple(storage("FloatStorage", 6) + one(offset) + tuple(sizes) + tuple(strides) + kFalse +
               kHooks) +
         "R";
}

// {"x": value}
std::string dict_of(const std::string& value) { return kStart + "}(" + text("x") + value + "u."; }

torch::Tensor read_six(const std::string& key, torch::ScalarType type, int64_t count) {
  EXPECT_EQ(key, "0");
  EXPECT_EQ(type, torch::kFloat32);
  EXPECT_EQ(count, 6);
  return torch::arange(6, torch::kFloat32);
}

c10::IValue read(const std::string& value) { return unpickle(dict_of(value), read_six).at("x"); }

std::string refusal(const std::string& program) {
  try {
    unpickle(program, read_six);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST(Unpickler, ReadsNumbersAndText) {
  EXPECT_EQ(read(one(200)).toInt(), 200);
  EXPECT_EQ(read(std::string("M\x01\x02", 3)).toInt(), 0x201);
  EXPECT_EQ(read(std::string("J\xfe\xff\xff\xff", 5)).toInt(), -2);
  EXPECT_EQ(read(std::string("\x8a\x00", 2)).toInt(), 0);
  EXPECT_EQ(read(std::string("\x8a\x01\xff", 3)).toInt(), -1);
  EXPECT_EQ(read(std::string("\x8a\x05\x00\x00\x00\x00\x01", 7)).toInt(), int64_t{1} << 32);
  EXPECT_EQ(read(std::string("G\xc0\x04\x00\x00\x00\x00\x00\x00", 9)).toDouble(), -2.5);
  EXPECT_EQ(read(text("a\nb")).toStringRef(), "a\nb");
  EXPECT_FALSE(read(kFalse).toBool());
  EXPECT_TRUE(read("N").isNone());
}

TEST(Unpickler, ReadsTensorsAsViewsOfTheirStorage) {
  EXPECT_TRUE(torch::equal(read(tensor(0, one(2) + one(3), one(3) + one(1))).toTensor(),
                           torch::arange(6, torch::kFloat32).view({2, 3})));
  EXPECT_TRUE(
      torch::equal(read(tensor(1, one(2), one(3))).toTensor(), torch::tensor({1.0F, 4.0F})));
  EXPECT_EQ(read(tensor(5, "", "")).toTensor().item<float>(), 5);
}

TEST(Unpickler, ReadsDictsWithinDictsAndWhatWasKept) {
  const std::string inner = "}" + text("y") + std::string("q\x07", 2) + one(3) + "s";
  const std::string outer =
      kStart + "}(" + text("x") + inner + std::string("h\x07", 2) + one(4) + "u.";
  const Dict dict = unpickle(outer, read_six);
  EXPECT_EQ(dict.at("x").toGenericDict().at("y").toInt(), 3);
  EXPECT_EQ(dict.at("y").toInt(), 4);
}

TEST(Unpickler, RefusesTensorsThatAreNotWithinTheirStorage) {
  const std::string most = std::string("\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f", 10);
  const std::string beyond = "a tensor that is not within its storage";
  for (const std::string& bad :
       {tensor(1, one(2) + one(3), one(3) + one(1)), tensor(0, one(7), one(1)),
        tensor(0, one(2), one(6)), tensor(0, most, one(0)), tensor(0, one(2), most),
        tensor(0, most + most, one(0) + one(0)), tensor(0, one(0), one(1)),
        tensor(0, one(2), "J" + std::string(4, '\xff')), tensor(0, one(2), ""),
        tensor(0, one(3) + one(3), one(0) + one(0))})
    EXPECT_THAT(refusal(dict_of(bad)), HasSubstr(beyond));
}

TEST(Unpickler, RefusesWhatIsNotPlainData) {
  const std::pair<std::string, const char*> cases[] = {
      {dict_of("cposix\nsystem\n" + tuple(text("true")) + "R"), "asks to call posix system"},
      {dict_of("cposix\nsystem\n"), "x: must be a dict, a tensor, a number or text"},
      {dict_of("]"), "x: must be a dict"},
      {dict_of("}q\x01h\x01"), "the same dict in two places"},
      {dict_of("h\x01"), "never stored"},
      {dict_of(storage("ComplexFloatStorage", 6)), "of an unknown type, torch ComplexFloatStorage"},
      {dict_of("i"), "an instruction that plain data does not use, 105"},
      {kStart + one(1) + ".", "something that is not a dict"},
      {kStart + "}}.", "values left over"},
      {kStart + "}" + one(1) + one(2) + "s.", "a key that is not text"},
      {kStart + "s.", "items without a dict"},
      {kStart + "u.", "no mark"},
      {kStart + "R.", "an empty stack"},
      {kStart + ".", "an empty stack"},
      {kStart + "}", "cut short"},
      {dict_of(text("abc")).substr(0, 18), "cut short"},
      {dict_of("cposix"), "cut short"},
      {dict_of(std::string("\x8a\x09", 2) + std::string(9, 1)), "beyond 64 bits"},
  };
  for (const auto& [program, what] : cases) EXPECT_THAT(refusal(program), HasSubstr(what));
}

TEST(Unpickler, RefusesContainersTooDeepWithinEachOther) {
  std::string dicts = one(0);
  for (int i = 0; i < 7; ++i) dicts = "}" + text("d") + dicts + "s";
  EXPECT_EQ(refusal(dict_of(dicts)), "");
  EXPECT_THAT(refusal(dict_of("}" + text("d") + dicts + "s")), HasSubstr("too deep"));
  EXPECT_THAT(refusal(kStart + ")" + std::string(1000000, '\x85')), HasSubstr("too deep"));
}

TEST(Unpickler, RefusesMoreValuesAtOnceThanAnyCheckpointHas) {
  EXPECT_THAT(refusal(kStart + std::string((1 << 16) + 1, '}') + "."),
              HasSubstr("too many values at once"));
  EXPECT_THAT(refusal(kStart + std::string(1 << 16, '}') + "."), HasSubstr("values left over"));
}

TEST(Unpickler, SaysWhereInThePickle) {
  EXPECT_EQ(refusal(kStart + "}R."),
            "at byte 4 of its pickle: something that is not a tuple of "
            "arguments");
}

}  // namespace gan
