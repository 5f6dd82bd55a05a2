// Fuzzes a run's folder as report, watch, list and show read it: config.json, metrics.jsonl and
// events.jsonl, separated by zero bytes.
#include "app/page/data.h"
#include "app/page/page.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

std::vector<std::string> make_seeds() {
  const std::string nothing(1, 0);
  const std::string place = R"({"step":40,"epoch":4,"images":384,)";
  return {R"({"train": {"epochs": 4}, "evaluate": {"best_by": "kid"}})" + nothing + place +
              R"|("split":"train","loss.discriminator":1.5,"D(x)":null,"images_per_second":9})|"
              "\n" +
              place +
              R"("split":"evaluation","kid":0.25,"frechet":3})"
              "\n" +
              place +
              R"("split":"divergence","sign":"collapsed"})"
              "\n" +
              nothing +
              R"({"event":"resume","step":40,"time":"2026-01-01T00:00:00Z","text":"x"})"
              "\n"
              R"({"event":"stop","step":40,"text":"x"})"
              "\n",
          nothing + nothing};
}

void run(const std::string& bytes) {
  const size_t first = std::min(bytes.find('\0'), bytes.size());
  const size_t second = std::min(bytes.find('\0', first + 1), bytes.size());
  fuzz_file("config.json", bytes.substr(0, first));
  fuzz_file("metrics.jsonl", bytes.substr(first, second - first));
  fuzz_file("events.jsonl", bytes.substr(second));
  expect_error_at_most([&] {
    const RunRecord record = read_run_record(fuzz_folder());
    find_best(record);
    const std::string data_of_page =
        format_page_data({record}, 10, [](size_t, const auto&) { return std::string(); });
    if (format_page(data_of_page).size() < data_of_page.size()) std::abort();
  });
}

const FuzzTarget kTarget("run", make_seeds, run);

}  // namespace
}  // namespace gan
