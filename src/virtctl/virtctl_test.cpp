#include "virtctl/virtctl.h"

#include <gtest/gtest.h>

#include "net/socket.h"
#include "virtctl/version_text.h"
#include "virtctl/vnc.h"

namespace coracle::virtctl {
namespace {

struct Said {
  int status = 0;
  std::string out;
  std::string err;
};

Said say(std::vector<const char*> arguments, const char* program = "/usr/local/bin/virtctl") {
  arguments.insert(arguments.begin(), program);
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  Said said;
  said.status = run(static_cast<int>(arguments.size()), arguments.data());
  std::fflush(stdout);
  said.out = ::testing::internal::GetCapturedStdout();
  said.err = ::testing::internal::GetCapturedStderr();
  return said;
}

TEST(Virtctl, help_ends_with_status_0_and_names_the_program_as_it_was_called) {
  const auto plain = say({"--help"});
  EXPECT_EQ(plain.status, 0);
  EXPECT_NE(plain.out.find("Usage: virtctl "), std::string::npos);
  EXPECT_EQ(say({}).out, plain.out);
  EXPECT_EQ(say({"help"}).out, plain.out);
  EXPECT_EQ(say({"help", "start"}).out, say({"start", "--help"}).out);
  const auto plugin = say({"console", "--help"}, "/usr/local/bin/kubectl-virt");
  EXPECT_EQ(plugin.status, 0);
  EXPECT_NE(plugin.out.find("kubectl virt console"), std::string::npos) << plugin.out;
}

TEST(Virtctl, every_command_of_the_original_is_known_and_those_not_built_say_so) {
  for (const auto* built : {"console", "fslist", "guestosinfo", "pause", "port-forward", "reset", "restart", "scp",
                            "soft-reboot", "ssh", "start", "stop", "unpause", "userlist", "version", "vnc"})
    EXPECT_EQ(say({built, "--help"}).status, 0) << built;
  for (const auto* missing : {"addvolume", "migrate", "image-upload", "vmexport", "guestfs", "memory-dump"}) {
    const auto said = say({missing, "anything", "--flag", "x"});
    EXPECT_EQ(said.status, 1);
    EXPECT_EQ(said.err, "this release has no \"virtctl " + std::string(missing) + "\"\n");
  }
}

TEST(Virtctl, wrong_usage_ends_with_status_1_and_a_sentence_that_says_what_is_wrong) {
  const struct {
    std::vector<const char*> arguments;
    const char* sentence;
  } cases[] = {
      {{"-n", "there"}, "virtctl: a command is missing; see virtctl --help\n"},
      {{"strat", "a"}, "virtctl: unknown command \"strat\"; see virtctl --help\n"},
      {{"console"}, "virtctl console: VMI is required; see virtctl console --help\n"},
      {{"start", "a", "b"}, "virtctl start: unexpected argument \"b\"; see virtctl start --help\n"},
      {{"pause", "vm"}, "virtctl pause: NAME is required; see virtctl pause --help\n"},
      {{"stop", "a", "--nonsense"}, "virtctl stop: unknown flag --nonsense; see virtctl stop --help\n"},
      {{"version", "-o", "yaml"}, "virtctl version: unknown flag -o; see virtctl version --help\n"},
      {{"vnc", "screenshot", "a"}, "virtctl vnc screenshot: --file is required; see virtctl vnc screenshot --help\n"},
  };
  for (const auto& one : cases) {
    const auto said = say(one.arguments);
    EXPECT_EQ(said.status, 1);
    EXPECT_EQ(said.err, one.sentence);
  }
}

TEST(Virtctl, force_and_grace_period_go_together) {
  for (const auto* verb : {"stop", "restart"}) {
    EXPECT_NE(say({verb, "a", "--force"}).err.find("must be given together"), std::string::npos);
    EXPECT_NE(say({verb, "a", "--grace-period", "0"}).err.find("must be given together"), std::string::npos);
  }
}

TEST(Virtctl, a_cluster_that_is_not_there_is_told) {
  const auto said = say({"start", "a", "--server", "https://127.0.0.1:1", "--kubeconfig", "/dev/null"});
  EXPECT_EQ(said.status, 1);
  EXPECT_NE(said.err.find("127.0.0.1:1"), std::string::npos) << said.err;
}

TEST(Virtctl, a_server_that_does_not_answer_is_waited_for_as_long_as_asked) {
  auto listener = net::Listener::tcp("127.0.0.1", 0);
  const auto server = "http://127.0.0.1:" + std::to_string(listener.port());
  const auto start = std::chrono::steady_clock::now();
  const auto said =
      say({"start", "a", "--kubeconfig", "/dev/null", "--server", server.c_str(), "--request-timeout", "100ms"});
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(said.status, 1);
  EXPECT_NE(said.err.find("no answer within 100ms"), std::string::npos) << said.err;
  const auto wrong =
      say({"start", "a", "--kubeconfig", "/dev/null", "--server", server.c_str(), "--request-timeout", "soon"});
  EXPECT_NE(wrong.err.find("'soon' is no --request-timeout"), std::string::npos) << wrong.err;
}

TEST(Virtctl, the_version_has_the_form_that_scripts_read) {
  EXPECT_EQ(say({"version", "--client"}).out.find("Client Version: version.Info{GitVersion:\"v1.9.0+coracle."), 0U);
  EXPECT_EQ(version_text(json::Object{{"gitVersion", "v1"}, {"platform", "linux/amd64"}}),
            "version.Info{GitVersion:\"v1\", GitCommit:\"\", GitTreeState:\"\", BuildDate:\"\", GoVersion:\"\", "
            "Compiler:\"\", Platform:\"linux/amd64\"}");
}

TEST(Virtctl, a_viewer_gets_the_address_in_its_own_form) {
  using Command = std::vector<std::string>;
  EXPECT_EQ(vnc_viewer_command("remote-viewer", "/opt/remote-viewer", 5900),
            (Command{"/opt/remote-viewer", "vnc://127.0.0.1:5900"}));
  EXPECT_EQ(vnc_viewer_command("tiger", "/opt/vncviewer", 5900), (Command{"/opt/vncviewer", "127.0.0.1::5900"}));
  EXPECT_EQ(vnc_viewer_command("unknown", "/opt/x", 5900), std::nullopt);
}

}  // namespace
}  // namespace coracle::virtctl
