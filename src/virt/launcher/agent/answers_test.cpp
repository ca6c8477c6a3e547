#include "virt/launcher/agent/answers.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace coracle::virt::launcher::agent {
namespace {

json::Value answer(std::string_view text) { return result_of(text).take(); }

TEST(AgentAnswers, are_cleaned_and_cut) {
  EXPECT_EQ(clean("a\x1b[31mb\n\x7f"), "a[31mb");
  EXPECT_EQ(clean(std::string(1000, 'x')).size(), longest_text);
  EXPECT_EQ(clean("\xc3\xa4\xc3\xb6", 3), "\xc3\xa4") << "characters stay whole";
  EXPECT_EQ(clean("\xff\xfe"), "");
  EXPECT_FALSE(result_of("not json"));
  EXPECT_FALSE(result_of(R"({"error": {"class": "CommandNotFound"}})"));
}

TEST(AgentAnswers, say_what_the_guest_runs) {
  const auto system = system_in(answer(
      R"({"return": {"name": "Debian GNU/Linux", "id": "debian", "kernel-release": "6.1.0", "machine": "i686",
          "pretty-name": "Debian GNU/Linux 12", "version-id": "12", "kernel-version": "#1 SMP", "version": "12"}})"));
  EXPECT_EQ(system.id, "debian");
  EXPECT_EQ(system.kernel_release, "6.1.0");
  EXPECT_EQ(system.version_id, "12");
  const auto info = answer(R"({"return": {"version": "7.2.0", "supported_commands": [
      {"name": "guest-ping", "enabled": true, "success-response": true}, {"name": "guest-exec", "enabled": false}, 7]}})");
  EXPECT_EQ(version_in(info), "7.2.0");
  const auto commands = commands_in(info);
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_TRUE(commands[0].enabled);
  EXPECT_FALSE(commands[1].enabled);
}

TEST(AgentAnswers, add_addresses_to_the_domains_cards) {
  const auto guest = cards_in(answer(R"({"return": [
      {"name": "lo", "hardware-address": "00:00:00:00:00:00", "ip-addresses": [{"ip-address": "127.0.0.1"}]},
      {"name": "eth0", "hardware-address": "02:00:00:AA:00:01", "ip-addresses": [
        {"ip-address": "10.0.2.2", "ip-address-type": "ipv4", "prefix": 24}, {"ip-address": "fe80::1"},
        {"ip-address": "<b>evil</b>"}]},
      {"name": "docker0", "hardware-address": "02:42:00:00:00:01"}]})"));
  const auto rows = merge({{"default", "02:00:00:aa:00:01", "up", 1}, {"blue", "02:00:00:00:00:02", "down", 2}}, guest);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].name, "default");
  EXPECT_EQ(rows[0].interface_name, "eth0");
  EXPECT_EQ(rows[0].ip_address, "10.0.2.2");
  EXPECT_EQ(rows[0].ip_addresses, (std::vector<std::string>{"10.0.2.2", "fe80::1"}));
  EXPECT_EQ(rows[0].info_source, "domain, guest-agent");
  EXPECT_EQ(rows[1].info_source, "domain");
  EXPECT_EQ(rows[1].link_state, "down");
  EXPECT_EQ(rows[2].interface_name, "docker0");
  EXPECT_EQ(rows[2].info_source, "guest-agent");
  EXPECT_EQ(rows[2].name, "");
}

TEST(AgentAnswers, tell_how_a_program_ended_however_much_it_wrote) {
  const auto ended = [](const std::string& members) {
    return exec_answer(result_of(R"({"return": {"exited": true, )" + members + "}}", longest_exec_answer).take());
  };
  const auto small = ended(R"("exitcode": 3, "out-data": ")" + to_base64("out\n") + R"(", "err-data": ")" +
                           to_base64("err\xff") + "\"");
  EXPECT_TRUE(small.success);
  EXPECT_EQ(small.exit_code, 3);
  EXPECT_EQ(small.out, "out\nerr\xef\xbf\xbd");
  const auto large = ended(R"("exitcode": 0, "out-data": ")" + to_base64(std::string(3U << 20U, 'x')) + "\"");
  EXPECT_TRUE(large.success);
  EXPECT_EQ(large.exit_code, 0);
  EXPECT_EQ(large.out, std::string(most_exec_output, 'x'));
  EXPECT_EQ(ended(R"("signal": 9)").exit_code, 137);
  EXPECT_EQ(ended(R"("out-data": "no base64!")").out, "");
}

TEST(AgentAnswers, cannot_make_an_instance_grow_without_end) {
  json::Array cards;
  for (int i = 0; i < 5000; ++i) {
    json::Array addresses;
    for (int j = 0; j < 100; ++j) addresses.push_back(json::Object{{"ip-address", "10.0.0." + std::to_string(j)}});
    cards.push_back(json::Object{
        {"name", std::string(5000, 'n')}, {"hardware-address", "02:00:00:00:00:01"}, {"ip-addresses", addresses}});
  }
  const auto rows = merge({}, cards_in(json::Value(cards)));
  EXPECT_EQ(rows.size(), most_guest_only_interfaces);
  std::size_t bytes = 0;
  for (const auto& row : rows) bytes += schema::encode_text(row).size();
  EXPECT_LT(bytes, 32U << 10U);
}

TEST(AgentAnswers, list_users_and_filesystems) {
  const auto users = users_in(answer(R"({"return": [{"user": "cirros", "login-time": 1700000000.25}, {"user": ""}]})"));
  ASSERT_EQ(users.size(), 1U);
  EXPECT_EQ(users[0].login_time, 1700000000.25);
  const auto systems = filesystems_in(answer(R"({"return": [{"name": "vda2", "mountpoint": "/", "type": "ext4",
      "used-bytes": 5, "total-bytes": 18446744073709551615, "disk": [{"bus-type": "virtio", "serial": "s1"}]}]})"));
  ASSERT_EQ(systems.size(), 1U);
  EXPECT_EQ(systems[0].used_bytes, 5);
  EXPECT_EQ(systems[0].disk[0].bus_type, "virtio");
  EXPECT_TRUE(users_in(json::Value("text")).empty());
}

}  // namespace
}  // namespace coracle::virt::launcher::agent
