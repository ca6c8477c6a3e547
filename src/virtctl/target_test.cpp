#include "virtctl/target.h"

#include <gtest/gtest.h>

namespace coracle::virtctl {
namespace {

TEST(Target, names_a_machine_or_an_instance_with_or_without_a_namespace) {
  struct Case {
    std::string text;
    std::optional<MachineTarget> expected;
  };
  const Case cases[] = {
      {"vm/a", MachineTarget{Target::machine, "a", ""}},
      {"vmi/a/b", MachineTarget{Target::instance, "a", "b"}},
      {"virtualmachine/a", MachineTarget{Target::machine, "a", ""}},
      {"a", std::nullopt},
      {"pod/a", std::nullopt},
      {"vm/", std::nullopt},
      {"vm/a/", std::nullopt},
      {"vm/a/b/c", std::nullopt},
  };
  for (const auto& one : cases) {
    const auto parsed = parse_target(one.text);
    ASSERT_EQ(static_cast<bool>(parsed), one.expected.has_value()) << one.text;
    if (one.expected) EXPECT_EQ(*parsed, *one.expected) << one.text;
  }
}

TEST(Target, of_ssh_may_carry_a_user_but_no_option_of_ssh) {
  EXPECT_EQ((*parse_login_target("cirros@vm/a")), (LoginTarget{"cirros", {Target::machine, "a", ""}}));
  EXPECT_FALSE(parse_login_target("@vm/a"));
  EXPECT_FALSE(parse_login_target("-oProxyCommand=x@vm/a"));
}

TEST(Target, of_scp_is_remote_only_with_a_colon) {
  EXPECT_FALSE(parse_remote_path("/tmp/file"));
  const auto remote = parse_remote_path("me@vmi/a/b:dir/file");
  ASSERT_TRUE(remote && *remote);
  EXPECT_EQ((*remote)->path, "dir/file");
  EXPECT_EQ((*remote)->login.machine.ns, "b");
  EXPECT_FALSE(*parse_remote_path("host:file"));
}

TEST(Target, ports_may_have_a_protocol_and_another_number_in_the_guest) {
  EXPECT_EQ(*parse_forwarded_port("8080:80"), (ForwardedPort{"tcp", 8080, 80}));
  EXPECT_EQ(*parse_forwarded_port("udp/53"), (ForwardedPort{"udp", 53, 53}));
  for (const auto* bad : {"", "0", "80:", ":80", "sctp/80", "70000", "80a"})
    EXPECT_FALSE(parse_forwarded_port(bad)) << bad;
}

}  // namespace
}  // namespace coracle::virtctl
