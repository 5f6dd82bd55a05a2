#include "app/flags.h"

#include <charconv>

#include "core/base/errors.h"
#include "core/base/limits.h"
#include "core/evaluate/evaluate.h"

namespace gan {
namespace {

const char* const kRawHelp = "the generator's own weights, not their average";

// CLI::Range takes NaN for a number within it.
std::string check_frame_rate(const std::string& text) {
  double value = 0;
  const bool is_number = CLI::detail::lexical_cast(text, value);
  return is_number && value >= 0.1 && value <= 50 ? ""
                                                  : "must be in [0.1, 50], got " + printable(text);
}

// CLI11 reads 010 as 8.
CLI::Validator whole_number(int64_t least, int64_t most) {
  const auto check = [=](const std::string& text) -> std::string {
    int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec == std::errc() && std::to_string(value) == text && value >= least &&
        value <= most)
      return "";
    return "must be an integer in [" + std::to_string(least) + ", " + std::to_string(most) +
           "], got " + printable(text);
  };
  return {check, ""};
}

// Every setting of the config as a flag.
void add_setting_flags(CLI::App& command, std::vector<Override>& overrides) {
  Config defaults;
  for (const Setting& setting : list_settings(defaults)) {
    const std::string names = setting.flag() + (setting.key() == "epochs" ? ",--epochs" : "");
    const std::string section = setting.section().empty() ? "Settings" : "Settings: ";
    command
        .add_option_function<std::string>(
            names,
            [&overrides, path = setting.path](const std::string& text) {
              overrides.emplace_back(path, text);
            },
            setting.help + "; " + setting.allowed() + "; default " + format_value(setting))
        ->type_name("")
        ->group(section + setting.section());
  }
}

CLI::Option* add_number(CLI::App& command, const std::string& name, int64_t& value, int64_t least,
                        int64_t most, const std::string& help, const std::string& letter) {
  return command.add_option(name, value, help)->check(whole_number(least, most))->type_name(letter);
}

void add_seed(CLI::App& command, int64_t& seed) {
  add_number(command, "--seed", seed, 0, kMaxWholeNumber, "which ones; default: as the run's grids",
             "S");
}

template <typename Path>
CLI::Option* add_run(CLI::App& command, Path& run, const std::string& help) {
  return command.add_option("run", run, help)->required()->type_name("RUN");
}

}  // namespace

CLI::App& add_train(CLI::App& program, TrainOptions& options) {
  CLI::App& command = *program.add_subcommand("train", "Train from a config file");
  command.add_option("config", options.config, "the config")->required()->type_name("CONFIG.json");
  command.add_option("--run", options.run, "the run's folder; default runs/CONFIG")
      ->type_name("DIR");
  command.add_flag("--resume", options.resume, "go on with the run if there is one");
  command.add_flag("--overwrite", options.overwrite, "remove the run that is there");
  command.add_flag("--dry-run", options.dry_run, "say what would be done, and do nothing");
  command.add_flag("--preview", options.preview, "show some samples on the terminal each epoch");
  add_setting_flags(command, options.overrides);
  return command;
}

CLI::App& add_resume(CLI::App& program, ResumeOptions& options) {
  CLI::App& command = *program.add_subcommand("resume", "Go on where a run stopped");
  add_run(command, options.run, "the run's folder");
  command.add_flag("--preview", options.preview, "show some samples on the terminal each epoch");
  add_setting_flags(command, options.overrides);
  return command;
}

