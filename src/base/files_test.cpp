#include "base/files.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "base/error.h"

namespace coracle {
namespace {

class Files : public testing::Test {
 protected:
  Files() {
    std::string name = (std::filesystem::temp_directory_path() / "files_test.XXXXXX").string();
    if (!::mkdtemp(name.data())) broken("mkdtemp");
    path_ = name;
    std::filesystem::create_directory(path_ + "/in");
    std::filesystem::create_directory(path_ + "/out");
    root_ = open_directory(path_ + "/in");
    outside_ = open_directory(path_ + "/out");
    write_file_atomically(outside_.get(), "secret", "secret");
  }
  ~Files() override { std::filesystem::remove_all(path_); }
  int root() const { return root_.get(); }
  void link(const std::string& target, const std::string& name) {
    ASSERT_EQ(::symlinkat(target.c_str(), root(), name.c_str()), 0);
  }
  template <class F>
  static Reason reason_of(F action) {
    try {
      action();
    } catch (const Error& error) {
      return error.reason();
    }
    return Reason::unknown;
  }
  std::string secret() { return read_file(outside_.get(), "secret", 100); }

  std::string path_;
  Fd root_;
  Fd outside_;
};

TEST_F(Files, are_written_whole_and_with_the_mode_asked_for) {
  write_file_atomically(root(), "a", "one");
  write_file_atomically(root(), "a", "two", 0644);
  EXPECT_EQ(read_file(root(), "a", 100), "two");
  struct stat status {};
  ASSERT_EQ(::fstatat(root(), "a", &status, 0), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0644U);
  EXPECT_EQ(list(root(), "").size(), 1U) << "no temporary file may be left";
  EXPECT_EQ(reason_of([&] { write_file_atomically(root(), "x/y", "1"); }), Reason::not_found);
  EXPECT_EQ(reason_of([&] { write_file_atomically(root(), "..", "1"); }), Reason::invalid);
}

TEST_F(Files, are_read_to_a_limit_only) {
  write_file_atomically(root(), "a", std::string(100'000, 'x'));
  EXPECT_EQ(read_file(root(), "a", 100'000).size(), 100'000U);
  EXPECT_EQ(reason_of([&] { read_file(root(), "a", 99'999); }), Reason::request_entity_too_large);
  EXPECT_EQ(reason_of([&] { read_file(root(), "none", 1); }), Reason::not_found);
}

TEST_F(Files, out_of_the_directory_are_out_of_reach) {
  link("../out", "links");
  link("../out/secret", "link");
  link("/proc/self/root", "magic");
  for (const auto* path :
       {"../out/secret", "/etc/hostname", "link", "links/secret", "magic/etc/hostname", "./links/../links/secret"})
    EXPECT_EQ(reason_of([&] { read_file(root(), path, 100); }), Reason::forbidden) << path;
  EXPECT_EQ(reason_of([&] { write_file_atomically(root(), "links/new", "1"); }), Reason::forbidden);
  EXPECT_EQ(reason_of([&] { make_directories(root(), "links/new"); }), Reason::forbidden);
  EXPECT_EQ(reason_of([&] { make_directories(root(), "a/../../new"); }), Reason::forbidden);
  EXPECT_EQ(reason_of([&] { remove_tree(root(), "links/secret"); }), Reason::forbidden);
  EXPECT_EQ(reason_of([&] { list(root(), "links"); }), Reason::forbidden);
  EXPECT_EQ(list(outside_.get(), ".").size(), 1U);
}

TEST_F(Files, replace_a_link_and_leave_what_it_leads_to) {
  link("../out/secret", "link");
  write_file_atomically(root(), "link", "mine");
  EXPECT_EQ(read_file(root(), "link", 100), "mine");
  EXPECT_EQ(secret(), "secret");
}

TEST_F(Files, of_another_kind_are_refused_without_waiting) {
  ASSERT_EQ(::mkfifoat(root(), "pipe", 0600), 0);
  EXPECT_EQ(reason_of([&] { read_file(root(), "pipe", 100); }), Reason::invalid);
  make_directories(root(), "directory");
  EXPECT_EQ(reason_of([&] { read_file(root(), "directory", 100); }), Reason::invalid);
}

TEST_F(Files, lie_in_directories_made_as_needed) {
  const auto deepest = make_directories(root(), "a//./b/c/", 0755);
  write_file_atomically(deepest.get(), "file", "x");
  EXPECT_EQ(read_file(root(), "a/b/c/file", 10), "x");
  make_directories(root(), "a/b/c");
  write_file_atomically(root(), "a/plain", "x");
  EXPECT_NE(reason_of([&] { make_directories(root(), "a/plain/d"); }), Reason::unknown);
  link("b", "a/l");
  const std::vector<Entry> wanted = {
      {"b", Entry::Kind::directory}, {"l", Entry::Kind::link}, {"plain", Entry::Kind::file}};
  EXPECT_EQ(list(root(), "a"), wanted);
  EXPECT_EQ(reason_of([&] { list(root(), "a", 2); }), Reason::request_entity_too_large);
}

TEST_F(Files, go_with_their_tree_but_links_lead_nowhere) {
  make_directories(root(), "tree/a/b");
  write_file_atomically(root(), "tree/a/b/file", "x");
  link("../../out", "tree/link");
  link("../../../out/secret", "tree/a/link");
  EXPECT_TRUE(remove_tree(root(), "tree"));
  EXPECT_FALSE(remove_tree(root(), "tree"));
  EXPECT_FALSE(remove_tree(root(), "no/tree"));
  EXPECT_EQ(secret(), "secret");
  link("../out", "link");
  EXPECT_TRUE(remove_tree(root(), "link"));
  EXPECT_EQ(secret(), "secret");
  EXPECT_EQ(reason_of([&] { remove_tree(root(), ".."); }), Reason::invalid);
}

TEST_F(Files, go_however_deep_they_lie) {
  auto at = make_directories(root(), "deep");
  for (int i = 0; i < 500; ++i) at = make_directories(at.get(), "d");
  at.close();
  EXPECT_TRUE(remove_tree(root(), "deep"));
  EXPECT_TRUE(list(root(), "").empty());
}

TEST_F(Files, of_another_mount_are_not_removed) {
  make_directories(root(), "tree/mounted");
  const auto target = path_ + "/in/tree/mounted";
  if (::mount("none", target.c_str(), "tmpfs", 0, "size=64k") != 0) GTEST_SKIP() << "mounting is not allowed here";
  EXPECT_EQ(reason_of([&] { remove_tree(root(), "tree"); }), Reason::conflict);
  ASSERT_EQ(::umount2(target.c_str(), MNT_DETACH), 0);
  EXPECT_TRUE(remove_tree(root(), "tree"));
}

// A directory and a link to the outside change places all the time; nothing outside may ever be read or removed.
TEST_F(Files, cannot_be_swapped_under_our_hands) {
  make_directories(root(), "swapped");
  write_file_atomically(root(), "swapped/secret", "inside");
  link("../out", "other");
  std::atomic<bool> stop = false;
  std::thread swapper([&] {
    while (!stop) ::renameat2(root(), "swapped", root(), "other", RENAME_EXCHANGE);
  });
  int inside = 0;
  for (int i = 0; i < 20'000; ++i) {
    try {
      EXPECT_EQ(read_file(root(), "swapped/secret", 100), "inside");
      ++inside;
    } catch (const Error& error) {
      EXPECT_EQ(error.reason(), Reason::forbidden) << error.what();
    }
  }
  for (int i = 0; i < 200; ++i) {
    try {
      remove_tree(root(), "swapped/secret");
      remove_tree(root(), "swapped");
      make_directories(root(), "swapped");
      write_file_atomically(root(), "swapped/secret", "inside");
    } catch (const Error&) {
      // The link was there at that moment.
    }
  }
  stop = true;
  swapper.join();
  EXPECT_GT(inside, 0);
  EXPECT_EQ(secret(), "secret");
}

TEST(Fd, closes_once) {
  Fd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int number = first.get();
  Fd second(std::move(first));
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move)
  const auto copy = second.duplicate();
  second.close();
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
  EXPECT_NE(::fcntl(copy.get(), F_GETFD), -1);
}

}  // namespace
}  // namespace coracle
