#include "core/config/settings.h"

#include <algorithm>

#include "core/base/limits.h"
#include "core/config/config_json.h"

namespace gan {
namespace {

constexpr OnResume kFixed = OnResume::kFixed;
constexpr OnResume kMayChange = OnResume::kMayChange;

Range between(double minimum, double maximum) { return {minimum, maximum, false, false}; }
Range above(double minimum, double maximum) { return {minimum, maximum, true, false}; }
Range below(double minimum, double maximum) { return {minimum, maximum, false, true}; }

const std::vector<std::string> kActivations = {"leaky_relu", "relu", "elu", "silu", "tanh"};
const std::vector<std::string> kInits = {"normal", "he", "xavier", "pytorch"};
constexpr double kMaxCount = 1e9;

}  // namespace

// A table, which clang-format would lay out a value a line.
// clang-format off
std::vector<Setting> list_settings(Config& c) {
  return {
      {"/seed", &c.seed, between(0, kMaxWholeNumber), {}, "all of the run's randomness", kFixed},
      {"/device", &c.device, {}, {"auto", "cpu", "cuda"},
       "where to compute; auto: cuda if there is one", kMayChange},
      {"/threads", &c.threads, between(0, 1024), {},
       "CPU threads; 0: one for each core that this process may use", kMayChange},
      {"/engine", &c.engine, {}, {"auto", "autograd", "fused"},
       "what computes a step: LibTorch, or kernels for the CPU (fused); auto: fused where it can",
       kMayChange},
      {"/precision", &c.precision, {}, {"float32", "bfloat16", "auto"},
       "of the factors of matrix products; auto: bfloat16 where the processor multiplies it",
       kMayChange},

      {"/data/folder", &c.data.folder, {}, {}, "folder of the IDX files", kMayChange},
      {"/data/train_images", &c.data.train_images, {}, {},
       "images to train on, IDX, .gz or not; any height and width", kMayChange},
      {"/data/test_images", &c.data.test_images, {}, {},
       "images to validate on, of the same height and width", kMayChange},

      {"/generator/latent", &c.generator.latent, between(1, 65536), {},
       "size of the latent z", kFixed},
      {"/generator/latent_distribution", &c.generator.latent_distribution, {},
       {"normal", "uniform"}, "of z: N(0, 1), or U(-sqrt 3, sqrt 3), of the same variance", kFixed},
      {"/generator/hidden", &c.generator.hidden, between(1, 65536), {},
       "widths of the hidden layers, first to last", kFixed},
      {"/generator/activation", &c.generator.activation, {}, kActivations,
       "after each hidden layer; tanh ends the generator", kFixed},
      {"/generator/negative_slope", &c.generator.negative_slope, between(0, 1), {},
       "of leaky_relu", kFixed},
      {"/generator/normalization", &c.generator.normalization, {}, {"none", "batch"},
       "batch: BatchNorm before each activation", kFixed},
      {"/generator/init", &c.generator.init, {}, kInits,
       "weights: normal N(0, init_std), he, xavier, or PyTorch's own", kFixed},
      {"/generator/init_std", &c.generator.init_std, above(0, 1000), {},
       "standard deviation of init normal", kFixed},

      {"/discriminator/hidden", &c.discriminator.hidden, between(1, 65536), {},
       "widths of the hidden layers, first to last", kFixed},
      {"/discriminator/activation", &c.discriminator.activation, {}, kActivations,
       "after each hidden layer", kFixed},
      {"/discriminator/negative_slope", &c.discriminator.negative_slope, between(0, 1), {},
       "of leaky_relu", kFixed},
      {"/discriminator/init", &c.discriminator.init, {}, kInits,
       "weights: normal N(0, init_std), he, xavier, or PyTorch's own", kFixed},
      {"/discriminator/init_std", &c.discriminator.init_std, above(0, 1000), {},
       "standard deviation of init normal", kFixed},
      {"/discriminator/dropout", &c.discriminator.dropout, below(0, 1), {},
       "probability that a hidden unit is 0 in a step", kFixed},
      {"/discriminator/instance_noise", &c.discriminator.instance_noise, between(0, 1000), {},
       "standard deviation of noise on every image D sees, at the start", kFixed},
      {"/discriminator/instance_noise_until", &c.discriminator.instance_noise_until, above(0, 1),
       {}, "fraction of the run over which the noise falls to 0", kFixed},
      {"/discriminator/shift", &c.discriminator.shift, between(0, 1024), {},
       "every image D sees in training is moved by up to so many pixels, at random", kFixed},

      {"/loss/objective", &c.loss.objective, {},
       {"non_saturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic"},
       "what both networks descend on; the last three know no labels", kFixed},
      {"/loss/smoothing", &c.loss.smoothing, between(0, 0.5), {},
       "s: labels are drawn from [1 - s, 1] and [0, s]", kFixed},
      {"/loss/smoothing_sides", &c.loss.smoothing_sides, {}, {"two", "one"},
       "two: all labels smoothed; one: only those of real images", kFixed},
      {"/loss/labels", &c.loss.labels, {}, {"fixed", "redrawn"},
       "fixed: drawn once, by position in the batch; redrawn: at every step", kFixed},

      {"/penalty/r1", &c.penalty.r1, between(0, 1e6), {},
       "gamma: gamma / 2 times the mean squared gradient of D at real images", kFixed},
      {"/penalty/r2", &c.penalty.r2, between(0, 1e6), {},
       "the same at generated images", kFixed},
      {"/penalty/wgan_gp", &c.penalty.wgan_gp, between(0, 1e6), {},
       "lambda: times the mean of (|gradient of D| - 1)^2 between real and generated images",
       kFixed},
      {"/penalty/every_steps", &c.penalty.every_steps, between(1, kMaxCount), {},
       "apply the penalties so often, so many times as strong", kFixed},

      {"/ema/decay", &c.ema.decay, below(0, 1), {},
       "of the generator's averaged weights, which samples are made with; 0: no average", kFixed},
      {"/ema/warmup", &c.ema.warmup, between(1, kMaxCount), {},
       "after t steps the decay is at most (1 + t) / (warmup + t)", kFixed},

      {"/optimizer/generator_learning_rate", &c.optimizer.generator_learning_rate, above(0, 1000),
       {}, "Adam's step size for the generator", kFixed},
      {"/optimizer/generator_beta1", &c.optimizer.generator_beta1, below(0, 1), {},
       "decay of the gradient's mean", kFixed},
      {"/optimizer/generator_beta2", &c.optimizer.generator_beta2, below(0, 1), {},
       "decay of the squared gradient's mean", kFixed},
      {"/optimizer/generator_epsilon", &c.optimizer.generator_epsilon, above(0, 1), {},
       "added to the denominator", kFixed},
      {"/optimizer/discriminator_learning_rate", &c.optimizer.discriminator_learning_rate,
       above(0, 1000), {}, "Adam's step size for the discriminator", kFixed},
      {"/optimizer/discriminator_beta1", &c.optimizer.discriminator_beta1, below(0, 1), {},
       "decay of the gradient's mean", kFixed},
      {"/optimizer/discriminator_beta2", &c.optimizer.discriminator_beta2, below(0, 1), {},
       "decay of the squared gradient's mean", kFixed},
      {"/optimizer/discriminator_epsilon", &c.optimizer.discriminator_epsilon, above(0, 1), {},
       "added to the denominator", kFixed},
      {"/optimizer/schedule", &c.optimizer.schedule, {}, {"constant", "linear", "cosine"},
       "how both learning rates fall until the run's end; then its length is fixed", kFixed},
      {"/optimizer/decay_from", &c.optimizer.decay_from, below(0, 1), {},
       "fraction of the run after which they fall", kFixed},
      {"/optimizer/decay_to", &c.optimizer.decay_to, between(0, 1), {},
       "what they fall to, as a fraction of themselves", kFixed},

      {"/train/epochs", &c.train.epochs, between(1, kMaxCount), {},
       "passes over the training images", kMayChange},
      {"/train/steps", &c.train.steps, between(0, kMaxCount), {},
       "stop after so many steps instead; 0: by epochs", kMayChange},
      {"/train/batch_size", &c.train.batch_size, between(1, 65536), {},
       "images a step; an epoch's last batch may be shorter", kFixed},
      {"/train/discriminator_k", &c.train.discriminator_k, between(1, kMaxCount), {},
       "discriminator steps for one of the generator", kFixed},
      {"/train/on_divergence", &c.train.on_divergence, {}, {"warn", "stop", "roll_back"},
       "where losses explode, D is never wrong or G makes one image; what is not finite ends a run "
       "that does not roll back", kMayChange},
      {"/train/max_rollbacks", &c.train.max_rollbacks, between(0, 100), {},
       "times that it goes back to an older checkpoint and on with other random numbers, before it "
       "stops", kMayChange},

      {"/validation/every_epochs", &c.validation.every_epochs, between(0, kMaxCount), {},
       "losses on the test images; 0: never", kMayChange},
      {"/validation/batch_size", &c.validation.batch_size, between(1, 65536), {},
       "images at a time in validation", kMayChange},

      {"/evaluate/every_epochs", &c.evaluate.every_epochs, between(0, kMaxCount), {},
       "measure the quality of samples; needs the labels of the images; 0: never", kMayChange},
      {"/evaluate/count", &c.evaluate.count, between(10, 1e6), {},
       "samples that are measured, the same latents each time", kMayChange},
      {"/evaluate/best_by", &c.evaluate.best_by, {},
       {"frechet", "kid", "precision", "recall", "coverage", "class_kl"},
       "what checkpoints/best.pt is the best by", kMayChange},

      {"/checkpoint/every_epochs", &c.checkpoint.every_epochs, between(0, kMaxCount), {},
       "save so often; 0: not by epochs", kMayChange},
      {"/checkpoint/every_steps", &c.checkpoint.every_steps, between(0, kMaxCount), {},
       "save so often as well; 0: not by steps", kMayChange},
      {"/checkpoint/keep", &c.checkpoint.keep, between(1, kMaxCount), {},
       "how many of the newest stay on disk", kMayChange},
      {"/checkpoint/keep_every", &c.checkpoint.keep_every, between(0, kMaxCount), {},
       "every so many-th stays too; 0: none", kMayChange},

      {"/samples/every_epochs", &c.samples.every_epochs, between(0, kMaxCount), {},
       "write a grid so often; 0: never", kMayChange},
      {"/samples/rows", &c.samples.rows, between(1, 256), {}, "of a grid", kMayChange},
      {"/samples/columns", &c.samples.columns, between(1, 256), {}, "of a grid", kMayChange},
      {"/samples/padding", &c.samples.padding, between(0, 256), {},
       "pixels around each image", kMayChange},
      {"/samples/scale", &c.samples.scale, between(1, 16), {},
       "each pixel becomes scale x scale", kMayChange},
      {"/samples/seed", &c.samples.seed, between(0, kMaxWholeNumber), {},
       "picks the grids' latents, the same at every epoch", kMayChange},

      {"/log/every_steps", &c.log.every_steps, between(1, kMaxCount), {},
       "steps that a line of metrics.jsonl is the mean of", kMayChange},
  };
}
// clang-format on

bool Range::contains(double value) const {
  return (minimum_is_excluded ? value > minimum : value >= minimum) &&
         (maximum_is_excluded ? value < maximum : value <= maximum);
}

std::string Setting::section() const {
  const size_t end = path.find('/', 1);
  return end == std::string::npos ? "" : path.substr(1, end - 1);
}

std::string Setting::key() const { return path.substr(path.rfind('/') + 1); }

std::string Setting::flag() const {
  return "--" + (section().empty() ? key() : section() + "." + key());
}

std::string Setting::allowed() const {
  if (std::holds_alternative<std::string*>(value)) {
    if (choices.empty()) return "UTF-8 text";
    std::string text = "one of";
    for (const std::string& choice : choices) text += (text == "one of" ? " " : ", ") + choice;
    return text;
  }
  const std::string interval = (range.minimum_is_excluded ? "(" : "[") +
                               format_number(range.minimum) + ", " + format_number(range.maximum) +
                               (range.maximum_is_excluded ? ")" : "]");
  if (std::holds_alternative<int64_t*>(value)) return "an integer in " + interval;
  if (std::holds_alternative<double*>(value)) return "a number in " + interval;
  return "a list of at most " + std::to_string(kMaxHiddenLayers) + " integers in " + interval;
}

bool depends_on_length(const Config& config) {
  return config.optimizer.schedule != "constant" || config.discriminator.instance_noise > 0;
}

namespace {

bool may_change(const Setting& setting, const Config& stored) {
  const bool is_length = setting.path == "/train/epochs" || setting.path == "/train/steps";
  return setting.on_resume == kMayChange && !(is_length && depends_on_length(stored));
}

}  // namespace

std::vector<std::string> find_resume_faults(Config stored, Config given) {
  const std::vector<Setting> before = list_settings(stored);
  const std::vector<Setting> after = list_settings(given);
  std::vector<std::string> faults;
  for (size_t i = 0; i < before.size(); ++i) {
    if (may_change(before[i], stored)) continue;
    const std::string old_value = format_value(before[i]);
    const std::string new_value = format_value(after[i]);
    if (old_value == new_value) continue;
    faults.push_back(before[i].path + ": cannot change when a run goes on, stored " + old_value +
                     ", got " + new_value + "; drop it, or begin another run with train --run");
  }
  return faults;
}

}  // namespace gan
