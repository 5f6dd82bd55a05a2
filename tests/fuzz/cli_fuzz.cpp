// Fuzzes the arguments of the command line, separated by zero bytes. The first byte chooses the
// subcommand, but not watch, which runs until it is stopped, or list, which searches folders.
#include <cstdio>

#include "app/commands/cli.h"
#include "app/terminal/session.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

const char* const kCommands[] = {"config", "train",     "resume", "sample", "evaluate",
                                 "report", "timelapse", "show",   "c.json", ""};
constexpr size_t kCommandCount = sizeof kCommands / sizeof *kCommands;

void silence() {
  static const bool is_silent = std::freopen("/dev/null", "w", stdout) != nullptr;
  if (!is_silent) std::abort();
}

std::vector<std::string> make_seeds() {
  const std::string nothing(1, 0);
  return {nothing + "--train.epochs" + nothing + "3" + nothing + "--generator.hidden=1,2",
          std::string("\1c.json") + nothing + "--run" + nothing + "x" + nothing + "--dry-run",
          std::string("\3x") + nothing + "--count" + nothing + "64" + nothing + "-o" + nothing +
              "x.png",
          std::string("\5x") + nothing + "y" + nothing + "-o" + nothing + "x.html",
          nothing + "--schema",
          nothing + "--help",
          std::string("\7x") + nothing + "--quiet"};
}

void run(const std::string& bytes) {
  if (bytes.empty()) return;
  silence();
  fuzz_file("c.json", R"({"data": {"folder": "none"}})");
  std::vector<std::string> words = {
      "gan-train", kCommands[static_cast<unsigned char>(bytes[0]) % kCommandCount]};
  for (size_t begin = 1; begin <= bytes.size();) {
    const size_t end = std::min(bytes.find('\0', begin), bytes.size());
    words.push_back(bytes.substr(begin, end - begin));
    begin = end + 1;
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  expect_error_at_most([&] {
    Session session;
    run_cli(static_cast<int>(arguments.size()), arguments.data(), session);
  });
}

const FuzzTarget kTarget("cli", make_seeds, run);

}  // namespace
}  // namespace gan
