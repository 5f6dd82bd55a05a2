#include "app/machine/diagnosis.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/machine/machine.h"
#include "app/terminal/text.h"
#include "core/base/errors.h"

namespace gan {
namespace {

// On an idle machine the fused engine's product runs at nine tenths of the peak or more.
constexpr double kLeastShareOfPeak = 0.6;
constexpr double kLeastShareOfLibtorch = 0.3;
constexpr double kSlowGigabytesPerSecond = 3;
constexpr const char* kQuietRemedy = "; stop other programs, and run gan-train doctor again";
constexpr double kSlowFsyncSeconds = 0.1;
constexpr size_t kMaxLineBytes = 1000;
constexpr double kLeastMemoryGigabytes = 1;  // configs/mnist.json takes half of it

std::string with_unit(const char* pattern, double value, const std::string& unit) {
  return format(pattern, value) + " " + unit;
}

std::string gflops(double value) { return with_unit("%.0f", value, "GFLOP/s"); }

Finding find_cores(const Examination& machine) {
  const Cores& cores = machine.cores;
  std::string text = "cores: " + std::to_string(cores.cores);
  if (cores.allowed < cores.processors)
    text += ", for this process may run on " + std::to_string(cores.allowed) + " of " +
            std::to_string(cores.processors) + " processors (its affinity)";
  if (cores.quota) text += ", and a control group allows it " + format("%.2g", *cores.quota);
  return {true, text};
}

Finding find_threads(const Examination& machine) {
  if (!machine.threads_fault.empty()) return {false, machine.threads_fault};
  const int64_t count = machine.threads.count;
  const int64_t best = choose_threads(machine.cores, nullptr).count;
  const std::string text =
      "threads: 0 means " + std::to_string(count) + " (" + machine.threads.reason + ")";
  if (count == best) return {true, text};
  return {false, text + (count < best ? ", fewer" : ", more") + " than the " +
                     std::to_string(best) + (best == 1 ? " core" : " cores") +
                     "; unset it, or train with --threads " + std::to_string(best)};
}

Finding find_sets(const Examination& machine) {
  const std::string text = "instruction sets: " + machine.float32_sets.front() + " for float32, " +
                           machine.bfloat16_sets.front() + " for bfloat16";
  if (!machine.amx_is_denied) return {true, text};
  return {false, text +
                     "; the processor has AMX, but the system does not allow it: use Linux 5.16 or "
                     "later, and a container that allows arch_prctl"};
}

Finding find_float32(const Examination& machine) {
  const double share = machine.float32_gflops / machine.peak_gflops;
  const std::string text = "float32 products: " + gflops(machine.float32_gflops) + ", " +
                           format("%.0f", 100 * share) + " % of the processor's peak of " +
                           gflops(machine.peak_gflops);
  if (share >= kLeastShareOfPeak) return {true, text};
  return {false, text + kQuietRemedy};
}

Finding find_bfloat16(const Examination& machine) {
  return {true, "bfloat16 products: " + gflops(machine.bfloat16_gflops) + ", " +
                    format("%.1f", machine.bfloat16_gflops / machine.float32_gflops) +
                    " times float32; precision auto takes " +
                    (machine.multiplies_bfloat16 ? "bfloat16" : "float32")};
}

Finding find_memory(const Examination& machine) {
  const auto gigabytes = [](uint64_t bytes) { return static_cast<double>(bytes) / 1e9; };
  const double usable = gigabytes(
      std::min(machine.memory_bytes, machine.memory_limit_bytes.value_or(machine.memory_bytes)));
  std::string text = "memory: " + with_unit("%.1f", usable, "GB");
  if (machine.memory_limit_bytes)
    text += ", which a control group allows of " +
            with_unit("%.1f", gigabytes(machine.memory_bytes), "GB");
  text += ", read and written at " + with_unit("%.1f", machine.memory_gigabytes_per_second, "GB/s");
  if (usable < kLeastMemoryGigabytes)
    return {false, text + "; a training on MNIST takes half a GB: allow it 1 GB"};
  if (machine.memory_gigabytes_per_second < kSlowGigabytesPerSecond)
    return {false, text + kQuietRemedy};
  return {true, text};
}

Finding find_libtorch(const Examination& machine) {
  if (!machine.slow_blas.empty()) return {false, machine.slow_blas};
  const std::string text = "LibTorch " + list_versions()[1].second + ": multiplies at " +
                           gflops(machine.libtorch_gflops) + " by " + machine.blas;
  if (machine.libtorch_gflops >= kLeastShareOfLibtorch * machine.peak_gflops) return {true, text};
  return {false, text + kQuietRemedy};
}

Finding find_cuda(const Examination& machine) {
  if (machine.cuda_devices == 0)
    return {true, "CUDA: no device, or a LibTorch without CUDA; device auto takes the processor"};
  return {true, "CUDA: device auto takes a GPU"};
}

Finding find_disk(const Examination& machine) {
  if (!machine.fsync_seconds)
    return {false, "fsync: " + machine.fsync_fault +
                       "; run gan-train doctor in a folder that you may write to"};
  const std::string text =
      "fsync in this folder: " + with_unit("%.1f", 1e3 * *machine.fsync_seconds, "ms");
  if (*machine.fsync_seconds < kSlowFsyncSeconds) return {true, text};
  return {false, text + ", and a checkpoint takes several; train with --run DIR on a faster disk"};
}

}  // namespace

std::vector<Finding> list_findings(const Examination& machine) {
  return {find_cores(machine),   find_threads(machine),  find_sets(machine),
          find_float32(machine), find_bfloat16(machine), find_libtorch(machine),
          find_memory(machine),  find_cuda(machine),     find_disk(machine)};
}

std::string format_findings(const Examination& machine) {
  std::string lines;
  for (const Finding& finding : list_findings(machine))
    lines +=
        (finding.is_well ? "well: " : "mend: ") + printable(finding.text, kMaxLineBytes) + "\n";
  return lines;
}

std::string format_examination(const Examination& machine) {
  using Json = nlohmann::ordered_json;
  const auto or_null = [](const auto& value) { return value ? Json(*value) : Json(); };
  Json json;
  for (const auto& [name, version] : list_versions()) json["versions"][name] = version;
  json["processors"] = machine.cores.processors;
  json["allowed_processors"] = machine.cores.allowed;
  json["cores"] = machine.cores.cores;
  json["quota_cores"] = or_null(machine.cores.quota);
  json["threads"] = machine.threads.count;
  json["threads_from"] = machine.threads.reason;
  json["float32_sets"] = machine.float32_sets;
  json["bfloat16_sets"] = machine.bfloat16_sets;
  json["multiplies_bfloat16"] = machine.multiplies_bfloat16;
  json["amx_is_denied"] = machine.amx_is_denied;
  json["peak_gflops"] = machine.peak_gflops;
  json["float32_gflops"] = machine.float32_gflops;
  json["bfloat16_gflops"] = machine.bfloat16_gflops;
  json["libtorch_gflops"] = machine.libtorch_gflops;
  json["memory_bytes"] = machine.memory_bytes;
  json["memory_limit_bytes"] = or_null(machine.memory_limit_bytes);
  json["memory_gigabytes_per_second"] = machine.memory_gigabytes_per_second;
  json["cuda_devices"] = machine.cuda_devices;
  json["fsync_seconds"] = or_null(machine.fsync_seconds);
  for (const Finding& finding : list_findings(machine))
    json["findings"].push_back({{"is_well", finding.is_well}, {"text", finding.text}});
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gan
