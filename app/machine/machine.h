// The machine a run computes on: memory, threads, device, BLAS.
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>

#include "core/config/config_json.h"

namespace gan {

// Makes glibc keep the large buffers that each step frees and allocates again. Otherwise it returns
// them to the system, which costs a third of a plain step. Also asks for large pages, with which
// the processor finds weights and moments faster. Call it first in main().
void keep_freed_memory();

// Sets the number of CPU threads and chooses the device, as set in the config. cores.h says which
// number 0 threads are.
// throws  UsageError if the config asks for cuda and there is none; as choose_threads() does
torch::Device set_up_machine(const Config& config);

// "2 threads", and the reason for their number if the config does not set it.
std::string describe_threads(const Config& config);

// What multiplies matrices on the CPU: "oneDNN", or the path of the BLAS library.
std::string blas_name();

// Times a small matrix product, which takes a few milliseconds.
// returns  a line of advice if it is as slow as with the unoptimised reference BLAS
std::optional<std::string> find_slow_blas();

// Names and versions of the program and its libraries, for config.json.
Versions list_versions();

// The text of a LibTorch exception as one line for people.
std::string explain_torch_error(const std::string& what);

}  // namespace gan
