#include "app/machine/cores.h"

#include <gmock/gmock.h>
#include <sched.h>

#include "tests/temporary_folder.h"

namespace gan {

using testing::HasSubstr;

TEST(Threads, AreOnePerCore) {
  EXPECT_EQ(choose_threads({16, 8, 4, std::nullopt}, nullptr).count, 4);
  EXPECT_EQ(choose_threads({16, 8, 4, std::nullopt}, "").count, 4);
  EXPECT_EQ(choose_threads({16, 8, 4, std::nullopt}, " ").reason, "auto: one per core");
}

TEST(Threads, AreNoMoreThanTheQuotaRoundedUp) {
  EXPECT_EQ(choose_threads({8, 8, 8, 2.5}, nullptr).count, 3);
  EXPECT_THAT(choose_threads({8, 8, 8, 2.5}, nullptr).reason, HasSubstr("quota"));
  EXPECT_EQ(choose_threads({8, 8, 8, 0.01}, nullptr).count, 1);
  EXPECT_EQ(choose_threads({8, 8, 8, 1e300}, nullptr).count, 8);
}

TEST(Threads, AreWhatOmpNumThreadsSays) {
  const Cores cores = {8, 8, 8, 2.0};
  EXPECT_EQ(choose_threads(cores, "6").count, 6);
  EXPECT_EQ(choose_threads(cores, "6").reason, "OMP_NUM_THREADS");
  EXPECT_EQ(choose_threads(cores, "4,2").count, 4);
  EXPECT_EQ(choose_threads(cores, " 3 , 1 ").count, 3);
  EXPECT_EQ(choose_threads(cores, "1024").count, 1024);
}

TEST(Threads, OfAnOmpNumThreadsThatIsNoNumberAreRefused) {
  for (const std::string value : {"0", "-1", "two", "2.5", "4,", ",4", "4,x", "1025", "4 2", "+4",
                                  "0x4", "99999999999999999999"}) {
    const auto choose = [&] { choose_threads(Cores(), value.c_str()); };
    EXPECT_EQ(kind_of(choose), ErrorKind::kUsage) << value;
    EXPECT_THAT(message_of(choose), HasSubstr("got " + value + ";"));
  }
}

TEST(Cores, AreThoseOfTheAffinity) {
  cpu_set_t before, one;
  ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
  int processor = 0;
  while (!CPU_ISSET(processor, &before)) ++processor;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
  const Cores cores = count_cores();
  ::sched_setaffinity(0, sizeof before, &before);
  EXPECT_EQ(cores.allowed, 1);
  EXPECT_EQ(cores.cores, 1);
  EXPECT_GE(cores.processors, cores.allowed);
}

}  // namespace gan
