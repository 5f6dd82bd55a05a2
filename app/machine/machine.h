// The machine a run computes on: memory, threads, device, BLAS.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/config/config.h"

namespace gan {

// Has glibc keep the big buffers that each step frees and takes again, rather than give them back
// to the system and clear new ones; a third of a plain step otherwise. First thing in main.
void keep_freed_memory();

// Sets the CPU threads and picks the device that the config names.
// throws  UsageError if it names cuda and there is none
torch::Device set_up_machine(const Config& config);

// "2 threads", and why so many where the config left it open.
std::string describe_threads(const Config& config);

// Who multiplies matrices on the CPU: "oneDNN", or the path of the BLAS library.
std::string blas_name();

// Times a small matrix product, a few milliseconds.
// returns  a line of advice if it is as slow as the unoptimised reference BLAS
std::optional<std::string> find_slow_blas();

// Names and versions of what computes, for config.json.
std::vector<std::pair<std::string, std::string>> list_versions();

// A LibTorch exception's text as one line for a person.
std::string explain_torch_error(const std::string& what);

}  // namespace gan
