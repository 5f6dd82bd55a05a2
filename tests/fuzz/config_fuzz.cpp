// Config files: what is read is written and read again the same.
#include "core/config/config_json.h"
#include "tests/fuzz/fuzz.h"

std::vector<std::string> fuzz_seeds() {
  return {gan::format_config({}), R"({"train": {"epochs": 3}, "generator": {"hidden": [1, 2]}})",
          R"({"$schema": "x", "data": {"folder": "\u00e9\n"}, "loss": {"smoothing": 1e-3}})",
          R"({"seed": 1, "seed": -2.5, "versions": [[[{}]]], "bach_size": null})"};
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gan::expect_error_at_most([&] {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const gan::Config config = gan::parse_config(text, "c.json");
    const std::string written = gan::format_config(config);
    if (gan::format_config(gan::parse_config(written, "written")) != written) std::abort();
  });
  return 0;
}
