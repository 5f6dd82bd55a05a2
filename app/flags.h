// What each subcommand takes: its arguments, flags and their help.
#pragma once

#include <CLI/CLI.hpp>

#include "app/commands.h"

namespace gan {

// Each adds its subcommand to the program; what is parsed ends up in `options`.
CLI::App& add_train(CLI::App& program, TrainOptions& options);
CLI::App& add_resume(CLI::App& program, ResumeOptions& options);
CLI::App& add_sample(CLI::App& program, SampleOptions& options);
CLI::App& add_evaluate(CLI::App& program, EvaluateOptions& options);
CLI::App& add_report(CLI::App& program, ReportOptions& options);
CLI::App& add_watch(CLI::App& program, WatchOptions& options);
CLI::App& add_timelapse(CLI::App& program, TimelapseOptions& options);
CLI::App& add_list(CLI::App& program, ListOptions& options);
CLI::App& add_show(CLI::App& program, ShowOptions& options);
CLI::App& add_config(CLI::App& program, ConfigOptions& options);

}  // namespace gan