CLI::App& add_sample(CLI::App& program, SampleOptions& options) {
  CLI::App& command = *program.add_subcommand("sample", "Make images with a trained generator");
  command.add_option("source", options.source, "a run's folder or a checkpoint")
      ->required()
      ->type_name("RUN|CHECKPOINT");
  command
      .add_option("-o,--output", options.output,
                  "a grid FILE.png, an animation FILE.gif, an array FILE.npy (uint8 [N, H, W]), or "
                  "FOLDER/ of PNGs")
      ->required()
      ->type_name("OUT");
  add_number(command, "--count", options.count, 1, 1'000'000'000,
             "how many; default: as the run's grids", "N");
  add_seed(command, options.seed);
  add_number(command, "--columns", options.columns, 1, 65535, "of a grid", "C");
  command.add_flag("--float32", options.float32, "a .npy of float32 in [-1, 1] instead");
  command.add_flag("--raw", options.raw, kRawHelp);
  command.add_option("--latents", options.latents, "write the latents too, float32 [N, latent]")
      ->type_name("FILE.npy");
  const std::string ways = "Ways to look at them";
  add_number(command, "--interpolate", options.interpolate, 1, 10'000,
             "K images from each sample to the next, and from the last to the first", "K")
      ->group(ways);
  add_number(command, "--grid-2d", options.grid_2d, 2, 256,
             "K x K images of the plane through samples 0 (top left), 1 and 2", "K")
      ->group(ways);
  command.add_flag("--nearest", options.nearest, "beside each, the training image nearest to it")
      ->group(ways);
  command.add_option("--sort", options.sort, "confidence: by D(G(z)), the most real first")
      ->check(CLI::IsMember({"confidence"}))
      ->type_name("BY")
      ->group(ways);
  command.add_option("--fps", options.frames_per_second, "images a second of an animation")
      ->check(CLI::Validator(check_frame_rate, ""))
      ->type_name("F")
      ->group(ways);
  return command;
}

CLI::App& add_evaluate(CLI::App& program, EvaluateOptions& options) {
  CLI::App& command = *program.add_subcommand("evaluate", "Measure the quality of samples");
  command.add_option("source", options.source, "what makes the samples, or holds them")
      ->required()
      ->type_name("RUN|CHECKPOINT|SAMPLES.npy");
  command
      .add_option("--against", options.against,
                  "real images and labels, IDX files; default: the run's data, or data/mnist")
      ->type_name("DIR");
  add_number(command, "--count", options.count, kLeastSamples, 1'000'000,
             "how many; default: as many as test images", "N");
  add_seed(command, options.seed);
  command.add_flag("--raw", options.raw, kRawHelp);
  command.add_option("--json", options.json, "write all of it there too")->type_name("FILE");
  return command;
}

CLI::App& add_report(CLI::App& program, ReportOptions& options) {
  CLI::App& command =
      *program.add_subcommand("report", "Write a page of curves and grids, of one run or several");
  add_run(command, options.runs, "their folders");
  command.add_option("-o,--output", options.output, "the page; default report.html")
      ->type_name("FILE.html");
  return command;
}

CLI::App& add_watch(CLI::App& program, WatchOptions& options) {
  CLI::App& command =
      *program.add_subcommand("watch", "Show the page of report in a browser as a run trains");
  add_run(command, options.runs, "its folder, or several");
  add_number(command, "--port", options.port, 0, 65535, "where; 0: any free; default 8080", "P");
  command.add_option("--host", options.host, "the address to listen on; default 127.0.0.1")
      ->type_name("ADDRESS");
  return command;
}

CLI::App& add_timelapse(CLI::App& program, TimelapseOptions& options) {
  CLI::App& command =
      *program.add_subcommand("timelapse", "Animate a run's grids from its first epoch on");
  add_run(command, options.run, "its folder");
  command.add_option("-o,--output", options.output, "the animation")
      ->required()
      ->type_name("FILE.gif");
  command.add_option("--fps", options.frames_per_second, "grids a second; default 8")
      ->check(CLI::Validator(check_frame_rate, ""))
      ->type_name("F");
  return command;
}

CLI::App& add_list(CLI::App& program, ListOptions& options) {
  CLI::App& command = *program.add_subcommand("list", "List runs: state, epoch, best metric, age");
  command.add_option("folder", options.folder, "where they are; default runs")->type_name("DIR");
  return command;
}

CLI::App& add_show(CLI::App& program, ShowOptions& options) {
  CLI::App& command = *program.add_subcommand("show", "Sum up one run, and say what to do next");
  add_run(command, options.run, "its folder");
  return command;
}

CLI::App& add_config(CLI::App& program, ConfigOptions& options) {
  CLI::App& command = *program.add_subcommand("config", "Print the resolved config");
  command.add_option("config", options.config, "default: the defaults")->type_name("CONFIG.json");
  command.add_flag("--schema", options.schema, "print a JSON Schema of configs instead");
  command.add_flag("--markdown", options.markdown, "print the table of settings instead");
  add_setting_flags(command, options.overrides);
  return command;
}

}  // namespace gan
