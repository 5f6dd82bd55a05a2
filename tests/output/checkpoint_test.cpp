#include "core/output/checkpoint.h"

#include <gmock/gmock.h>

#include "core/base/file.h"
#include "core/formats/archive.h"
#include "core/output/run_checkpoints.h"
#include "tests/small_run.h"
#include "tests/temporary_folder.h"

namespace gan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

void run_until(TrainState& state, int64_t step, const DataSet* validation = nullptr) {
  train_small(state, state.image_shape.channels == 1 ? small_images() : small_pictures(),
              validation, [&](const StepReport&) { return state.position.step != step; });
}

}  // namespace

TEST(Checkpoint, GoesOnToTheVeryBitsWhereverItWasTaken) {
  const std::vector<std::pair<std::string, std::function<void(Config&)>>> variants = {
      {"fused", [](Config& c) { c.engine = EngineOption::kFused; }},
      {"fused, shared",
       [](Config& c) { c.engine = EngineOption::kFused, c.loss.labels = LabelMode::kShared; }},
      {"fused, redrawn",
       [](Config& c) { c.engine = EngineOption::kFused, c.loss.labels = LabelMode::kRedrawn; }},
      {"fused bfloat16",
       [](Config& c) {
         c.engine = EngineOption::kFused, c.precision = PrecisionOption::kBfloat16;
       }},
      {"autograd, redrawn",
       [](Config& c) { c.engine = EngineOption::kAutograd, c.loss.labels = LabelMode::kRedrawn; }},
      {"autograd bfloat16",
       [](Config& c) {
         c.engine = EngineOption::kAutograd, c.precision = PrecisionOption::kBfloat16;
       }},
      {"average", [](Config& c) { c.ema.decay = 0.9; }},
      {"schedule", [](Config& c) { c.optimizer.schedule = Schedule::kCosine; }},
      {"lazy penalties",
       [](Config& c) {
         c.penalty = {1, 2, 0, 3};
       }},
      {"WGAN-GP",
       [](Config& c) { c.loss.objective = Objective::kWasserstein, c.penalty.wgan_gp = 10; }},
      {"relativistic", [](Config& c) { c.loss.objective = Objective::kRelativistic; }},
      {"dropout", [](Config& c) { c.discriminator.dropout = 0.3; }},
      {"noise", [](Config& c) { c.discriminator.instance_noise = 0.3; }},
      {"shifts", [](Config& c) { c.discriminator.shift = 2; }},
      {"autograd, shifts",
       [](Config& c) { c.engine = EngineOption::kAutograd, c.discriminator.shift = 2; }},
      {"BatchNorm, average",
       [](Config& c) { c.generator.normalization = Normalization::kBatch, c.ema.decay = 0.9; }},
      {"fused, class",
       [](Config& c) { c.engine = EngineOption::kFused, c.condition = Condition::kClass; }},
      {"autograd, class, mirrored",
       [](Config& c) {
         c.engine = EngineOption::kAutograd, c.condition = Condition::kClass, c.data.mirror = true;
       }},
      {"uniform",
       [](Config& c) { c.generator.latent_distribution = LatentDistribution::kUniform; }},
  };
  for (const auto& [name, change] : variants) {
    Config config = small_config();
    config.train.discriminator_k = 2;
    config.validation.batch_size = 300;  // so that validation enlarges shared labels
    change(config);
    const DataSet held_out = small_images(290);
    TrainState whole = small_state(config);
    run_until(whole, 0, &held_out);
    for (const int64_t stop : {1, 3, 5, 8, 10}) {
      const TemporaryFolder folder;
      TrainState first = small_state(config);
      run_until(first, stop, &held_out);
      save_checkpoint(folder / "c.pt", first);
      LoadedCheckpoint loaded = load_checkpoint(folder / "c.pt", torch::kCPU);
      EXPECT_TRUE(loaded.has_checksum);
      EXPECT_TRUE(are_equal(tensors_of(loaded.state), tensors_of(first))) << name << " " << stop;
      run_until(loaded.state, 0, &held_out);
      EXPECT_TRUE(are_equal(tensors_of(loaded.state), tensors_of(whole))) << name << " " << stop;
    }
  }
}

