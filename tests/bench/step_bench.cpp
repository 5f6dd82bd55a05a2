#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/models/sampling.h"
#include "core/train/engine.h"

using namespace gan;
int main(int argc, char** argv) {
  int64_t n = argc > 1 ? atoi(argv[1]) : 64;
  int threads = argc > 2 ? atoi(argv[2]) : 2;
  at::set_num_threads(threads);
  Config config;
  for (const char* engine : {"fused", "autograd"})
    for (auto precision : {Precision::kFloat32, Precision::kBfloat16}) {
      if (engine[0] == 'a' && precision != Precision::kFloat32) continue;
      if (argc > 3 && (atoi(argv[3]) != (int)precision || engine[0] == (char)0x61)) continue;
      TrainState state(config, {28, 28}, torch::kCPU);
      auto e = make_engine({engine[0] == 'f' ? EngineKind::kFused : EngineKind::kAutograd, precision, ""}, state, threads);
      torch::Tensor x = torch::rand({n, 1, 28, 28}) * 2 - 1;
      std::vector<double> t, l;
      StepResult r;
      for (int i = 0; i < (argc > 3 ? 300 : 60); ++i) {
        auto a = std::chrono::steady_clock::now();
        StepLatents z{make_latents(1, Stream::kDiscriminatorLatents, i, n, 100), make_latents(1, Stream::kGeneratorLatents, i, n, 100)};
        auto b = std::chrono::steady_clock::now();
        r = e->step(x, z);
        auto c = std::chrono::steady_clock::now();
        l.push_back(std::chrono::duration<double, std::milli>(b - a).count());
        t.push_back(std::chrono::duration<double, std::milli>(c - b).count());
      }
      std::sort(t.begin(), t.end());
      std::sort(l.begin(), l.end());
      printf("%s %d: median %.2f min %.2f ms, latents %.2f; losses %.6f %.6f %.6f\n", engine, (int)precision, t[30], t[0], l[30], r.real_loss, r.fake_loss, *r.generator_loss);
    }
}
