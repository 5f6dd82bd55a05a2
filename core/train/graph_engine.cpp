#include "core/train/graph_engine.h"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAGuard.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "core/train/graph_inputs.h"
#include "core/train/host_backend.h"
#include "core/train/schedule.h"

namespace gan {
namespace {

constexpr int64_t kMostAtOnce = 100;  // steps between two waits

// Where the inputs of a step come from.
enum class Source { kSent, kDrawn, kDrawnAndGathered };

// What decides which operations a step consists of.
struct StepKind {
  int64_t count;  // of real images
  bool trains_generator;
  bool is_penalized;
  bool has_noise;
  Source source;

  auto key() const { return std::tie(count, trains_generator, is_penalized, has_noise, source); }
  bool operator<(const StepKind& other) const { return key() < other.key(); }
};

// A kind of step that has been seen, and where its graph reads and keeps what it needs.
struct KnownStep {
  StepInputs inputs;
  StepInputs sent{};  // see GraphInputs::send_decided()
  bool has_run = false;
  std::unique_ptr<at::cuda::CUDAGraph> graph{};  // null before the second step of its kind
};

class GraphEngine : public Engine {
 public:
  GraphEngine(TrainState& state, Precision precision)
      : Engine(state),
        precision_(precision),
        pool_(at::cuda::graph_pool_handle()),
        backend_(state, c10::cuda::getStreamFromPool(false, state.device.index()), kMostAtOnce),
        validation_backend_(state),
        inputs_(state, backend_) {
    c10::cuda::device_synchronize();  // the state was made on another stream
  }
  ~GraphEngine() override {
    // What fails here has been reported before, and must not end the process.
    static_cast<void>(cudaStreamSynchronize(backend_.stream().stream()));
  }

  int64_t steps_at_once() const override { return steps_at_once_; }

  void begin(const StepPlan& plan) override {
    const c10::cuda::CUDAStreamGuard guard(backend_.stream());
    const Source source = inputs_.hold(plan) ? Source::kDrawnAndGathered : Source::kDrawn;
    KnownStep& known = find(plan.count, plan.trains_generator, plan.progress, source);
    if (source == Source::kDrawn)
      GraphInputs::send_images(take_batch(state_, plan).images, known.inputs);
    inputs_.send_decided(plan, known.inputs, known.sent);
    run(known, source, plan.first, plan.progress);
    begun_ += 1;
  }

  std::vector<StepResult> finish() override {
    const c10::cuda::CUDAStreamGuard guard(backend_.stream());
    std::vector<StepResult> results = backend_.take_results();
    choose_steps_at_once();
    return results;
  }

  StepResult step(const StepInputs& inputs) override {
    {
      const c10::cuda::CUDAStreamGuard guard(backend_.stream());
      KnownStep& known =
          find(inputs.real.count(), inputs.generator.has_value(), inputs.progress, Source::kSent);
      GraphInputs::send(inputs, known.inputs);
      run(known, Source::kSent, 0, inputs.progress);
    }
    return finish().back();
  }

  StepResult validate(const StepInputs& inputs) override {
    validate_step(state_, inputs, validation_backend_, precision_);
    return validation_backend_.take_result();
  }

 private:
  using Clock = std::chrono::steady_clock;

  KnownStep& find(int64_t count, bool trains_generator, double progress, Source source) {
    const bool has_noise = instance_noise(state_.config.discriminator, progress) > 0;
    KnownStep& known = known_[{count, trains_generator, is_penalized(state_), has_noise, source}];
    if (!known.inputs.real.images.defined())
      known.inputs = inputs_.make_room(count, trains_generator);
    return known;
  }

  // The first step of a kind runs as it is, so that libraries set themselves up outside of a graph;
  // the second is captured. All of them compute the same bits.
  void run(KnownStep& known, Source source, int64_t first, double progress) {
    known.inputs.progress = progress;
    backend_.start_step(first, known.inputs.generator.has_value(), progress);
    const auto compute = [&] {
      if (source == Source::kDrawnAndGathered) inputs_.gather(known.inputs);
      if (source != Source::kSent) inputs_.draw(known.inputs);
      train_step(state_, known.inputs, backend_, precision_);
    };
    if (!std::exchange(known.has_run, true)) return compute();
    if (!known.graph) known.graph = capture(compute);
    known.graph->replay();
  }

  std::unique_ptr<at::cuda::CUDAGraph> capture(const std::function<void()>& compute) const {
    c10::cuda::CUDACachingAllocator::emptyCache();  // a graph takes memory of its own
    auto graph = std::make_unique<at::cuda::CUDAGraph>();
    graph->capture_begin(pool_);
    try {
      compute();
    } catch (...) {
      try {
        graph->capture_end();
      } catch (...) {  // the first error says why
      }
      throw;
    }
    graph->capture_end();
    return graph;
  }

  // As many as take a fifth of a second, so that signals and the display need not wait longer.
  void choose_steps_at_once() {
    constexpr double kSeconds = 0.2;
    const Clock::time_point now = Clock::now();
    const double step = std::chrono::duration<double>(now - finished_).count() /
                        static_cast<double>(std::max<int64_t>(1, std::exchange(begun_, 0)));
    steps_at_once_ = std::clamp<int64_t>(static_cast<int64_t>(kSeconds / step), 1, kMostAtOnce);
    finished_ = now;
  }

  Precision precision_;
  at::cuda::MempoolId_t pool_;  // one for all graphs, because they run one after the other
  GraphBackend backend_;
  HostBackend validation_backend_;
  GraphInputs inputs_;
  std::map<StepKind, KnownStep> known_;
  int64_t begun_ = 0;  // since the last finish()
  int64_t steps_at_once_ = 1;
  Clock::time_point finished_ = Clock::now();
};

}  // namespace

std::unique_ptr<Engine> make_graph_engine(TrainState& state, Precision precision) {
  return std::make_unique<GraphEngine>(state, precision);
}

}  // namespace gan
