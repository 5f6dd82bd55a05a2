#include "core/train/graph_engine.h"

#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

#include <map>
#include <tuple>

#include "core/train/graph_inputs.h"
#include "core/train/host_backend.h"
#include "core/train/schedule.h"

namespace gan {
namespace {

constexpr int64_t kStepsAtOnce = 100;

// What decides which operations a step consists of.
struct StepKind {
  int64_t count;  // of real images
  bool trains_generator;
  bool is_penalized;
  bool has_noise;
  bool is_drawn;  // its inputs, on the GPU

  auto key() const { return std::tie(count, trains_generator, is_penalized, has_noise, is_drawn); }
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
        backend_(state, c10::cuda::getStreamFromPool(false, state.device.index()), kStepsAtOnce),
        inputs_(state, backend_) {
    c10::cuda::device_synchronize();  // the state was made on another stream
  }
  ~GraphEngine() override { backend_.stream().synchronize(); }

  int64_t steps_at_once() const override { return kStepsAtOnce; }

  void begin(const StepPlan& plan) override {
    const c10::cuda::CUDAStreamGuard guard(backend_.stream());
    const bool is_drawn = inputs_.hold(plan);
    KnownStep& known = find(plan.count, plan.trains_generator, plan.progress, is_drawn);
    if (is_drawn)
      inputs_.send_decided(plan, known.inputs, known.sent);
    else
      GraphInputs::send(make_training_inputs(state_, plan, for_each_in_turn), known.inputs);
    run(known, is_drawn, plan.first, plan.progress);
  }

  std::vector<StepResult> finish() override {
    const c10::cuda::CUDAStreamGuard guard(backend_.stream());
    return backend_.take_results();
  }

  StepResult step(const StepInputs& inputs) override {
    {
      const c10::cuda::CUDAStreamGuard guard(backend_.stream());
      KnownStep& known =
          find(inputs.real.count(), inputs.generator.has_value(), inputs.progress, false);
      GraphInputs::send(inputs, known.inputs);
      run(known, false, 0, inputs.progress);
    }
    return finish().back();
  }

  StepResult validate(const StepInputs& inputs) override {
    HostBackend backend(state_);
    return validate_step(state_, inputs, backend, precision_);
  }

 private:
  KnownStep& find(int64_t count, bool trains_generator, double progress, bool is_drawn) {
    const bool has_noise = instance_noise(state_.config.discriminator, progress) > 0;
    KnownStep& known = known_[{count, trains_generator, is_penalized(state_), has_noise, is_drawn}];
    if (!known.has_run) known.inputs = inputs_.make_room(count, trains_generator);
    return known;
  }

  // The first step of a kind runs as it is, so that libraries set themselves up outside of a graph;
  // the second is captured. All of them compute the same bits.
  void run(KnownStep& known, bool is_drawn, int64_t first, double progress) {
    known.inputs.progress = progress;
    backend_.start_step(first, known.inputs.generator.has_value(), progress);
    const auto compute = [&] {
      if (is_drawn) inputs_.draw(known.inputs);
      train_step(state_, known.inputs, backend_, precision_);
    };
    if (!known.has_run) {
      compute();
      known.has_run = true;
      return;
    }
    if (!known.graph) {
      known.graph = std::make_unique<at::cuda::CUDAGraph>();
      known.graph->capture_begin(pool_);
      compute();
      known.graph->capture_end();
    }
    known.graph->replay();
  }

  Precision precision_;
  c10::cuda::MempoolId_t pool_;  // one for all graphs, because they run one after the other
  GraphBackend backend_;
  GraphInputs inputs_;
  std::map<StepKind, KnownStep> known_;
};

}  // namespace

std::unique_ptr<Engine> make_graph_engine(TrainState& state, Precision precision) {
  return std::make_unique<GraphEngine>(state, precision);
}

}  // namespace gan
