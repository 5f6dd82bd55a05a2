#include "app/evaluation/read_sets.h"

#include <chrono>
#include <memory>

#include "app/terminal/terminal.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"

namespace gan {
namespace {

using Clock = std::chrono::steady_clock;

// Shows how far a pass over much data has come, from its third second on: on a terminal all the
// time, else every ten seconds.
class ReadProgress {
 public:
  explicit ReadProgress(const Session& session) : session_(session), line_(session) {}

  void operator()(const std::string& what, uint64_t done, uint64_t total) {
    constexpr std::chrono::seconds kShort(2), kApart(10);
    constexpr std::chrono::milliseconds kApartOnTerminal(200);
    const Clock::time_point now = Clock::now();
    const Clock::duration apart =
        session_.shows_progress() ? Clock::duration(kApartOnTerminal) : Clock::duration(kApart);
    if (now - begin_ < kShort || (was_shown_ && now - shown_ < apart)) return;
    was_shown_ = true;
    shown_ = now;
    line_.show(what + format(": %.0f %%", 100 * static_cast<double>(done) /
                                              static_cast<double>(std::max<uint64_t>(total, 1))));
  }

 private:
  const Session& session_;
  StageLine line_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_;
  bool was_shown_ = false;
};

void warn_of_left_out(const ReadDataSet& set, const std::filesystem::path& path,
                      const Session& session) {
  constexpr size_t kMost = 10;
  for (size_t i = 0; i < std::min(kMost, set.damaged.size()); ++i)
    session.print_warning(path.string() + ": " + set.damaged[i] + "; left out");
  if (set.damaged.size() > kMost)
    session.print_warning(path.string() + ": " + std::to_string(set.damaged.size()) +
                          " pictures in all are left out");
  if (!set.odd.empty())
    session.print_warning(path.string() + ": " + std::to_string(set.odd.size()) +
                          (set.odd.size() == 1 ? " file is" : " files are") +
                          " no PNG or JPEG and left out, such as " + printable(set.odd[0], 100));
}

}  // namespace

ReadHooks make_read_hooks(const Session& session) {
  const auto progress = std::make_shared<ReadProgress>(session);
  return {[&session](const std::string& what) { session.print_warning(what); },
          [progress](const std::string& what, uint64_t done, uint64_t total) {
            (*progress)(what, done, total);
          }};
}

DataSets read_sets(const Config& config, const std::filesystem::path& folder, bool needs_test,
                   const Session& session) {
  DataSets sets =
      read_data_sets(config.data, config.seed, folder, needs_test, make_read_hooks(session));
  warn_of_left_out(sets.train, sets.train_path, session);
  if (sets.is_split)
    session.print_info(sets.train_path.string() + ": " + std::to_string(sets.test->data.count()) +
                       " images are set aside for validation");
  else if (sets.test)
    warn_of_left_out(*sets.test, sets.test_path, session);
  return sets;
}

}  // namespace gan
