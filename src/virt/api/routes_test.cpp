#include <fmt/core.h>
#include <gtest/gtest.h>

#include "virt/api/front_proxy.h"
#include "virt/api/subresources/state_changes.h"

namespace coracle::virt::api {
namespace {

const Route* route_of(std::string_view path, std::string_view method = "GET") {
  const auto target = *net::parse_target(fmt::format("/apis/subresources.kubevirt.io/v1/namespaces/ns/{}", path));
  Asked asked;
  bool wrong = false;
  return find_route(target, method, asked, wrong);
}

TEST(Routes, each_path_is_one_verb_and_no_other) {
  for (const auto& route : routes()) {
    const auto path = route.resource.empty() ? std::string(route.verb)
                                             : fmt::format("{}/name/{}{}", route.resource, route.verb,
                                                           route.more_segments > 0 ? "/22" : "");
    EXPECT_EQ(route_of(path, route.method), &route) << path;
    EXPECT_EQ(route_of(path, route.method == "GET" ? "PUT" : "GET"), nullptr) << path;
    if (route.more_segments == 0) EXPECT_EQ(route_of(path + "/more", route.method), nullptr) << path;
  }
}

TEST(Routes, a_right_for_the_screen_is_none_for_its_picture) {
  EXPECT_EQ(route_of("virtualmachineinstances/a/vnc")->verb, "vnc");
  EXPECT_EQ(route_of("virtualmachineinstances/a/vnc/screenshot")->verb, "vnc/screenshot");
  EXPECT_EQ(route_of("virtualmachineinstances/a/portforward/22/tcp")->verb, "portforward");
  EXPECT_EQ(route_of("virtualmachineinstances/a/portforward"), nullptr);
  EXPECT_EQ(route_of("virtualmachineinstances//console"), nullptr);
  EXPECT_EQ(route_of("virtualmachineinstances/a"), nullptr);
}

json::Value machine_with(std::string_view status) {
  return json::parse(fmt::format(R"({{"metadata":{{"name":"vm"}}{}}})", status)).take();
}

TEST(StateChanges, are_asked_once_at_a_time_but_a_stop_goes_first) {
  const auto fresh = machine_with("");
  EXPECT_EQ(
      json::serialize(request_patch(fresh, {start_request(false)})),
      R"([{"op":"test","path":"/status","value":null},{"op":"add","path":"/status","value":{"stateChangeRequests":[{"action":"Start"}]}}])");
  const auto failed = machine_with(R"(,"status":{"startFailure":{"consecutiveFailCount":2}})");
  EXPECT_EQ(
      json::serialize(request_patch(failed, {start_request(true)})),
      R"([{"op":"test","path":"/status/stateChangeRequests","value":null},{"op":"add","path":"/status/stateChangeRequests","value":[{"action":"Start","data":{"paused":"true"}}]},{"op":"remove","path":"/status/startFailure"}])");
  const auto busy = machine_with(R"(,"status":{"stateChangeRequests":[{"action":"Start"}]})");
  EXPECT_THROW(request_patch(busy, {start_request(false)}), Error);
  EXPECT_THROW(request_patch(busy, {stop_request("u"), start_request(false)}), Error);
  EXPECT_EQ(
      json::serialize(request_patch(busy, {stop_request("u")})),
      R"([{"op":"test","path":"/status/stateChangeRequests","value":[{"action":"Start"}]},{"op":"replace","path":"/status/stateChangeRequests","value":[{"action":"Stop","uid":"u"}]}])");
}

TEST(StateChanges, switch_by_the_member_that_the_machine_has) {
  kubevirt::VirtualMachine vm;
  vm.spec.running = true;
  EXPECT_EQ(
      json::serialize(switch_patch(vm, false)),
      R"([{"op":"test","path":"/spec/running","value":true},{"op":"replace","path":"/spec/running","value":false}])");
  vm.spec.running.reset();
  vm.spec.run_strategy = "Halted";
  EXPECT_EQ(
      json::serialize(switch_patch(vm, true)),
      R"([{"op":"test","path":"/spec/runStrategy","value":"Halted"},{"op":"replace","path":"/spec/runStrategy","value":"Always"}])");
}

struct ProxyWorld {
  net::Authority authority = net::Authority::make("front-proxy-ca");
  net::Authority other = net::Authority::make("front-proxy-ca");
  FrontProxyRules rules{
      authority.certificate_pem(), {"front-proxy-client"}, {"X-Remote-User"}, {"X-Remote-Group"}, {"X-Remote-Extra-"}};

  static net::Request from(const net::Authority& signer, const std::string& name) {
    const auto identity = signer.issue({.common_name = name, .for_clients = true});
    auto peer = std::make_shared<net::Peer>();
    peer->common_name = name;
    peer->certificate_der = net::read_certificate(identity.certificate_pem)->der;
    net::Request request;
    request.peer = peer;
    request.headers = {{"X-Remote-User", "alice"},
                       {"x-remote-group", "staff"},
                       {"X-Remote-Group", "admins"},
                       {"X-Remote-Extra-example.com%2Froom", "12"}};
    return request;
  }
};

TEST(FrontProxy, headers_count_only_with_the_right_authority_and_the_right_name) {
  const ProxyWorld world;
  const auto user = front_proxy_user(world.rules, ProxyWorld::from(world.authority, "front-proxy-client"));
  ASSERT_TRUE(user);
  EXPECT_EQ(user->name, "alice");
  EXPECT_EQ(user->groups, (std::vector<std::string>{"staff", "admins"}));
  ASSERT_EQ(user->extra.size(), 1U);
  EXPECT_EQ(user->extra[0].first, "example.com/room");
  EXPECT_FALSE(front_proxy_user(world.rules, ProxyWorld::from(world.authority, "somebody")));
  EXPECT_FALSE(front_proxy_user(world.rules, ProxyWorld::from(world.other, "front-proxy-client")));
  EXPECT_FALSE(front_proxy_user(world.rules, net::Request{}));
}

TEST(FrontProxy, without_a_list_of_names_any_that_the_authority_signed_will_do_as_kubernetes_documents) {
  ProxyWorld world;
  world.rules.allowed_names.clear();
  EXPECT_TRUE(front_proxy_user(world.rules, ProxyWorld::from(world.authority, "somebody")));
  EXPECT_FALSE(front_proxy_user(world.rules, ProxyWorld::from(world.other, "somebody")));
}

}  // namespace
}  // namespace coracle::virt::api
