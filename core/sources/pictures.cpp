#include "core/sources/pictures.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/base/parallel_for.h"
#include "core/data/image_shape.h"
#include "core/pictures/picture.h"
#include "core/sources/prepare.h"

namespace gan {
namespace {

constexpr int64_t kPicturesATime = 1024;  // between two calls of on_progress
constexpr size_t kMaxNamed = 10;

ImageShape shape_of(const torch::Tensor& image) {
  return {image.size(0), image.size(1), image.size(2)};
}

class PictureReader {
 public:
  PictureReader(const PictureSource& source, const Config::Data& options, const ReadHooks& hooks)
      : source_(source), options_(options), hooks_(hooks) {}

  Pictures read_all() {
    find_shape();
    allocate();
    for (int64_t done = 0; done < source_.count;) {
      const int64_t end = std::min(done + kPicturesATime, source_.count);
      parallel_for(done, end, 1, [&](int64_t from, int64_t to) {
        for (int64_t i = from; i < to; ++i) read_one(i);
      });
      if (odd_size_) throw_sizes_differ();
      if (is_colour_found_) {
        turn_to_colour(done);
        continue;
      }
      done = end;
      if (hooks_.on_progress)
        hooks_.on_progress("reading " + source_.where, static_cast<uint64_t>(done),
                           static_cast<uint64_t>(source_.count));
    }
    if (!faults_.empty() && !options_.skip_damaged) throw_faults();
    return take();
  }

 private:
  // returns  uint8 [C, H, W]; nullopt if it cannot be read, which is noted
  std::optional<torch::Tensor> prepare(int64_t number) {
    try {
      const PictureOptions options{options_.background == BackgroundColour::kWhite};
      const torch::Tensor picture =
          decode_picture(source_.read(number), options, source_.name(number));
      return prepare_pixels(picture.unsqueeze(0), options_)[0];
    } catch (const Error& error) {
      std::string what = error.what();
      const std::string prefix = source_.where + ": ";  // of an archive's errors
      if (what.rfind(prefix, 0) == 0) what.erase(0, prefix.size());
      const std::lock_guard<std::mutex> turn(mutex_);
      faults_.emplace(number, printable(what, 300));
      return std::nullopt;
    }
  }

  // All must be as the first one that can be read.
  void find_shape() {
    for (first_ = 0; first_ < source_.count; ++first_) {
      const std::optional<torch::Tensor> image = prepare(first_);
      if (!image) continue;
      shape_ = shape_of(*image);
      if (shape_.height > kMaxSide || shape_.width > kMaxSide)
        throw Error(source_.where + ": pictures must be of at most " + std::to_string(kMaxSide) +
                    " x " + std::to_string(kMaxSide) + " pixels, got " + source_.name(first_) +
                    " of " + describe(shape_) + "; set data.size");
      return;
    }
    throw_faults();
  }

  void allocate() {
    const auto needed =
        static_cast<uint64_t>(source_.count) * static_cast<uint64_t>(shape_.values());
    if (needed > memory_to_spare())
      throw Error(ErrorKind::kTooLarge,
                  source_.where + ": too large for this machine's memory: at most " +
                      std::to_string(memory_to_spare()) + " bytes are used, got " +
                      std::to_string(source_.count) + " pictures of " + describe(shape_) +
                      "; set data.size lower");
    pixels_ =
        torch::empty({source_.count, shape_.channels, shape_.height, shape_.width}, torch::kUInt8);
  }

  void read_one(int64_t number) {
    const std::optional<torch::Tensor> image = prepare(number);
    if (!image) return;
    const ImageShape shape = shape_of(*image);
    if (shape.height == shape_.height && shape.width == shape_.width) {
      if (shape.channels <= shape_.channels) {
        pixels_[number].copy_(*image);  // grey into each of three channels
      } else {
        const std::lock_guard<std::mutex> turn(mutex_);
        is_colour_found_ = true;
      }
      return;
    }
    const std::lock_guard<std::mutex> turn(mutex_);
    if (!odd_size_ || odd_size_->first > number) odd_size_ = {number, shape};
  }

  // done  so many pictures have been read, in grey
  void turn_to_colour(int64_t done) {
    const torch::Tensor grey = pixels_;
    shape_.channels = 3;
    allocate();
    pixels_.narrow(0, 0, done).copy_(grey.narrow(0, 0, done));
    is_colour_found_ = false;
  }

  Pictures take() {
    Pictures pictures;
    for (int64_t number = 0; number < source_.count; ++number) {
      if (faults_.count(number) != 0) continue;
      const auto place = static_cast<int64_t>(pictures.numbers.size());
      if (place != number) pixels_[place].copy_(pixels_[number]);
      pictures.numbers.push_back(number);
    }
    pictures.pixels = pixels_.narrow(0, 0, static_cast<int64_t>(pictures.numbers.size()));
    for (auto& [number, fault] : faults_) pictures.damaged.push_back(std::move(fault));
    return pictures;
  }

  [[noreturn]] void throw_faults() const {
    std::string what = source_.where + ": " + std::to_string(faults_.size()) + " of " +
                       std::to_string(source_.count) + " pictures cannot be read: ";
    size_t named = 0;
    for (auto fault = faults_.begin(); fault != faults_.end() && named < kMaxNamed; ++fault)
      what.append(named++ == 0 ? "" : "; ").append(fault->second);
    if (faults_.size() > named)
      what.append("; and ").append(std::to_string(faults_.size() - named)).append(" more");
    throw DamagedError(what + "; remove them" +
                       (options_.skip_damaged ? "" : ", or set data.skip_damaged"));
  }

  [[noreturn]] void throw_sizes_differ() const {
    throw Error(ErrorKind::kMismatch, source_.where + ": pictures must be of one size, got " +
                                          source_.name(first_) + " of " + describe_size(shape_) +
                                          " and " + source_.name(odd_size_->first) + " of " +
                                          describe_size(odd_size_->second) + "; set data.size");
  }

  static std::string describe_size(const ImageShape& shape) {
    return describe({1, shape.height, shape.width});
  }

  const PictureSource& source_;
  const Config::Data& options_;
  const ReadHooks& hooks_;
  ImageShape shape_;
  int64_t first_ = 0;  // the picture that is of shape_
  torch::Tensor pixels_;
  std::mutex mutex_;                                        // for the rest, which all threads write
  std::map<int64_t, std::string> faults_;                   // of pictures that cannot be read
  std::optional<std::pair<int64_t, ImageShape>> odd_size_;  // the first of another size
  bool is_colour_found_ = false;
};

}  // namespace

Pictures read_pictures(const PictureSource& source, const Config::Data& options,
                       const ReadHooks& hooks) {
  return PictureReader(source, options, hooks).read_all();
}

}  // namespace gan
