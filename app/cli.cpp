#include "app/cli.h"

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/console.h"
#include "core/base/errors.h"

namespace gan {
namespace {

const std::vector<std::string> kCommands = {"train", "resume", "sample", "evaluate", "config"};

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

// What CLI11 did not understand, as one line that says what was meant.
void check_leftovers(const CLI::App& command) {
  const std::string help =
      "see gan-train " + (command.get_parent() ? command.get_name() + " " : "") + "--help";
  for (const std::string& word : command.remaining()) {
    const std::string shown = printable(word);
    if (word.size() < 2 || word[0] != '-')
      throw UsageError(shown + ": unexpected argument; " + help);
    std::vector<std::string> known;
    for (const CLI::Option* option : command.get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    const std::string nearest = nearest_word(word.substr(0, word.find('=')), known);
    throw UsageError(shown + ": unknown option; " +
                     (nearest.empty() ? help : "did you mean " + nearest + "?"));
  }
}

// `gan-train CONFIG.json` is short for `gan-train train CONFIG.json`.
std::vector<std::string> expand_short_form(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) return {"--help"};
  const std::string& first = arguments.front();
  const bool is_command = std::count(kCommands.begin(), kCommands.end(), first) > 0;
  if (is_command || first.empty() || first[0] == '-') return arguments;
  std::error_code ignored;
  const std::filesystem::path path(first);
  if (path.extension() != ".json" && !std::filesystem::is_regular_file(path, ignored)) {
    const std::string nearest = nearest_word(first, kCommands);
    throw UsageError(printable(first) + ": neither a command nor a config file; " +
                     (nearest.empty() ? "see gan-train --help" : "did you mean " + nearest + "?"));
  }
  arguments.insert(arguments.begin(), "train");
  return arguments;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

int run_cli(int argc, char** argv) {
  CLI::App app("Trains a generative adversarial network from a JSON config.", "gan-train");
  app.set_version_flag("--version", "gan-train " GAN_VERSION);
  app.require_subcommand(1);
  app.footer("gan-train CONFIG.json is short for gan-train train CONFIG.json.");
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  bool quiet = false;

  TrainOptions train;
  CLI::App& train_app = *app.add_subcommand("train", "Train from a config file");
  train_app.add_option("config", train.config, "the config")->required()->type_name("CONFIG.json");
  train_app.add_option("--run", train.run, "the run's folder; default runs/CONFIG")
      ->type_name("DIR");
  train_app.add_flag("--resume", train.resume, "go on with the run if there is one");
  train_app.add_flag("--overwrite", train.overwrite, "remove the run that is there");
  train_app.add_flag("--dry-run", train.dry_run, "say what would be done, and do nothing");
  add_setting_flags(train_app, train.overrides);

  ResumeOptions resume;
  CLI::App& resume_app = *app.add_subcommand("resume", "Go on where a run stopped");
  resume_app.add_option("run", resume.run, "the run's folder")->required()->type_name("RUN");
  add_setting_flags(resume_app, resume.overrides);

  SampleOptions sample;
  CLI::App& sample_app = *app.add_subcommand("sample", "Make images with a trained generator");
  sample_app.add_option("source", sample.source, "a run's folder or a checkpoint")
      ->required()
      ->type_name("RUN|CHECKPOINT");
  sample_app
      .add_option("-o,--output", sample.output,
                  "a grid FILE.png, an array FILE.npy (uint8 [N, H, W]), or FOLDER/ of PNGs")
      ->required()
      ->type_name("OUT");
  sample_app.add_option("--count", sample.count, "how many; default: as the run's grids")
      ->check(CLI::Range(int64_t{1}, int64_t{1'000'000'000}))
      ->type_name("N");
  sample_app.add_option("--seed", sample.seed, "which ones; default: as the run's grids")
      ->check(CLI::Range(int64_t{0}, int64_t{9007199254740991}))
      ->type_name("S");
  sample_app.add_option("--columns", sample.columns, "of a grid")
      ->check(CLI::Range(int64_t{1}, int64_t{65535}))
      ->type_name("C");
  sample_app.add_flag("--float32", sample.float32, "a .npy of float32 in [-1, 1] instead");
  sample_app.add_flag("--raw", sample.raw, "the generator's own weights, not their average");
  sample_app.add_option("--latents", sample.latents, "write the latents too, float32 [N, latent]")
      ->type_name("FILE.npy");

  EvaluateOptions evaluate;
  CLI::App& evaluate_app = *app.add_subcommand("evaluate", "Measure the quality of samples");
  evaluate_app.add_option("source", evaluate.source, "what makes the samples, or holds them")
      ->required()
      ->type_name("RUN|CHECKPOINT|SAMPLES.npy");
  evaluate_app
      .add_option("--against", evaluate.against,
                  "real images and labels, IDX files; default: the run's data, or data/mnist")
      ->type_name("DIR");
  evaluate_app.add_option("--count", evaluate.count, "how many; default: as many as test images")
      ->check(CLI::Range(int64_t{10}, int64_t{1'000'000}))
      ->type_name("N");
  evaluate_app.add_option("--seed", evaluate.seed, "which ones; default: as the run's grids")
      ->check(CLI::Range(int64_t{0}, int64_t{9007199254740991}))
      ->type_name("S");
  evaluate_app.add_flag("--raw", evaluate.raw, "the generator's own weights, not their average");
  evaluate_app.add_option("--json", evaluate.json, "write all of it there too")->type_name("FILE");

  ConfigOptions config;
  CLI::App& config_app = *app.add_subcommand("config", "Print the resolved config");
  config_app.add_option("config", config.config, "default: the defaults")->type_name("CONFIG.json");
  config_app.add_flag("--schema", config.schema, "print a JSON Schema of configs instead");
  config_app.add_flag("--markdown", config.markdown, "print the table of settings instead");
  add_setting_flags(config_app, config.overrides);

  for (CLI::App* command : {&train_app, &resume_app, &sample_app, &evaluate_app}) {
    command->add_flag("--quiet", quiet, "print warnings and errors only");
  }
  for (CLI::App* command : {&app, &train_app, &resume_app, &sample_app, &evaluate_app, &config_app})
    command->allow_extras();

  std::vector<std::string> arguments = expand_short_form(argc, argv);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(arguments);
  } catch (const CLI::Success& success) {
    return app.exit(success);  // --help and --version
  } catch (const CLI::ParseError& error) {
    for (const CLI::App* command : app.get_subcommands()) check_leftovers(*command);
    check_leftovers(app);
    throw UsageError(first_line(error.what()) + "; see gan-train --help");
  }
  for (const CLI::App* command : app.get_subcommands()) check_leftovers(*command);
  check_leftovers(app);
  if (quiet) set_quiet();
  if (train_app.parsed()) return run_train(train);
  if (resume_app.parsed()) return run_resume(resume);
  if (sample_app.parsed()) return run_sample(sample);
  if (evaluate_app.parsed()) return run_evaluate(evaluate);
  return run_config(config);
}

}  // namespace gan
