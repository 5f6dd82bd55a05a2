#include "core/output/state_dicts.h"

#include <cmath>

#include "core/base/errors.h"

namespace gan {
namespace {

std::vector<std::string> names_of(const torch::nn::Module& network) {
  std::vector<std::string> names;
  for (const auto& parameter : network.named_parameters()) names.push_back(parameter.key());
  return names;
}

// Parameters and buffers: what Python's state_dict() holds.
torch::OrderedDict<std::string, torch::Tensor> state_of(const torch::nn::Module& network) {
  torch::OrderedDict<std::string, torch::Tensor> state = network.named_parameters();
  state.update(network.named_buffers());
  return state;
}

Dict pack_by_name(const std::vector<std::string>& names,
                  const std::vector<torch::Tensor>& tensors) {
  Dict dict = make_dict();
  for (size_t i = 0; i < names.size(); ++i) dict.insert(names[i], copied(tensors[i]));
  return dict;
}

void unpack_by_name(const DictReader& reader, const std::vector<std::string>& names,
                    const std::vector<torch::Tensor>& tensors) {
  for (size_t i = 0; i < names.size(); ++i) reader.copy_into(names[i], tensors[i]);
}

}  // namespace

torch::Tensor copied(const torch::Tensor& tensor) {
  return tensor.detach().to(torch::kCPU, tensor.scalar_type(), false, /*copy=*/true);
}

Dict pack(const torch::nn::Module& network) {
  const auto state = state_of(network);
  return pack_by_name(state.keys(), state.values());
}

Dict pack(const torch::nn::Module& network, const Adam& adam) {
  Dict dict = make_dict();
  dict.insert("step", adam.state().step);
  dict.insert("exp_avg", pack_by_name(names_of(network), adam.state().exp_avg));
  dict.insert("exp_avg_sq", pack_by_name(names_of(network), adam.state().exp_avg_sq));
  return dict;
}

void unpack(const DictReader& reader, const torch::nn::Module& network) {
  const auto state = state_of(network);
  unpack_by_name(reader, state.keys(), state.values());
}

void unpack(const DictReader& reader, const torch::nn::Module& network, Adam& adam) {
  adam.state().step = reader.integer("step");
  unpack_by_name(reader.sub("exp_avg"), names_of(network), adam.state().exp_avg);
  unpack_by_name(reader.sub("exp_avg_sq"), names_of(network), adam.state().exp_avg_sq);
}

void check_finite(const Dict& dict) {
  for (const auto& entry : dict) {
    if (entry.value().isGenericDict()) check_finite(entry.value().toGenericDict());
    if (!entry.value().isTensor()) continue;
    const torch::Tensor weights = entry.value().toTensor().to(torch::kFloat32);
    const float* const values = weights.data_ptr<float>();
    bool is_finite = true;
    for (int64_t i = 0; i < weights.numel(); ++i) is_finite &= std::isfinite(values[i]);
    if (!is_finite)
      throw DivergedError("not finite",
                          entry.key().toStringRef() + ": a weight or its moment is not finite");
  }
}

}  // namespace gan
