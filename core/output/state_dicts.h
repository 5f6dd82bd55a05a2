// Networks and their Adams as the dicts that Python's state_dict() gives, and back.
#pragma once

#include <torch/nn/module.h>

#include "core/output/dict_reader.h"
#include "core/train/state.h"

namespace gan {

// A copy on the CPU.
torch::Tensor copied(const torch::Tensor& tensor);

// Copies of all parameters and buffers, by name.
Dict pack(const torch::nn::Module& network);

// {"step": int, "exp_avg": {...}, "exp_avg_sq": {...}}, the moments by the names of the parameters.
Dict pack(const torch::nn::Module& network, const Adam& adam);

// Copy back what pack() gave.
// throws  DamagedError naming the entry, as DictReader does
void unpack(const DictReader& reader, const torch::nn::Module& network);
void unpack(const DictReader& reader, const torch::nn::Module& network, Adam& adam);

// dict    of a network or of an Adam
// throws  DivergedError naming the first tensor with a value that is not finite
void check_finite(const Dict& dict);

}  // namespace gan