TEST(Checkpoint, KeepsTheClassesInTheirOrder) {
  const TemporaryFolder folder;
  Config config = small_config();
  config.condition = Condition::kClass;
  const ClassTable classes{{"zebra", "\u00e4", "0"}, {3, 20, 0}, 0xfedcba98};
  const TrainState state(config, {3, 4, 3}, torch::kCPU, classes);
  save_checkpoint(folder / "c.pt", state);
  const TrainState loaded = load_checkpoint(folder / "c.pt", torch::kCPU).state;
  EXPECT_EQ(loaded.classes.names, classes.names);
  EXPECT_EQ(loaded.classes.counts, classes.counts);
  EXPECT_EQ(loaded.classes.crc32, classes.crc32);
  EXPECT_EQ(loaded.image_shape, state.image_shape);
  EXPECT_TRUE(are_equal(tensors_of(loaded), tensors_of(state)));
}

TEST(Checkpoint, InColourGoesOnToTheVeryBits) {
  for (const EngineOption engine : {EngineOption::kFused, EngineOption::kAutograd}) {
    const TemporaryFolder folder;
    Config config = small_config();
    config.engine = engine;
    config.discriminator.shift = 2;
    config.penalty = {1, 2, 0, 3};
    TrainState whole = small_state(config, 3);
    run_until(whole, 0);
    TrainState begun = small_state(config, 3);
    run_until(begun, 7);
    save_checkpoint(folder / "c.pt", begun);
    TrainState resumed = load_checkpoint(folder / "c.pt", torch::kCPU).state;
    run_until(resumed, 0);
    EXPECT_TRUE(are_equal(tensors_of(resumed), tensors_of(whole))) << name_of(engine);
  }
}

TEST(Checkpoint, OfOneEngineGoesOnUnderTheOther) {
  for (const auto& [first, second] : {std::pair(EngineOption::kFused, EngineOption::kAutograd),
                                      std::pair(EngineOption::kAutograd, EngineOption::kFused)}) {
    const TemporaryFolder folder;
    Config config = small_config();
    config.engine = first;
    TrainState whole = small_state(config);
    run_until(whole, 0);
    TrainState begun = small_state(config);
    run_until(begun, 7);
    save_checkpoint(folder / "c.pt", begun);
    TrainState resumed = load_checkpoint(folder / "c.pt", torch::kCPU).state;
    EXPECT_TRUE(are_equal(tensors_of(resumed), tensors_of(begun)));
    resumed.config.engine = second;
    run_until(resumed, 0);
    const auto ends = tensors_of(resumed), expected = tensors_of(whole);
    for (size_t i = 0; i < expected.size(); ++i)
      EXPECT_TRUE(
          torch::allclose(ends[i].to(torch::kFloat64), expected[i].to(torch::kFloat64), 1e-5, 1e-6))
          << name_of(second) << ", tensor " << i;
  }
}

TEST(Checkpoint, IsTheSameFileEachTime) {
  const TemporaryFolder folder;
  const TrainState state = small_state(small_config());
  save_checkpoint(folder / "a.pt", state);
  save_checkpoint(folder / "b.pt", state);
  EXPECT_EQ(read_file(folder / "a.pt", 1 << 20), read_file(folder / "b.pt", 1 << 20));
}

TEST(Checkpoint, IsRefusedWithAnyByteFlippedOrMissing) {
  const std::string good = [] {
    Dict dict = make_dict();
    dict.insert("x", torch::arange(5));
    dict.insert("y", int64_t{3});
    return format_archive(dict);
  }();
  EXPECT_TRUE(parse_archive(good, "c").has_checksum);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    EXPECT_THAT(message_of([&] { parse_archive(bad, "c"); }), HasSubstr("c: damaged")) << i;
    EXPECT_THAT(message_of([&] { parse_archive(good.substr(0, i), "c"); }), HasSubstr("damaged"));
  }
}

