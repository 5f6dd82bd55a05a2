// The subcommands. Each takes its parsed command line and returns the exit code.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/config/config_json.h"

namespace gan {

struct TrainOptions {
  std::filesystem::path config;
  std::filesystem::path run;  // empty: runs/<config's name>
  bool resume = false;
  bool overwrite = false;
  bool dry_run = false;
  std::vector<Override> overrides;
};
int run_train(const TrainOptions& options);

struct ResumeOptions {
  std::filesystem::path run;
  std::vector<Override> overrides;
};
int run_resume(const ResumeOptions& options);

struct SampleOptions {
  std::filesystem::path source;   // a run's folder or a checkpoint
  std::string output;             // FILE.png, FILE.npy, FOLDER/
  std::filesystem::path latents;  // empty: not written
  int64_t count = 0;              // 0: rows x columns of the run's grids
  int64_t seed = -1;              // -1: that of the run's grids
  int64_t columns = 0;            // 0: as the run's grids, or nearly square
  bool float32 = false;
  bool raw = false;  // the generator itself, not its average
};
int run_sample(const SampleOptions& options);

struct EvaluateOptions {
  std::filesystem::path source;   // a run's folder, a checkpoint or a .npy of samples
  std::filesystem::path against;  // a folder of IDX files; empty: the run's data
  std::filesystem::path json;     // empty: not written
  int64_t count = 0;              // 0: as many as there are test images
  int64_t seed = -1;              // -1: that of the run's grids
  bool raw = false;               // the generator itself, not its average
};
int run_evaluate(const EvaluateOptions& options);

struct ConfigOptions {
  std::filesystem::path config;  // empty: the defaults
  bool schema = false;
  bool markdown = false;
  std::vector<Override> overrides;
};
int run_config(const ConfigOptions& options);

// Reads a config file and the flags over it. throws UsageError, or Error if it cannot be read
Config read_config_file(const std::filesystem::path& path, const std::vector<Override>& overrides);

}  // namespace gan
