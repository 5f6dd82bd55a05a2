#include "app/machine/diagnosis.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace gan {
namespace {

using testing::HasSubstr;

// A machine on which all is well.
Examination well() {
  Examination machine;
  machine.cores = {8, 8, 4, std::nullopt};
  machine.threads = {4, "auto: one per core"};
  machine.float32_sets = {"avx512", "avx2", "portable"};
  machine.bfloat16_sets = {"amx", "avx512"};
  machine.multiplies_bfloat16 = true;
  machine.peak_gflops = 400;
  machine.float32_gflops = 360;
  machine.bfloat16_gflops = 1440;
  machine.libtorch_gflops = 300;
  machine.blas = "oneDNN";
  machine.memory_bytes = 16'000'000'000;
  machine.memory_gigabytes_per_second = 40;
  machine.fsync_seconds = 0.002;
  return machine;
}

std::string mended(const Examination& machine) {
  std::string lines;
  for (const Finding& finding : list_findings(machine))
    if (!finding.is_well) lines += finding.text + "\n";
  return lines;
}

}  // namespace

TEST(Diagnosis, OfAGoodMachineIsAllWell) {
  EXPECT_EQ(mended(well()), "");
  const std::string lines = format_findings(well());
  EXPECT_THAT(lines, HasSubstr("well: cores: 4\n"));
  EXPECT_THAT(lines, HasSubstr("360 GFLOP/s, 90 % of the processor's peak of 400 GFLOP/s"));
  EXPECT_THAT(lines, HasSubstr("1440 GFLOP/s, 4.0 times float32"));
  EXPECT_THAT(lines, HasSubstr("2.0 ms"));
}

TEST(Diagnosis, NamesWhatLimitsTheCores) {
  Examination machine = well();
  machine.cores = {8, 4, 2, 1.5};
  machine.threads = {2, "auto: the quota of its control group"};
  EXPECT_THAT(format_findings(machine), HasSubstr("4 of 8 processors"));
  EXPECT_THAT(format_findings(machine), HasSubstr("allows it 1.5"));
  EXPECT_EQ(mended(machine), "");
}

TEST(Diagnosis, OfAnOmpNumThreadsThatFitsIllSaysWhatFits) {
  Examination machine = well();
  machine.threads = {1, "OMP_NUM_THREADS"};
  EXPECT_THAT(mended(machine), HasSubstr("fewer than the 4 cores; unset it, or train with "
                                         "--threads 4"));
  machine.threads = {64, "OMP_NUM_THREADS"};
  EXPECT_THAT(mended(machine), HasSubstr("more than the 4 cores"));
  machine.threads_fault = "OMP_NUM_THREADS: got x";
  EXPECT_EQ(mended(machine), "OMP_NUM_THREADS: got x\n");
}

TEST(Diagnosis, TellsASlowPartFromAFastOne) {
  Examination machine = well();
  machine.float32_gflops = 0.59 * machine.peak_gflops;
  EXPECT_THAT(mended(machine), HasSubstr("59 % of the processor's peak"));
  machine = well();
  machine.libtorch_gflops = 0.29 * machine.peak_gflops;
  EXPECT_THAT(mended(machine), HasSubstr("116 GFLOP/s by oneDNN;"));
  machine = well();
  machine.memory_gigabytes_per_second = 2.9;
  EXPECT_THAT(mended(machine), HasSubstr("2.9 GB/s"));
  machine = well();
  machine.fsync_seconds = 0.25;
  EXPECT_THAT(mended(machine), HasSubstr("250.0 ms"));
  machine = well();
  machine.slow_blas = "BLAS: slow";
  EXPECT_EQ(mended(machine), "BLAS: slow\n");
}

TEST(Diagnosis, KnowsTheMemoryOfAContainer) {
  Examination machine = well();
  machine.memory_limit_bytes = 2'000'000'000;
  EXPECT_THAT(format_findings(machine), HasSubstr("2.0 GB, which a control group allows of 16.0"));
  EXPECT_EQ(mended(machine), "");
  machine.memory_limit_bytes = 512'000'000;
  EXPECT_THAT(mended(machine), HasSubstr("memory: 0.5 GB"));
}

TEST(Diagnosis, NamesWhatTheSystemDenies) {
  Examination machine = well();
  machine.amx_is_denied = true;
  machine.fsync_seconds = std::nullopt;
  machine.fsync_fault = ".: cannot write: Permission denied";
  EXPECT_THAT(mended(machine), HasSubstr("AMX"));
  EXPECT_THAT(mended(machine), HasSubstr("Permission denied;"));
}

TEST(Diagnosis, IsOneLineEach) {
  Examination machine = well();
  machine.blas = "/lib/a\nb";
  EXPECT_THAT(format_findings(machine), HasSubstr("a\\x0ab"));
}

TEST(Diagnosis, IsJsonWithTheSameFigures) {
  Examination machine = well();
  machine.cores.quota = 2.5;
  machine.fsync_seconds = std::nullopt;
  const auto json = nlohmann::json::parse(format_examination(machine));
  EXPECT_EQ(json.at("quota_cores"), 2.5);
  EXPECT_EQ(json.at("threads"), 4);
  EXPECT_EQ(json.at("peak_gflops"), 400);
  EXPECT_EQ(json.at("float32_sets")[0], "avx512");
  EXPECT_EQ(json.at("memory_bytes"), 16'000'000'000);
  EXPECT_TRUE(json.at("memory_limit_bytes").is_null());
  EXPECT_TRUE(json.at("fsync_seconds").is_null());
  EXPECT_EQ(json.at("findings").size(), list_findings(machine).size());
}

}  // namespace gan