TEST(Checkpoint, OfAnotherShapeNamesTheTensor) {
  const TemporaryFolder folder;
  save_checkpoint(folder / "a.pt", small_state(small_config()));
  Dict dict = parse_archive(read_file(folder / "a.pt", 1 << 20), "a").dict;
  const Dict generator = dict.at("generator").toGenericDict();
  generator.insert_or_assign("layers.2.weight", torch::zeros({3, 3}));
  folder.write("b.pt", format_archive(dict));
  EXPECT_THAT(message_of([&] { load_checkpoint(folder / "b.pt", torch::kCPU); }),
              HasSubstr("b.pt: generator: layers.2.weight: its shape or type"));
}

TEST(Checkpoint, WithAWeightThatIsNotFiniteIsNotWritten) {
  const TemporaryFolder folder;
  TrainState state = small_state(small_config());
  save_checkpoint(folder / "a.pt", state);
  const std::string before = read_file(folder / "a.pt", 1 << 20);
  {
    const torch::NoGradGuard no_grad;
    state.generator->parameters()[1][2] = INFINITY;
  }
  EXPECT_THAT(message_of([&] { save_checkpoint(folder / "a.pt", state); }),
              HasSubstr("layers.0.bias: a weight or its moment is not"));
  EXPECT_EQ(read_file(folder / "a.pt", 1 << 20), before);
}

TEST(RunFolder, FallsBackToTheNewestCheckpointThatLoads) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  run.prepare();
  TrainState state = small_state(small_config());
  for (const int64_t step : {1, 2}) {
    run_until(state, step);
    save_checkpoint(run.checkpoint(step), state);
  }
  std::filesystem::resize_file(run.checkpoint(2), 1000);
  std::vector<std::string> warnings;
  const auto loaded =
      load_newest(run, torch::kCPU, [&](const std::string& why) { warnings.push_back(why); });
  EXPECT_EQ(loaded->state.position.step, 1);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("step-00000002.pt: damaged")));
}

TEST(Checkpoint, OfAnotherVersionIsNoDamagedOne) {
  const TemporaryFolder folder;
  save_checkpoint(folder / "a.pt", small_state(small_config()));
  const std::string good = read_file(folder / "a.pt", 1 << 20);
  const auto kind_with = [&](const std::string& key, const c10::IValue& value) {
    Dict dict = parse_archive(good, "a").dict;
    dict.insert_or_assign(key, value);
    folder.write("b.pt", format_archive(dict));
    return kind_of([&] { load_checkpoint(folder / "b.pt", torch::kCPU); });
  };
  EXPECT_EQ(kind_with("format", int64_t{2}), ErrorKind::kOtherVersion);
  EXPECT_EQ(kind_with("config", std::string(R"({"news": 1})")), ErrorKind::kOtherVersion);
  EXPECT_EQ(kind_with("config", std::string(R"({"loss": {"objective": "newest"}})")),
            ErrorKind::kOtherVersion);
  EXPECT_EQ(kind_with("format", std::string("1")), ErrorKind::kOtherVersion);
  EXPECT_EQ(kind_with("format", int64_t{0}), ErrorKind::kOtherVersion);
  EXPECT_EQ(kind_with("averages", int64_t{1}), ErrorKind::kOtherVersion);
  EXPECT_EQ(kind_with("config", std::string("{}")), ErrorKind::kOtherVersion) << "larger networks";
  folder.write("b.pt", good.substr(1));
  EXPECT_EQ(kind_of([&] { load_checkpoint(folder / "b.pt", torch::kCPU); }), ErrorKind::kDamaged);
  EXPECT_EQ(kind_of([&] { load_checkpoint(folder / "c.pt", torch::kCPU); }), ErrorKind::kMissing);
  EXPECT_EQ(kind_of([&] { load_checkpoint(folder.path(), torch::kCPU); }), ErrorKind::kUnavailable);
}

TEST(RunFolder, DoesNotFallBackFromACheckpointOfAnotherVersion) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  run.prepare();
  save_checkpoint(run.checkpoint(1), small_state(small_config()));
  Dict dict = parse_archive(read_file(run.checkpoint(1), 1 << 20), "a").dict;
  dict.insert_or_assign("format", int64_t{2});
  folder.write("checkpoints/step-00000002.pt", format_archive(dict));
  EXPECT_EQ(kind_of([&] { load_newest(run, torch::kCPU, [](const std::string&) {}); }),
            ErrorKind::kOtherVersion);
}

