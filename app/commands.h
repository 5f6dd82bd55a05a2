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
  bool preview = false;
  std::vector<Override> overrides;
};
int run_train(const TrainOptions& options);

struct ResumeOptions {
  std::filesystem::path run;
  bool preview = false;
  std::vector<Override> overrides;
};
int run_resume(const ResumeOptions& options);

struct SampleOptions {
  std::filesystem::path source;   // a run's folder or a checkpoint
  std::string output;             // FILE.png, FILE.gif, FILE.npy, FOLDER/
  std::filesystem::path latents;  // empty: not written
  int64_t count = 0;              // 0: rows x columns of the run's grids
  int64_t seed = -1;              // -1: that of the run's grids
  int64_t columns = 0;            // 0: as the run's grids, or nearly square
  bool float32 = false;
  bool raw = false;         // the generator itself, not its average
  int64_t interpolate = 0;  // images from each sample to the next; 0: only the samples
  int64_t grid_2d = 0;      // side of a grid through samples 0 to 2; 0: only the samples
  bool nearest = false;     // the nearest training image after each
  std::string sort;         // "confidence"; empty: as they come
  double frames_per_second = 10;
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

struct ReportOptions {
  std::vector<std::filesystem::path> runs;  // at least one
  std::filesystem::path output = "report.html";
};
int run_report(const ReportOptions& options);

struct WatchOptions {
  std::vector<std::filesystem::path> runs;  // at least one
  std::string host = "127.0.0.1";
  int64_t port = 8080;  // 0: any that is free
};
int run_watch(const WatchOptions& options);

struct TimelapseOptions {
  std::filesystem::path run;
  std::filesystem::path output;
  double frames_per_second = 8;
};
int run_timelapse(const TimelapseOptions& options);

struct ListOptions {
  std::filesystem::path folder = "runs";
};
int run_list(const ListOptions& options);

struct ShowOptions {
  std::filesystem::path run;
};
int run_show(const ShowOptions& options);

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
