#include "proc/cgroup.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.h"
#include "base/random.h"
#include "base/scope.h"
#include "base/source_tree.h"
#include "json/value.h"
#include "proc/child.h"

namespace coracle::proc {
namespace {

json::Value cgroup_cases(const std::string& name) { return json::parse(case_text("cgroups/" + name)).take(); }

TEST(Cgroups, are_found_in_recorded_trees) {
  const auto cases = cgroup_cases("mountinfo.json");
  for (const auto& item : cases.as_array()) {
    SCOPED_TRACE(std::string(json::text(item, {"name"})));
    auto prefix = (std::filesystem::temp_directory_path() / "cgroup_test.XXXXXX").string();
    ASSERT_NE(::mkdtemp(prefix.data()), nullptr);
    const auto root = open_directory(prefix);
    make_directories(root.get(), "sys/fs/cgroup/unified");
    for (const auto& file : item.at("files").as_object())
      write_file_atomically(root.get(), std::string(file.key()).substr(1), file.value().as_string());
    const auto found = Cgroups::from_mountinfo(json::text(item, {"mountinfo"}), prefix);
    if (item.as_object().contains("error")) {
      ASSERT_FALSE(found);
      EXPECT_EQ(found.error().message(), json::text(item, {"error"}));
    } else {
      ASSERT_TRUE(found) << found.error().message();
      EXPECT_EQ(found->unified(), item.at("unified").as_bool());
      for (const auto& mount : item.at("mounts").as_object()) {
        const std::string path(mount.value().as_string());
        EXPECT_EQ(found->mount_of(mount.key()), path.empty() ? "" : prefix + path) << mount.key();
      }
    }
    std::filesystem::remove_all(prefix);
  }
}

TEST(Cgroups, of_this_machine_hold_limit_and_kill_processes) {
  const auto cgroups = Cgroups::find();
  const auto top = "coracle-test-" + random_suffix(8);
  const auto group = top + "/pod";
  try {
    cgroups.create(group);
  } catch (const Error& error) {
    GTEST_SKIP() << "cgroups cannot be made here: " << error.what();
  }
  cgroups.create(group);
  EXPECT_TRUE(cgroups.exists(group));
  Command command;
  command.program = "/bin/sleep";
  command.arguments = {"1000"};
  auto child = Child::spawn(command);
  cgroups.add(group, child.pid());
  EXPECT_EQ(cgroups.processes(group), std::vector<pid_t>{child.pid()});
  CgroupLimits limits;
  limits.memory_bytes = 64U << 20U;
  limits.cpu_shares = 512;
  limits.cpu_quota_usec = 50'000;
  limits.pids = 100;
  cgroups.limit(group, limits);
  limits.memory_bytes = 0;
  limits.cpu_quota_usec = 0;
  limits.pids = 0;
  cgroups.limit(group, limits);
  EXPECT_LT(cgroups.memory_bytes(group), 64U << 20U);
  EXPECT_LT(cgroups.cpu_usec(group), 10'000'000U);
  EXPECT_THROW(cgroups.remove(group), Error);
  cgroups.kill(group);
  run_task([&](Loop&) -> Task<> {
    const auto exit = co_await within(std::chrono::seconds(20), child.wait(), "wait for the killed process");
    EXPECT_EQ(exit.signal, 9);
  });
  cgroups.remove(top);
  EXPECT_FALSE(cgroups.exists(top));
  cgroups.remove(top);
}

TEST(Cgroups, do_not_reach_out_of_their_hierarchy) {
  const auto cgroups = Cgroups::find();
  EXPECT_THROW(cgroups.create("../outside"), Error);
  EXPECT_THROW(cgroups.remove("/"), Error);
  EXPECT_THROW(cgroups.processes("../../../proc/self"), Error);
}

}  // namespace
}  // namespace coracle::proc
