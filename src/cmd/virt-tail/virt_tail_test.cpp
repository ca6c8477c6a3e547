#include <gtest/gtest.h>
#include <sys/stat.h>

#include "cmd/testing/process.h"

namespace coracle {
namespace {
using testing::eventually;
using testing::Process;
using testing::TemporaryFolder;

const std::string tail_program = testing::program("virt-tail");

void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::app | std::ios::binary) << text;
}

/// Kilobytes that the file occupies.
std::int64_t occupied(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_blocks / 2 : -1;
}

TEST(VirtTail, waits_for_the_file_and_its_folders) {
  TemporaryFolder folder;
  const auto path = folder / "private/1234/virt-serial0-log";
  Process tail({tail_program, "--logfile", path});
  std::filesystem::create_directories(folder / "private");
  std::filesystem::create_directories(folder / "private/1234");
  append(path, "Booting\n");
  EXPECT_TRUE(eventually([&] { return tail.output() == "Booting\n"; })) << tail.output();
  append(path, "login: ");
  EXPECT_TRUE(eventually([&] { return tail.output() == "Booting\nlogin: "; })) << tail.output();
  tail.kill(SIGTERM);
  EXPECT_EQ(tail.wait(), 0) << tail.errors();
}

TEST(VirtTail, writes_what_is_left_when_told_to_end) {
  TemporaryFolder folder;
  const auto path = folder / "log";
  append(path, std::string(100000, 'x'));
  Process tail({tail_program, "--logfile", path});
  ASSERT_TRUE(eventually([&] { return tail.output().size() >= 4096; }));
  append(path, "the end\n");
  tail.kill(SIGTERM);
  EXPECT_EQ(tail.wait(), 0);
  EXPECT_EQ(tail.output().size(), 100008U);
}

TEST(VirtTail, frees_what_it_has_read) {
  TemporaryFolder folder;
  const auto path = folder / "log";
  append(path, "");
  Process tail({tail_program, "--logfile", path});
  std::size_t sent = 0;
  for (int i = 0; i < 16; ++i) {
    append(path, std::string(1 << 20, static_cast<char>('a' + i)));
    sent += 1 << 20;
    ASSERT_TRUE(eventually([&] { return tail.output().size() == sent; })) << tail.output().size();
  }
  EXPECT_TRUE(eventually([&] { return occupied(path) <= 64; })) << occupied(path);
  EXPECT_EQ(tail.output().substr(0, 1 << 20), std::string(1 << 20, 'a'));
}

TEST(VirtTail, a_second_reader_goes_on_where_the_first_has_freed) {
  TemporaryFolder folder;
  const auto path = folder / "log";
  append(path, std::string(1 << 20, 'a'));
  {
    Process first({tail_program, "--logfile", path});
    ASSERT_TRUE(eventually([&] { return first.output().size() == 1 << 20; }));
    ASSERT_TRUE(eventually([&] { return occupied(path) <= 64; }));
    first.kill(SIGTERM);
    first.wait();
  }
  append(path, "more\n");
  Process second({tail_program, "--logfile", path});
  ASSERT_TRUE(eventually([&] { return second.output().ends_with("more\n"); }));
  EXPECT_LT(second.output().size(), 8192U);
  EXPECT_EQ(second.output().find('\0'), std::string::npos);
}

TEST(VirtTail, drops_what_a_slow_reader_leaves_and_says_so) {
  TemporaryFolder folder;
  const auto path = folder / "log";
  append(path, "begin\n");
  Process tail({tail_program, "--logfile", path});
  ASSERT_TRUE(eventually([&] { return tail.output() == "begin\n"; }));
  tail.paused = true;
  for (int i = 0; i < 40; ++i) append(path, std::string(1 << 20, 'f'));
  EXPECT_TRUE(eventually([&] { return occupied(path) <= 9 * 1024; })) << occupied(path);
  append(path, "end\n");
  tail.paused = false;
  ASSERT_TRUE(eventually([&] { return tail.output().ends_with("end\n"); })) << tail.output().size();
  EXPECT_NE(tail.output().find("bytes of the guest's console were dropped here]\n"), std::string::npos);
  EXPECT_LT(tail.output().size(), 10U << 20);
}

TEST(VirtTail, follows_a_file_that_was_truncated_or_replaced) {
  TemporaryFolder folder;
  const auto path = folder / "log";
  append(path, "first boot\n");
  Process tail({tail_program, "--logfile", path});
  ASSERT_TRUE(eventually([&] { return tail.output() == "first boot\n"; }));
  std::ofstream(path) << "again\n";
  ASSERT_TRUE(eventually([&] { return tail.output() == "first boot\nagain\n"; })) << tail.output();
  std::filesystem::rename(path, folder / "old");
  append(path, "new file\n");
  ASSERT_TRUE(eventually([&] { return tail.output() == "first boot\nagain\nnew file\n"; })) << tail.output();
}

TEST(VirtTail, reads_a_file_it_may_not_write) {
  TemporaryFolder folder;
  const auto path = folder / "log";
  append(path, "hello\n");
  Process tail({"/usr/bin/setpriv", "--reuid=65534", "--clear-groups", tail_program, "--logfile", path});
  ASSERT_EQ(chmod(folder.path().c_str(), 0755), 0);
  if (geteuid() != 0) GTEST_SKIP() << "needs root to become nobody";
  EXPECT_TRUE(eventually([&] { return tail.output() == "hello\n"; })) << tail.errors();
  EXPECT_TRUE(eventually([&] { return tail.errors().find("cannot be written to") != std::string::npos; }));
}

TEST(VirtTail, does_not_follow_a_link) {
  TemporaryFolder folder;
  ASSERT_EQ(symlink("/etc/passwd", (folder / "log").c_str()), 0);
  Process tail({tail_program, "--logfile", folder / "log"});
  std::filesystem::remove(folder / "log");
  append(folder / "log", "console\n");
  EXPECT_TRUE(eventually([&] { return !tail.output().empty(); }));
  EXPECT_EQ(tail.output(), "console\n");
}

}  // namespace
}  // namespace coracle