TEST(RunFolder, WhoseCheckpointsAreAllDamagedIsNoNewOne) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  run.prepare();
  const auto load = [&] { return load_newest(run, torch::kCPU, [](const std::string&) {}); };
  EXPECT_FALSE(load());
  for (const char* name : {"step-00000001.pt", "step-00000002.pt"})
    folder.write(std::string("checkpoints/") + name, "nothing");
  EXPECT_EQ(kind_of(load), ErrorKind::kDamaged);
  EXPECT_THAT(message_of(load), HasSubstr("step-00000002.pt: damaged"));
}

TEST(RunFolder, DoesNotFallBackFromAnUnreadableCheckpoint) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  run.prepare();
  save_checkpoint(run.checkpoint(1), small_state(small_config()));
  std::filesystem::create_symlink(run.checkpoint(2).filename(), run.checkpoint(2));  // to itself
  const auto load = [&] { load_newest(run, torch::kCPU, [](const std::string&) {}); };
  EXPECT_THAT(message_of(load), HasSubstr("step-00000002.pt: cannot read: "));
}

TEST(RunFolder, KeepsTheNewestAndEveryNth) {
  const auto left = [](const std::vector<int64_t>& steps, Config::Checkpoint options) {
    const TemporaryFolder folder;
    const RunFolder run(folder.path());
    run.prepare();
    for (const int64_t step : steps) {
      folder.write("checkpoints/" + run.checkpoint(step).filename().string(), "");
      prune_checkpoints(run, step, options, 10);
    }
    return run.list_checkpoints();
  };
  Config::Checkpoint options;  // every epoch of 10 steps
  options.keep = 2;
  EXPECT_THAT(left({10, 20, 30, 40}, options), ElementsAre(40, 30));
  EXPECT_THAT(left({10, 20, 25}, options), ElementsAre(25, 20, 10));
  EXPECT_THAT(left({10, 20, 25, 30}, options), ElementsAre(30, 20)) << "25 was off schedule";
  EXPECT_THAT(left({0, 10}, options), ElementsAre(10)) << "0 is of a stop before the first step";
  options.keep_every = 3;
  EXPECT_THAT(left({10, 20, 30, 40, 50, 60}, options), ElementsAre(60, 50, 30));
  options.keep_every = 0;
  options.every_steps = 4;
  EXPECT_THAT(left({4, 8, 10, 12}, options), ElementsAre(12, 10));
}

TEST(RunFolder, ListsOnlyNamesThatItGives) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  run.prepare();
  for (const char* name : {"step-00000007.pt", "step-8.pt", "step-000000009.pt", "step--0000001.pt",
                           "step-0000000x.pt", "step-00000010.pt.gz", "step-.pt", "step-"})
    folder.write(std::string("checkpoints/") + name, "");
  EXPECT_THAT(run.list_checkpoints(), ElementsAre(7));
}

TEST(RunFolder, DoesNotRemoveAFolderNamedLikeAFile) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  run.prepare();
  std::filesystem::create_directories(run.checkpoint(7) / "precious");
  EXPECT_THAT(message_of([&] { run.clear(); }), HasSubstr("step-00000007.pt: cannot remove: "));
}

TEST(RunFolder, TakesASchedulePast64BitsForOneThatNeverComes) {
  const TemporaryFolder folder;
  const RunFolder run(folder.path());
  run.prepare();
  Config::Checkpoint options;
  options.every_epochs = options.keep_every = 1 << 29;
  options.every_steps = 64;
  options.keep = 1;
  folder.write("checkpoints/step-00000064.pt", "");
  prune_checkpoints(run, 128, options, 64);  // keep_every is due at 2^29 * 2^29 epochs of 2^6 steps
  EXPECT_THAT(run.list_checkpoints(), ElementsAre());
}

}  // namespace gan
