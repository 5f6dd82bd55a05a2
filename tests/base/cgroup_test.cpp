#include "core/base/cgroup.h"

#include "tests/temporary_folder.h"

namespace gan {
namespace {

// A system's control groups: what /proc/self/cgroup says, and the files of the groups.
class FakeGroups {
 public:
  explicit FakeGroups(const std::string& membership) { folder_.write("membership", membership); }

  FakeGroups& with(const std::string& file, const std::string& content) {
    std::filesystem::create_directories((folder_ / ("groups/" + file)).parent_path());
    folder_.write("groups/" + file, content + "\n");
    return *this;
  }

  CgroupPaths paths() const { return {folder_ / "membership", folder_ / "groups"}; }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST(Cgroup, WithoutGroupsSetsNoLimit) {
  const FakeGroups none("");
  EXPECT_EQ(cpu_quota_cores(none.paths()), std::nullopt);
  EXPECT_EQ(memory_limit_bytes(none.paths()), std::nullopt);
  EXPECT_EQ(cpu_quota_cores({"/nowhere", "/nowhere"}), std::nullopt);
}

TEST(Cgroup, OfVersion2IsTheLimitOfItsOwnGroup) {
  FakeGroups groups("0::/batch/job\n");
  groups.with("batch/job/cpu.max", "150000 100000").with("batch/job/memory.max", "1073741824");
  EXPECT_EQ(cpu_quota_cores(groups.paths()), 1.5);
  EXPECT_EQ(memory_limit_bytes(groups.paths()), 1073741824U);
}

TEST(Cgroup, IsTheTightestOfAllGroupsAround) {
  FakeGroups groups("0::/batch/job/step\n");
  groups.with("batch/job/step/cpu.max", "400000 100000").with("batch/job/cpu.max", "50000 100000");
  groups.with("batch/cpu.max", "300000 100000").with("batch/job/step/memory.max", "max");
  groups.with("batch/memory.max", "4096").with("memory.max", "8192");
  EXPECT_EQ(cpu_quota_cores(groups.paths()), 0.5);
  EXPECT_EQ(memory_limit_bytes(groups.paths()), 4096U);
}

TEST(Cgroup, OfAContainerIsTheRoot) {
  FakeGroups own_names("0::/\n"), hosts_names("0::/docker/1f2e\n"), outside("0::/../../other\n");
  for (FakeGroups* const groups : {&own_names, &hosts_names, &outside}) {
    groups->with("cpu.max", "200000 100000");
    EXPECT_EQ(cpu_quota_cores(groups->paths()), 2);
  }
}

TEST(Cgroup, OfVersion1IsThatOfEachController) {
  FakeGroups groups("0::/\n5:memory:/job/1\n4:cpu,cpuacct:/job/2\n3:cpuset:/\n");
  groups.with("cpu/job/2/cpu.cfs_quota_us", "250000").with("cpu/job/2/cpu.cfs_period_us", "100000");
  groups.with("cpu/job/1/cpu.cfs_quota_us", "10000").with("cpu/job/1/cpu.cfs_period_us", "100000");
  groups.with("memory/job/memory.limit_in_bytes", "2048");
  EXPECT_EQ(cpu_quota_cores(groups.paths()), 2.5);
  EXPECT_EQ(memory_limit_bytes(groups.paths()), 2048U);
}

TEST(Cgroup, SaysThatThereIsNoLimitInManyWays) {
  FakeGroups version2("0::/\n");
  version2.with("cpu.max", "max 100000").with("memory.max", "max");
  FakeGroups version1("4:memory:/\n3:cpu:/\n");
  version1.with("cpu/cpu.cfs_quota_us", "-1").with("cpu/cpu.cfs_period_us", "100000");
  version1.with("memory/memory.limit_in_bytes", "9223372036854771712");
  FakeGroups broken("0::/\n");
  broken.with("cpu.max", "100000 0").with("memory.max", "-5 99999999999999999999");
  FakeGroups nonsense("::::\n\n0\n:\n0::/\n");
  nonsense.with("cpu.max", "much").with("memory.max", "");
  for (const FakeGroups* const groups : {&version2, &version1, &broken, &nonsense}) {
    EXPECT_EQ(cpu_quota_cores(groups->paths()), std::nullopt);
    EXPECT_EQ(memory_limit_bytes(groups->paths()), std::nullopt);
  }
}

}  // namespace gan
