// Fuzzes config files: a config that was read must stay the same when written and read again.
#include "core/config/config_json.h"
#include "tests/fuzz/fuzz.h"

namespace gan {
namespace {

std::vector<std::string> make_seeds() {
  return {format_config({}), R"({"train": {"epochs": 3}, "generator": {"hidden": [1, 2]}})",
          R"({"$schema": "x", "data": {"folder": "\u00e9\n"}, "loss": {"smoothing": 1e-3}})",
          R"({"seed": 1, "seed": -2.5, "versions": [[[{}]]], "bach_size": null})",
          "// why\n{\"seed\": 2.0, /* how */ \"train\": {\"epochs\": 1e4}}"};
}

void run(const std::string& bytes) {
  expect_error_at_most([&] {
    const Config config = parse_config(bytes, "c.json");
    const std::string written = format_config(config);
    if (format_config(parse_config(written, "written")) != written) std::abort();
  });
}

const FuzzTarget kTarget("config", make_seeds, run);

}  // namespace
}  // namespace gan
