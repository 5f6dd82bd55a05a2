#include "core/config/settings.h"

#include <algorithm>

#include "core/base/limits.h"
#include "core/config/config_json.h"

namespace gan {
namespace {

constexpr OnResume kFixed = OnResume::kFixed;
constexpr OnResume kMayChange = OnResume::kMayChange;
constexpr OnResume kMayChangeUnlessCounted = OnResume::kMayChangeUnlessCounted;

Range between(double minimum, double maximum) { return {minimum, maximum, false, false}; }
Range above(double minimum, double maximum) { return {minimum, maximum, true, false}; }
Range below(double minimum, double maximum) { return {minimum, maximum, false, true}; }

// The metrics that training measures and for which there is a better and a worse.
const std::vector<Metric> kOrderedMetrics = {Metric::kFrechet,   Metric::kKid,
                                             Metric::kPrecision, Metric::kRecall,
                                             Metric::kCoverage,  Metric::kClassKl};
constexpr double kMaxCount = 1e9;

}  // namespace

// A table: clang-format would put each value on its own line.
// clang-format off
std::vector<Setting> list_settings(Config& c) {
  return {
      {"/seed", &c.seed, between(0, kMaxWholeNumber), "seed of all random numbers", kFixed},
      {"/device", &c.device, {}, "where to compute; auto: CUDA if available", kMayChange},
      {"/threads", &c.threads, between(0, 1024),
       "CPU threads; 0: OMP_NUM_THREADS if set, else one for each core that this process may use", kMayChange},
      {"/engine", &c.engine, {},
       "what computes a step: LibTorch's autograd, our fused CPU kernels, or autograd's steps as CUDA "
       "graphs; auto: fused where possible, graph on a GPU", kMayChange},
      {"/precision", &c.precision, {},
       "precision of the operands of matrix products; auto: bfloat16 if the processor multiplies "
       "it natively", kMayChange},
      {"/condition", &c.condition, {},
       "class: both networks see the class of each image, which needs labels", kFixed},

      {"/data/folder", &c.data.folder, {},
       "folder of the images: of the files below, of pictures, or itself a .zip, .npy or .npz",
       kMayChange},
      {"/data/train_images", &c.data.train_images, {},
       "training images: IDX, a folder or .zip of PNG and JPEG, .npy or .npz", kMayChange},
      {"/data/test_images", &c.data.test_images, {},
       "test images of the same shape, for validation and evaluation", kMayChange},
      {"/data/train_labels", &c.data.train_labels, {},
       "their labels, an IDX or NumPy file; empty: by the images' name, or where they are",
       kMayChange},
      {"/data/test_labels", &c.data.test_labels, {}, "labels of the test images, likewise",
       kMayChange},
      {"/data/labels", &c.data.labels, {},
       "read the labels that there are; false: train and measure as if there were none", kMayChange},
      {"/data/channels", &c.data.channels, {},
       "1: grey, 3: colour; auto: colour if any image is", kFixed},
      {"/data/size", &c.data.size, between(0, 4096),
       "height and width: the shorter side is scaled to it, and the centre kept; 0: as they are",
       kFixed},
      {"/data/mirror", &c.data.mirror, {},
       "show each training image mirrored left to right half of the time", kFixed},
      {"/data/transpose", &c.data.transpose, {},
       "swap rows and columns, as EMNIST's files need", kFixed},
      {"/data/background", &c.data.background, {}, "what shows through transparent pixels", kFixed},
      {"/data/skip_damaged", &c.data.skip_damaged, {},
       "leave out pictures that cannot be read, instead of refusing them all", kMayChange},
      {"/data/validation_count", &c.data.validation_count, between(0, kMaxCount),
       "images set aside for validation where there are no test images; 0: a tenth, at most 10000",
       kFixed},

      {"/generator/latent", &c.generator.latent, between(1, 65536),
       "size of the latent vector z", kFixed},
      {"/generator/latent_distribution", &c.generator.latent_distribution, {},
       "distribution of z: N(0, 1), or U(-sqrt 3, sqrt 3), which has the same variance", kFixed},
      {"/generator/hidden", &c.generator.hidden, between(1, 65536),
       "widths of the hidden layers, starting at the input", kFixed},
      {"/generator/activation", &c.generator.activation, {},
       "activation of the hidden layers; the output's is always tanh", kFixed},
      {"/generator/negative_slope", &c.generator.negative_slope, between(0, 1),
       "slope of leaky_relu for negative inputs", kFixed},
      {"/generator/normalization", &c.generator.normalization, {},
       "batch: BatchNorm before each hidden activation", kFixed},
      {"/generator/init", &c.generator.init, {},
       "weight initialisation: normal N(0, init_std), he, xavier, or PyTorch's default", kFixed},
      {"/generator/init_std", &c.generator.init_std, above(0, 1000),
       "standard deviation of init normal", kFixed},
      {"/generator/classes", &c.generator.classes, {},
       "with condition class, how the classes of generated images are drawn: by the training "
       "images' frequencies, evenly, or paired: as the step's real images", kFixed},

      {"/discriminator/hidden", &c.discriminator.hidden, between(1, 65536),
       "widths of the hidden layers, starting at the input", kFixed},
      {"/discriminator/activation", &c.discriminator.activation, {},
       "activation of the hidden layers", kFixed},
      {"/discriminator/negative_slope", &c.discriminator.negative_slope, between(0, 1),
       "slope of leaky_relu for negative inputs", kFixed},
      {"/discriminator/init", &c.discriminator.init, {},
       "weight initialisation: normal N(0, init_std), he, xavier, or PyTorch's default", kFixed},
      {"/discriminator/init_std", &c.discriminator.init_std, above(0, 1000),
       "standard deviation of init normal", kFixed},
      {"/discriminator/dropout", &c.discriminator.dropout, below(0, 1),
       "dropout probability after each hidden activation", kFixed},
      {"/discriminator/instance_noise", &c.discriminator.instance_noise, between(0, 1000),
       "standard deviation of the noise added to every image D sees, at the start of the run",
       kFixed},
      {"/discriminator/instance_noise_until", &c.discriminator.instance_noise_until, above(0, 1),
       "fraction of the run over which the noise falls to 0", kFixed},
      {"/discriminator/shift", &c.discriminator.shift, between(0, 1024),
       "augmentation: in training, D sees every image shifted by up to this many pixels", kFixed},

      {"/loss/objective", &c.loss.objective, {},
       "loss of both networks; hinge, wasserstein and relativistic use no labels", kFixed},
      {"/loss/smoothing", &c.loss.smoothing, between(0, 0.5),
       "label smoothing s: real labels are drawn from [1 - s, 1], fake ones from [0, s]", kFixed},
      {"/loss/smoothing_sides", &c.loss.smoothing_sides, {},
       "two: smooth all labels; one: only those of real images", kFixed},
      {"/loss/labels", &c.loss.labels, {},
       "fixed: drawn once, one per position in the batch; redrawn: new in every step; shared: as in "
       "labml's code, where a larger validation batch also redraws the training labels",
       kFixed},

      {"/penalty/r1", &c.penalty.r1, between(0, 1e6),
       "gamma of R1: gamma / 2 times the mean squared gradient norm of D at real images", kFixed},
      {"/penalty/r2", &c.penalty.r2, between(0, 1e6),
       "gamma of R2: the same at generated images", kFixed},
      {"/penalty/wgan_gp", &c.penalty.wgan_gp, between(0, 1e6),
       "lambda of WGAN-GP: lambda times the mean of (gradient norm of D - 1)^2 between real and "
       "generated images", kFixed},
      {"/penalty/every_steps", &c.penalty.every_steps, between(1, kMaxCount),
       "apply the penalties every N steps, N times as strong", kFixed},

      {"/ema/decay", &c.ema.decay, below(0, 1),
       "decay of the moving average of G's weights, used to make samples; 0: no average",
       kFixed},
      {"/ema/warmup", &c.ema.warmup, between(1, kMaxCount),
       "after t steps the decay is at most (1 + t) / (warmup + t)", kFixed},

      {"/optimizer/generator_learning_rate", &c.optimizer.generator_learning_rate, above(0, 1000),
       "learning rate of Adam for the generator", kFixed},
      {"/optimizer/generator_beta1", &c.optimizer.generator_beta1, below(0, 1),
       "decay rate of Adam's first moment", kFixed},
      {"/optimizer/generator_beta2", &c.optimizer.generator_beta2, below(0, 1),
       "decay rate of Adam's second moment", kFixed},
      {"/optimizer/generator_epsilon", &c.optimizer.generator_epsilon, above(0, 1),
       "added to Adam's denominator", kFixed},
      {"/optimizer/discriminator_learning_rate", &c.optimizer.discriminator_learning_rate,
       above(0, 1000), "learning rate of Adam for the discriminator", kFixed},
      {"/optimizer/discriminator_beta1", &c.optimizer.discriminator_beta1, below(0, 1),
       "decay rate of Adam's first moment", kFixed},
      {"/optimizer/discriminator_beta2", &c.optimizer.discriminator_beta2, below(0, 1),
       "decay rate of Adam's second moment", kFixed},
      {"/optimizer/discriminator_epsilon", &c.optimizer.discriminator_epsilon, above(0, 1),
       "added to Adam's denominator", kFixed},
      {"/optimizer/schedule", &c.optimizer.schedule, {},
       "how both learning rates fall; unless constant, the length of the run is fixed", kFixed},
      {"/optimizer/decay_from", &c.optimizer.decay_from, below(0, 1),
       "fraction of the run after which the learning rates fall", kFixed},
      {"/optimizer/decay_to", &c.optimizer.decay_to, between(0, 1),
       "final learning rate, as a fraction of the initial one", kFixed},

      {"/train/epochs", &c.train.epochs, between(1, kMaxCount),
       "passes over the training images", kMayChangeUnlessCounted},
      {"/train/steps", &c.train.steps, between(0, kMaxCount),
       "stop after this many steps instead; 0: after the epochs", kMayChangeUnlessCounted},
      {"/train/batch_size", &c.train.batch_size, between(1, 65536),
       "images per step; the last batch of an epoch may be smaller", kFixed},
      {"/train/discriminator_k", &c.train.discriminator_k, between(1, kMaxCount),
       "discriminator steps per generator step", kFixed},
      {"/train/on_divergence", &c.train.on_divergence, {},
       "what to do when losses explode, D is never wrong, or G makes only one image; non-finite "
       "losses end a run unless it rolls back", kMayChange},
      {"/train/max_rollbacks", &c.train.max_rollbacks, between(0, 100),
       "how often a run may go back to an older checkpoint and continue with other random numbers",
       kMayChange},

      {"/validation/every_epochs", &c.validation.every_epochs, between(0, kMaxCount),
       "compute the losses on the test images every N epochs; 0: never", kMayChange},
      {"/validation/batch_size", &c.validation.batch_size, between(1, 65536),
       "images per batch in validation", kMayChange},

      {"/evaluate/every_epochs", &c.evaluate.every_epochs, between(0, kMaxCount),
       "measure the quality of samples every N epochs, which needs labels; 0: never", kMayChange},
      {"/evaluate/count", &c.evaluate.count, between(10, 1e6),
       "number of samples to measure, from the same latents each time", kMayChange},
      {"/evaluate/best_by", ChoiceReference(&c.evaluate.best_by, kOrderedMetrics), {},
       "metric that decides which checkpoint is kept as best.pt", kMayChange},

      {"/checkpoint/every_epochs", &c.checkpoint.every_epochs, between(0, kMaxCount),
       "save every N epochs; 0: not by epochs", kMayChange},
      {"/checkpoint/every_steps", &c.checkpoint.every_steps, between(0, kMaxCount),
       "also save every N steps; 0: not by steps", kMayChange},
      {"/checkpoint/keep", &c.checkpoint.keep, between(1, kMaxCount),
       "number of newest checkpoints to keep", kMayChange},
      {"/checkpoint/keep_every", &c.checkpoint.keep_every, between(0, kMaxCount),
       "also keep every Nth checkpoint; 0: none", kMayChange},

      {"/samples/every_epochs", &c.samples.every_epochs, between(0, kMaxCount),
       "write a grid of samples every N epochs; 0: never", kMayChange},
      {"/samples/rows", &c.samples.rows, between(1, 256), "rows of a grid", kMayChange},
      {"/samples/columns", &c.samples.columns, between(1, 256), "columns of a grid", kMayChange},
      {"/samples/padding", &c.samples.padding, between(0, 256),
       "pixels around each image of a grid", kMayChange},
      {"/samples/scale", &c.samples.scale, between(1, 16),
       "factor by which the images of a grid are enlarged", kMayChange},
      {"/samples/seed", &c.samples.seed, between(0, kMaxWholeNumber),
       "seed of the latents of a grid, the same in every epoch", kMayChange},

      {"/log/every_steps", &c.log.every_steps, between(1, kMaxCount),
       "number of steps that each line of metrics.jsonl averages", kMayChange},
  };
}
// clang-format on

}  // namespace gan
