// Runs a target without libFuzzer: on its seeds, on random changes of them, and on the given files.
//   fuzz_replay TARGET [--seeds FOLDER] [--changes N] [FILE...]
// --seeds only writes the seeds to FOLDER, for libFuzzer to begin with.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>

#include "tests/fuzz/fuzz.h"

namespace {

const gan::FuzzTarget& find_target(const char* name) {
  for (const gan::FuzzTarget* target : gan::FuzzTarget::all())
    if (target->name == name) return *target;
  std::fprintf(stderr, "fuzz_replay: error: no target %s\n", name);
  std::exit(1);
}

std::string changed(std::string input, std::mt19937_64& random) {
  const auto below = [&](size_t bound) { return bound == 0 ? 0 : random() % bound; };
  for (size_t i = below(4) + 1; i > 0; --i) {
    const size_t at = below(input.size());
    switch (below(5)) {
      case 0:
        if (!input.empty())
          input[at] = static_cast<char>(static_cast<unsigned char>(input[at]) ^ (1U << below(8)));
        break;
      case 1:
        if (!input.empty()) input[at] = static_cast<char>(random());
        break;
      case 2:
        input.resize(at);
        break;
      case 3:
        input.insert(at, 1 + below(8), static_cast<char>(random()));
        break;
      default:
        input.insert(at, input.substr(below(input.size()), below(32)));
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + std::min(argc, 2), argv + argc);
  const gan::FuzzTarget& target = find_target(argc > 1 ? argv[1] : "");
  const std::vector<std::string> seeds = target.make_seeds();
  size_t changes = 0;
  size_t count = seeds.size();
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--seeds" && i + 1 < words.size()) {
      for (size_t seed = 0; seed < seeds.size(); ++seed)
        std::ofstream(words[i + 1] + "/seed-" + std::to_string(seed), std::ios::binary)
            << seeds[seed];
      return 0;
    }
    if (words[i] == "--changes" && i + 1 < words.size()) {
      changes = std::stoul(words[++i]);
      continue;
    }
    target.run(gan::read_file(words[i], 1 << 24));
    ++count;
  }
  for (const std::string& seed : seeds) target.run(seed);
  std::mt19937_64 random(1);
  for (size_t i = 0; i < changes; ++i) target.run(changed(seeds[i % seeds.size()], random));
  std::fprintf(stderr, "%zu inputs, %zu of them changed\n", count + changes, changes);
  return 0;
}
