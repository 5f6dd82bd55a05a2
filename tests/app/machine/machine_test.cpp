#include "app/machine/machine.h"

#include <gmock/gmock.h>

namespace gan {

TEST(ExplainTorchError, SaysWhatToDoAboutWhatIsNoFaultOfOurs) {
  EXPECT_THAT(explain_torch_error("[enforce fail] DefaultCPUAllocator: can't allocate memory"),
              testing::HasSubstr("smaller batches"));
  EXPECT_THAT(explain_torch_error("could not create a primitive descriptor iterator"),
              testing::HasSubstr("float32"));
  EXPECT_THAT(explain_torch_error("something else\nwith a stack"),
              testing::EndsWith("something else"));
}

}  // namespace gan
