#include "core/cuda/launch.h"
#include "core/cuda/step_parameters.h"

namespace gan::cuda {
namespace {

__global__ void set_parameters_kernel(StepParameters* parameters, StepParameters values) {
  *parameters = values;
}

}  // namespace

void set_parameters(StepParameters* parameters, const StepParameters& values, CudaStream stream) {
  set_parameters_kernel<<<1, 1, 0, stream>>>(parameters, values);
  check_launch();
}

}  // namespace gan::cuda
