#include "app/machine/machine.h"

#include <gmock/gmock.h>

namespace gan {

using testing::AllOf;
using testing::HasSubstr;
using testing::Optional;

TEST(Device, ThatAutoTookIsWarnedOfUnlessItIsTheProcessor) {
  Config config;
  config.device = DeviceOption::kAuto;
  EXPECT_THAT(find_untested_device(config, torch::kCUDA),
              Optional(AllOf(HasSubstr("auto took cuda"), HasSubstr("--device cpu"))));
  EXPECT_EQ(find_untested_device(config, torch::kCPU), std::nullopt);
}

TEST(Device, ThatWasAskedForIsNotWarnedOf) {
  Config config;
  config.device = DeviceOption::kCuda;
  EXPECT_EQ(find_untested_device(config, torch::kCUDA), std::nullopt);
}

TEST(ExplainTorchError, SaysWhatToDoAboutWhatIsNoFaultOfOurs) {
  EXPECT_THAT(explain_torch_error("[enforce fail] DefaultCPUAllocator: can't allocate memory"),
              testing::HasSubstr("smaller batches"));
  EXPECT_THAT(explain_torch_error("could not create a primitive descriptor iterator"),
              testing::HasSubstr("float32"));
  EXPECT_THAT(explain_torch_error("something else\nwith a stack"),
              testing::EndsWith("something else"));
}

}  // namespace gan
