#include "proc/namespaces.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/scope.h"
#include "proc/child.h"
#include "proc/network.h"

namespace coracle::proc {
namespace {

/// A process in a network and a mount namespace of its own, gone with the test.
class InNamespaces : public testing::Test {
 protected:
  void SetUp() override {
    Command command;
    command.program = "/proc/self/exe";
    command.arguments = {"hold-namespaces"};
    command.in = Stdio::pipe();
    command.out = Stdio::pipe();
    holder_.emplace(Child::spawn(command));
    run_task([this](Loop&) -> Task<> {
      co_await within(std::chrono::seconds(20), readable(holder_->out().get()), "wait for the holder");
    });
    std::array<char, 16> word{};
    if (::read(holder_->out().get(), word.data(), word.size() - 1) <= 0)
      GTEST_SKIP() << "namespaces cannot be made here";
  }

  json::Value ask(Namespaces which, std::string action, json::Value request = {}, Helper helper = {}) {
    json::Value answer;
    run_task(
        [&](Loop&) -> Task<> { answer = co_await in_namespaces(holder_->pidfd(), which, action, request, helper); });
    return answer;
  }
  json::Value network(NetworkRequest request) { return ask({.network = true}, "network", request.take()); }
  std::string network_error(NetworkRequest request) {
    try {
      network(std::move(request));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  static const json::Value* named(const json::Value& shown, std::string_view list, std::string_view name) {
    for (const auto& item : shown.at(list).as_array())
      if (json::text(item, {"name"}) == name) return &item;
    return nullptr;
  }
  static bool has(const json::Value& shown, std::string_view list, std::string_view member) {
    for (const auto& item : shown.at(list).as_array())
      if (json::serialize(item) == member) return true;
    return false;
  }
  std::string namespace_of(pid_t pid, const std::string& kind) {
    std::array<char, 64> text{};
    const auto path = "/proc/" + std::to_string(pid) + "/ns/" + kind;
    if (::readlink(path.c_str(), text.data(), text.size() - 1) < 0) return "none";
    return text.data();
  }

  std::optional<Child> holder_;
};

TEST_F(InNamespaces, the_helper_is_there_and_we_are_not) {
  const auto before = namespace_of(::getpid(), "net");
  const auto net = ask({.network = true}, "where");
  EXPECT_EQ(json::text(net, {"net"}), namespace_of(holder_->pid(), "net"));
  EXPECT_EQ(json::text(net, {"mnt"}), namespace_of(::getpid(), "mnt"));
  EXPECT_EQ(namespace_of(::getpid(), "net"), before);
}

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CORACLE_HELPER_HAS_THREADS 1
#endif
#endif

TEST_F(InNamespaces, mounts_are_those_of_the_process) {
#ifdef CORACLE_HELPER_HAS_THREADS
  GTEST_SKIP() << "the sanitizer's own thread keeps the helper out of mount namespaces";
#endif
  const auto both = ask({.network = true, .mount = true}, "where");
  EXPECT_EQ(json::text(both, {"net"}), namespace_of(holder_->pid(), "net"));
  EXPECT_EQ(json::text(both, {"mnt"}), namespace_of(holder_->pid(), "mnt"));
}

TEST_F(InNamespaces, requests_and_errors_come_across) {
  const auto request = json::parse(R"({"a":[1,"é"]})").take();
  EXPECT_TRUE(json::equal(ask({}, "echo", request), request));
  const auto failing = [&](std::string action, Helper helper = {}) {
    try {
      ask({.network = true}, action, {}, helper);
    } catch (const Error& error) {
      return std::string(to_string(error.reason())) + ": " + error.what();
    }
    return std::string("no error");
  };
  EXPECT_EQ(failing("refuse"), "Conflict: not today");
  EXPECT_EQ(failing("nothing"), "NotFound: no action \"nothing\"");
  EXPECT_EQ(failing("crash"), "InternalError: namespace helper for \"crash\": exit status 3: ");
  Helper quick;
  quick.deadline = std::chrono::milliseconds(300);
  EXPECT_EQ(failing("hang", quick).substr(0, 8), "Timeout:");
}

TEST_F(InNamespaces, a_pod_network_is_prepared_and_repeated) {
  NetworkRequest request;
  request.set_link("lo", {.up = true})
      .add_bridge("k6t-eth0")
      .set_link("k6t-eth0", {.up = true, .mtu = 1400, .mac = "02:00:00:00:00:00"})
      .add_address("k6t-eth0", "10.0.2.1/24")
      .add_address("k6t-eth0", "fd10:0:2::1/120")
      .add_tap({.name = "tap0"})
      .set_link("tap0", {.up = true, .mtu = 1400, .master = "k6t-eth0"})
      .add_tap({.name = "tapmq", .owner = 107, .multi_queue = true})
      .add_veth("eth0", "peer0")
      .set_link("eth0", {.up = true})
      .set_link("peer0", {.up = true})
      .add_address("eth0", "10.244.0.5/24")
      .add_route("default", "10.244.0.1", "eth0")
      .add_route("192.168.7.0/24", "", "eth0")
      .set_sysctl("net.ipv4.ip_forward", "1")
      .set_sysctl("net.ipv4.conf.k6t-eth0.arp_ignore", "1")
      .show();
  json::Value shown;
  for (int round = 0; round < 2; ++round) shown = network(request);
  const auto* bridge = named(shown, "links", "k6t-eth0");
  ASSERT_NE(bridge, nullptr);
  EXPECT_EQ(json::text(*bridge, {"kind"}), "bridge");
  EXPECT_EQ(json::text(*bridge, {"mac"}), "02:00:00:00:00:00");
  EXPECT_EQ(bridge->at("mtu").to_number<int>(), 1400);
  EXPECT_TRUE(bridge->at("up").as_bool());
  const auto* tap = named(shown, "links", "tap0");
  ASSERT_NE(tap, nullptr);
  EXPECT_EQ(json::text(*tap, {"kind"}), "tun");
  EXPECT_EQ(json::text(*tap, {"master"}), "k6t-eth0");
  EXPECT_NE(named(shown, "links", "tapmq"), nullptr);
  EXPECT_TRUE(has(shown, "addresses", R"({"link":"k6t-eth0","address":"10.0.2.1/24"})"));
  EXPECT_TRUE(has(shown, "addresses", R"({"link":"k6t-eth0","address":"fd10:0:2::1/120"})"));
  EXPECT_TRUE(has(shown, "routes", R"({"to":"default","gateway":"10.244.0.1","link":"eth0"})"))
      << json::serialize(shown.at("routes"));
  EXPECT_TRUE(has(shown, "routes", R"({"to":"192.168.7.0/24","gateway":"","link":"eth0"})"));
  EXPECT_EQ(namespace_of(::getpid(), "net") == namespace_of(holder_->pid(), "net"), false);
}

TEST_F(InNamespaces, a_dummy_is_made_where_the_kernel_has_one) {
  NetworkRequest request;
  request.add_dummy("dummy0").show();
  const auto error = network_error(request);
  if (error.find("not supported") != std::string::npos) GTEST_SKIP() << error;
  EXPECT_EQ(error, "no error");
}

TEST_F(InNamespaces, links_change_name_and_go) {
  NetworkRequest request;
  request.add_veth("eth0", "peer0")
      .add_address("eth0", "10.1.1.1/24")
      .remove_address("eth0", "10.1.1.1/24")
      .remove_address("eth0", "10.1.1.1/24")
      .set_link("eth0", {.up = false, .name = "eth0-nic"})
      .add_bridge("br")
      .set_link("eth0-nic", {.master = "br"})
      .show();
  auto shown = network(request);
  ASSERT_NE(named(shown, "links", "eth0-nic"), nullptr);
  EXPECT_EQ(json::text(*named(shown, "links", "eth0-nic"), {"master"}), "br");
  EXPECT_EQ(named(shown, "links", "eth0"), nullptr);
  NetworkRequest undone;
  undone.set_link("eth0-nic", {.master = ""}).remove_link("br").remove_link("br").show();
  shown = network(undone);
  EXPECT_EQ(json::text(*named(shown, "links", "eth0-nic"), {"master"}), "");
  EXPECT_EQ(named(shown, "links", "br"), nullptr);
}

TEST_F(InNamespaces, rules_are_applied_as_a_whole) {
  const std::string table = R"(add table ip nat
delete table ip nat
table ip nat {
  chain prerouting { type nat hook prerouting priority dstnat; iifname "eth0" counter dnat to 10.0.2.2; }
  chain postrouting { type nat hook postrouting priority srcnat; ip saddr 10.0.2.2 counter masquerade; }
}
)";
  NetworkRequest request;
  request.apply_nft(table).apply_nft(table);
  const auto applied = network_error(request);
  if (applied.find("not supported") != std::string::npos) GTEST_SKIP() << applied;
  EXPECT_EQ(applied, "no error");
  NetworkRequest wrong;
  wrong.apply_nft("table ip nat { chain x { nonsense } }");
  EXPECT_EQ(network_error(wrong).substr(0, 22), "apply_nft : nftables: ");
  NetworkRequest reading;
  reading.apply_nft("include \"/etc/passwd\"");
  EXPECT_EQ(network_error(reading), "apply_nft : a ruleset may not include files");
}

TEST_F(InNamespaces, a_wrong_step_is_named) {
  const auto error_of = [this](auto fill) {
    NetworkRequest request;
    fill(request);
    return network_error(request);
  };
  EXPECT_EQ(error_of([](auto& r) { r.set_link("nothing", {.up = true}); }), "set_link nothing: no link nothing");
  EXPECT_EQ(error_of([](auto& r) { r.add_bridge("a/b"); }), "add_bridge a/b: \"a/b\" is no name of a link");
  EXPECT_EQ(error_of([](auto& r) { r.add_bridge("sixteen-letters-"); }),
            "add_bridge sixteen-letters-: \"sixteen-letters-\" is no name of a link");
  EXPECT_EQ(error_of([](auto& r) { r.add_veth("d", "e").add_bridge("d"); }),
            "add_bridge d: link d exists and is no bridge");
  EXPECT_NE(error_of([](auto& r) { r.add_address("lo", "10.0.0.300/24"); }), "no error");
  EXPECT_EQ(error_of([](auto& r) { r.set_sysctl("kernel.hostname", "x"); }),
            "set_sysctl kernel.hostname: not a setting of a network namespace");
  EXPECT_NE(error_of([](auto& r) { r.set_sysctl("net/../kernel/hostname", "x"); }), "no error");
  EXPECT_NE(error_of([](auto& r) { r.set_link("lo", {.mac = "02:00"}); }), "no error");
}

}  // namespace
}  // namespace coracle::proc
