#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "cmd/testing/process.h"

namespace coracle {
namespace {
using testing::eventually;
using testing::Process;
using testing::TemporaryFolder;

const std::string disk_program = testing::program("container-disk");

int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "%s", path.c_str());
  const int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return peer;
  close(peer);
  return -1;
}

/// What the launcher does: one message, one descriptor. -1 when the peer hung up.
int receive_descriptor(int peer) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (recvmsg(peer, &message, MSG_CMSG_CLOEXEC) != 1 || byte != 'D') return -1;
  const cmsghdr* rights = CMSG_FIRSTHDR(&message);
  if (!rights || rights->cmsg_type != SCM_RIGHTS) return -1;
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(rights), sizeof descriptor);
  return descriptor;
}

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

/// A container root of its own, as the image of a container disk is.
struct Container {
  TemporaryFolder folder;
  Container() {
    std::filesystem::create_directories(folder / "root/disk");
    std::filesystem::create_directories(folder / "root/share");
    std::filesystem::create_directories(folder / "root/proc");
    std::filesystem::copy_file(disk_program, folder / "root/container-disk");
  }
  std::vector<std::string> command(std::vector<std::string> arguments) const {
    // A mount namespace of its own with /proc in it: what a runtime gives every container.
    std::vector<std::string> words = {"/usr/bin/unshare",
                                      "--mount",
                                      "--pid",
                                      "--fork",
                                      "--kill-child",
                                      "--mount-proc=/proc",
                                      "--root=" + (folder / "root"),
                                      "/container-disk"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }
  std::string socket() const { return folder / "root/share/disk_0.sock"; }
};

class ContainerDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "a container root needs root";
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    GTEST_SKIP() << "a program under a sanitizer is not static";
#endif
#endif
  }
};

TEST_F(ContainerDisk, hands_the_one_file_to_the_launcher) {
  const Container container;
  write_file(container.folder / "root/disk/cirros.img", "the guest's disk");
  Process server(container.command({"--copy-path", "/share/disk_0"}));
  int peer = -1;
  ASSERT_TRUE(eventually([&] { return (peer = connect_to(container.socket())) >= 0; })) << server.errors();
  const int image = receive_descriptor(peer);
  ASSERT_GE(image, 0);
  char text[32] = {};
  EXPECT_EQ(pread(image, text, sizeof text - 1, 0), 16);
  EXPECT_STREQ(text, "the guest's disk");
  EXPECT_EQ(fcntl(image, F_GETFL) & O_ACCMODE, O_RDONLY);
  struct stat status {};
  ASSERT_EQ(stat(container.socket().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  close(image);
  close(peer);
}

TEST_F(ContainerDisk, ends_when_the_launcher_removes_the_socket) {
  const Container container;
  write_file(container.folder / "root/disk/a.img", "x");
  Process server(container.command({"--copy-path", "/share/disk_0"}));
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(container.socket()); })) << server.errors();
  std::filesystem::remove(container.socket());
  EXPECT_EQ(server.wait(), 0) << server.errors();
}

TEST_F(ContainerDisk, ends_at_once_when_the_guest_was_over_before_it_came) {
  const Container container;
  write_file(container.folder / "root/disk/a.img", "x");
  write_file(container.folder / "root/share/guest-is-over", "");
  Process server(container.command({"--copy-path", "/share/disk_0"}));
  EXPECT_EQ(server.wait(), 0) << server.errors();
  EXPECT_FALSE(std::filesystem::exists(container.socket()));
}

TEST_F(ContainerDisk, ends_on_sigterm_as_the_first_process_of_a_container) {
  TemporaryFolder folder;
  write_file(folder / "a.img", "x");
  Process server({disk_program, "--copy-path", folder / "disk_0", "--image", folder / "a.img"});
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(folder / "disk_0.sock"); })) << server.errors();
  server.kill(SIGTERM);
  EXPECT_EQ(server.wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(folder / "disk_0.sock"));
}

TEST_F(ContainerDisk, refuses_a_stranger) {
  TemporaryFolder folder;
  ASSERT_EQ(chmod(folder.path().c_str(), 0777), 0);
  write_file(folder / "a.img", "x");
  Process server({disk_program, "--copy-path", folder / "disk_0", "--image", folder / "a.img"});
  const auto socket = folder / "disk_0.sock";
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(socket); }));
  ASSERT_EQ(chmod(socket.c_str(), 0666), 0);
  for (const auto& [user, expected] : {std::pair{uid_t{1000}, 1}, std::pair{uid_t{107}, 0}}) {
    const pid_t child = fork();
    if (child == 0) {
      if (setresuid(user, user, user) != 0) _exit(9);
      const int peer = connect_to(socket);
      _exit(peer < 0 ? 8 : receive_descriptor(peer) < 0 ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), expected) << user;
  }
}

TEST_F(ContainerDisk, follows_no_link_out_of_the_image) {
  struct Case {
    const char* what;
    std::function<void(const Container&)> make;
    std::vector<std::string> arguments;
    const char* says;
  };
  const std::vector<std::string> plain = {"--copy-path", "/share/disk_0"};
  const std::vector<Case> cases = {
      {"file is a link", [](const Container& c) { symlink("/etc/passwd", (c.folder / "root/disk/a.img").c_str()); },
       plain, "symbolic link"},
      {"folder is a link",
       [](const Container& c) {
         std::filesystem::remove(c.folder / "root/disk");
         symlink("/share", (c.folder / "root/disk").c_str());
         write_file(c.folder / "root/share/x", "x");
       },
       plain, "symbolic link"},
      {"empty", [](const Container&) {}, plain, "holds no file"},
      {"two files",
       [](const Container& c) {
         write_file(c.folder / "root/disk/a", "x");
         write_file(c.folder / "root/disk/b", "x");
       },
       plain, "more than one file"},
      {"a pipe", [](const Container& c) { mkfifo((c.folder / "root/disk/a").c_str(), 0666); }, plain,
       "not a regular file"},
      {"a folder", [](const Container& c) { std::filesystem::create_directory(c.folder / "root/disk/a"); }, plain,
       "not a regular file"},
      {"dots in --image",
       [](const Container& c) { write_file(c.folder / "root/disk/a", "x"); },
       {"--copy-path", "/share/disk_0", "--image", "../../etc/passwd"},
       "container-disk: "},
  };
  for (const auto& each : cases) {
    const Container container;
    each.make(container);
    Process server(container.command(each.arguments));
    EXPECT_EQ(server.wait(), 1) << each.what;
    EXPECT_NE(server.errors().find(each.says), std::string::npos) << each.what << ": " << server.errors();
  }
}

TEST_F(ContainerDisk, listens_where_a_socket_address_would_be_too_long) {
  TemporaryFolder folder;
  const auto deep = folder / (std::string(90, 'd') + "/" + std::string(90, 'e'));
  std::filesystem::create_directories(deep);
  write_file(folder / "a.img", "x");
  Process server({disk_program, "--copy-path", deep + "/disk_0", "--image", folder / "a.img"});
  EXPECT_TRUE(eventually([&] { return std::filesystem::exists(deep + "/disk_0.sock"); })) << server.errors();
}

TEST_F(ContainerDisk, is_small_and_static) {
  EXPECT_LT(std::filesystem::file_size(disk_program), 1000000U);
  Process nothing({disk_program, "--no-op"});
  EXPECT_EQ(nothing.wait(), 0);
}

}  // namespace
}  // namespace coracle
