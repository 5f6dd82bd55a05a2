// A run's folder as report, watch, list and show read it: config.json, metrics.jsonl and log.txt,
// apart by a byte 0.
#include "app/page.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz_seeds() {
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
              "[2026-01-01 00:00:00] runs/x: goes on at step 40\n"
              "[2026-01-01 00:00:01] stopped at step 40 of 80\n",
          nothing + nothing};
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const size_t first = std::min(bytes.find('\0'), bytes.size());
  const size_t second = std::min(bytes.find('\0', first + 1), bytes.size());
  gan::fuzz_file("config.json", bytes.substr(0, first));
  gan::fuzz_file("metrics.jsonl", bytes.substr(first, second - first));
  gan::fuzz_file("log.txt", bytes.substr(second));
  gan::expect_error_at_most([&] {
    const gan::RunRecord record = gan::read_run_record(gan::fuzz_folder());
    gan::find_best(record);
    const std::string data_of_page =
        gan::format_page_data({record}, 10, [](size_t, const auto&) { return std::string(); });
    if (gan::format_page(data_of_page).size() < data_of_page.size()) std::abort();
  });
  return 0;
}
