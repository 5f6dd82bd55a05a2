#include "core/pictures/jpeg.h"

#include <jerror.h>
#include <jpeglib.h>

#include <csetjmp>
#include <cstddef>
#include <cstdio>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/pictures/exif.h"
#include "core/pictures/picture.h"

namespace gan {
namespace {

constexpr int kMaxScans = 100;  // encoders write about ten; each takes as long as a picture
constexpr int kExifMarker = JPEG_APP0 + 1;

// libjpeg leaves its functions by longjmp() when it meets a fault. So each function that calls one
// that may do so has a setjmp() and no object with a destructor.
class JpegReader {
 public:
  explicit JpegReader(std::string_view bytes) {
    jpeg_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = fail;
    errors_.base.emit_message = judge_message;
    progress_.progress_monitor = count_scans;
    bytes_ = bytes;
  }
  ~JpegReader() { jpeg_destroy_decompress(&jpeg_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  // The next two return false, and then message() says why, if the bytes are damaged.

  bool read_header() {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_create_decompress(&jpeg_);
    jpeg_.progress = &progress_;
    jpeg_mem_src(&jpeg_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_save_markers(&jpeg_, kExifMarker, 0xffff);
    jpeg_read_header(&jpeg_, TRUE);
    if (jpeg_.arith_code) leave(common(), "arithmetic coding is not read");
    jpeg_calc_output_dimensions(&jpeg_);
    return true;
  }

  // to  where the pixels go: height() x width() x values()
  bool read_rows(JSAMPROW to) {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_start_decompress(&jpeg_);
    while (jpeg_.output_scanline < jpeg_.output_height) {
      JSAMPROW row = to + size_t{jpeg_.output_scanline} * jpeg_.output_width *
                              static_cast<size_t>(jpeg_.output_components);
      jpeg_read_scanlines(&jpeg_, &row, 1);
    }
    jpeg_finish_decompress(&jpeg_);
    return true;
  }

  int64_t height() const { return jpeg_.output_height; }
  int64_t width() const { return jpeg_.output_width; }
  int64_t values() const { return jpeg_.output_components; }
  bool is_cmyk() const { return jpeg_.out_color_space == JCS_CMYK; }
  const char* message() const { return errors_.message; }

  std::string_view exif() const {
    for (const jpeg_marker_struct* marker = jpeg_.marker_list; marker; marker = marker->next) {
      const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
      if (marker->marker == kExifMarker && is_exif(data)) return data;
    }
    return {};
  }

 private:
  struct Errors {
    jpeg_error_mgr base;  // first, so that a pointer to it is one to this
    std::jmp_buf escape;
    char message[JMSG_LENGTH_MAX];
  };

  j_common_ptr common() { return reinterpret_cast<j_common_ptr>(&jpeg_); }

  [[noreturn]] static void leave(j_common_ptr jpeg, const char* why) {
    auto* errors = reinterpret_cast<Errors*>(jpeg->err);
    std::snprintf(errors->message, sizeof errors->message, "%s", why);
    std::longjmp(errors->escape, 1);
  }

  [[noreturn]] static void fail(j_common_ptr jpeg) {
    char why[JMSG_LENGTH_MAX];
    jpeg->err->format_message(jpeg, why);
    leave(jpeg, why);
  }

  // libjpeg goes on with grey where data is missing or makes no sense.
  static void judge_message(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    switch (jpeg->err->msg_code) {
      case JWRN_JPEG_EOF:
        leave(jpeg, "cut short");
      case JWRN_HIT_MARKER:
      case JWRN_HUFF_BAD_CODE:
      case JWRN_BOGUS_PROGRESSION:
      case JWRN_MUST_RESYNC:
      case JWRN_NOT_SEQUENTIAL:
        fail(jpeg);
      default:
        break;
    }
  }

  static void count_scans(j_common_ptr jpeg) {
    if (reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number > kMaxScans)
      leave(jpeg, "more than 100 scans");
  }

  jpeg_decompress_struct jpeg_{};
  jpeg_progress_mgr progress_{};
  Errors errors_{};
  std::string_view bytes_;
};

// Adobe stores CMYK inverted: full ink is 0.
// cmyk  uint8 [height, width, 4]
torch::Tensor cmyk_to_rgb(const torch::Tensor& cmyk) {
  torch::Tensor rgb = torch::empty({cmyk.size(0), cmyk.size(1), 3}, torch::kUInt8);
  const int64_t area = cmyk.size(0) * cmyk.size(1);
  const auto* from = cmyk.data_ptr<uint8_t>();
  auto* to = rgb.data_ptr<uint8_t>();
  for (int64_t i = 0; i < area; ++i, from += 4)
    for (int64_t c = 0; c < 3; ++c) *to++ = static_cast<uint8_t>((from[c] * from[3] + 127) / 255);
  return rgb;
}

}  // namespace

bool is_jpeg(std::string_view bytes) { return bytes.substr(0, 3) == "\xff\xd8\xff"; }

torch::Tensor decode_jpeg(std::string_view bytes, const std::string& where) {
  const auto refuse = [&](const std::string& why) {
    throw DamagedError(where + ": damaged, or not a JPEG: " + printable(why));
  };
  JpegReader reader(bytes);
  if (!reader.read_header()) refuse(reader.message());
  check_picture_size(reader.height(), reader.width(), where);
  // A block of 64 pixels takes at least a bit.
  if (static_cast<uint64_t>(reader.height() * reader.width()) > kMaxInflation * bytes.size())
    refuse("more pixels than its bytes can hold");
  const int64_t values = reader.values();
  if (values != 1 && values != 3 && !reader.is_cmyk())
    refuse("it must have 1, 3 or 4 components, got " + std::to_string(values));
  const int orientation = read_orientation(reader.exif());  // read_rows() forgets it
  torch::Tensor pixels = torch::empty({reader.height(), reader.width(), values}, torch::kUInt8);
  if (!reader.read_rows(pixels.data_ptr<uint8_t>())) refuse(reader.message());
  if (reader.is_cmyk()) pixels = cmyk_to_rgb(pixels);
  return orient(pixels, orientation);
}

}  // namespace gan
