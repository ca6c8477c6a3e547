#include <fmt/core.h>

#include "net/client.h"
#include "net/websocket.h"
#include "world.h"

namespace coracle::install {
namespace {

constexpr auto machines = "/apis/kubevirt.io/v1/namespaces/default/virtualmachines";
constexpr auto instances = "/apis/kubevirt.io/v1/namespaces/default/virtualmachineinstances";
constexpr auto verbs = "/apis/subresources.kubevirt.io/v1/namespaces/default/";

std::string vm_verb(std::string_view verb) {
  return std::string(verbs) + "virtualmachines/vm-cirros/" + std::string(verb);
}
std::string vmi_verb(std::string_view verb) {
  return std::string(verbs) + "virtualmachineinstances/vm-cirros/" + std::string(verb);
}

std::string message_of(const net::WholeAnswer& answer) {
  return std::string(json::text(parsed(answer.body), {"message"}));
}

/// What virt-controller and virt-handler would write.
Task<> play_running(World& world, std::string extra = "") {
  json::Value vmi = json::Object{{"apiVersion", "kubevirt.io/v1"},
                                 {"kind", "VirtualMachineInstance"},
                                 {"metadata", json::Object{{"name", "vm-cirros"}}},
                                 {"spec", *json::find(parsed(cirros()), {"spec", "template", "spec"})}};
  co_await world.admin.call("POST", instances, vmi);
  const auto path = std::string(instances) + "/vm-cirros";
  const auto status = R"({"status":{"phase":"Running","nodeName":"node1")" + extra + "}}";
  const auto done =
      co_await world.send("PATCH", path, status, "application/merge-patch+json", world.controller_api.get());
  EXPECT_EQ(done.status, 200) << done.body;
}

Task<> starts_and_stops(World& world) {
  const auto missing = co_await world.send("PUT", vm_verb("start"), "{}");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(message_of(missing), "virtualmachine.kubevirt.io \"vm-cirros\" not found");

  co_await world.apply(machines, cirros("Halted"));
  const auto stopped = co_await world.send("PUT", vm_verb("stop"), "{}");
  EXPECT_EQ(stopped.status, 409);
  EXPECT_EQ(message_of(stopped),
            "Operation cannot be fulfilled on virtualmachine.kubevirt.io \"vm-cirros\": VM is not running");

  const auto started = co_await world.send("PUT", vm_verb("start"), "{}");
  EXPECT_EQ(started.status, 202) << started.body;
  EXPECT_EQ(started.body, "");
  const auto path = std::string(machines) + "/vm-cirros";
  EXPECT_EQ(json::text(co_await world.get(path), {"spec", "runStrategy"}), "Always");
  const auto again = co_await world.send("PUT", vm_verb("start"), "{}");
  EXPECT_EQ(again.status, 409);
  EXPECT_NE(message_of(again).find("Always does not support manual start requests"), std::string::npos);

  const auto down = co_await world.send("PUT", vm_verb("stop"), "{}");
  EXPECT_EQ(down.status, 202) << down.body;
  EXPECT_EQ(json::text(co_await world.get(path), {"spec", "runStrategy"}), "Halted");

  const auto wrong = co_await world.send("PUT", vm_verb("start"), R"({"paused":"yes"})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_TRUE(message_of(wrong).starts_with("Can not unmarshal Request body to struct, error: ")) << wrong.body;
}
TEST(Verbs, StartAndStopTurnAMachineOnAndOff) { in_world(starts_and_stops); }

Task<> asks_by_status(World& world) {
  co_await world.apply(machines, cirros("Manual"));
  const auto path = std::string(machines) + "/vm-cirros";
  const auto dry = co_await world.send("PUT", vm_verb("start"), R"({"dryRun":["All"]})");
  EXPECT_EQ(dry.status, 202) << dry.body;
  EXPECT_EQ(json::find(co_await world.get(path), {"status", "stateChangeRequests"}), nullptr);
  const auto started = co_await world.send("PUT", vm_verb("start"), R"({"paused":true})");
  EXPECT_EQ(started.status, 202) << started.body;
  const auto vm = co_await world.get(path);
  EXPECT_EQ(json::serialize(*json::find(vm, {"status", "stateChangeRequests"})),
            R"([{"action":"Start","data":{"paused":"true"}}])");
  const auto again = co_await world.send("PUT", vm_verb("start"), "{}");
  EXPECT_EQ(again.status, 409);
  EXPECT_NE(message_of(again).find("unable to complete request: stop/start already underway"), std::string::npos);

  co_await play_running(world);
  const auto stopped = co_await world.send("PUT", vm_verb("stop"), R"({"gracePeriod":0})");
  EXPECT_EQ(stopped.status, 202) << stopped.body;
  const auto after = co_await world.get(path);
  EXPECT_EQ(json::text(json::find(after, {"status", "stateChangeRequests"})->get_array()[0], {"action"}), "Stop");
  const auto vmi = co_await world.get(std::string(instances) + "/vm-cirros");
  EXPECT_EQ(json::find(vmi, {"spec", "terminationGracePeriodSeconds"})->as_int64(), 0);
  EXPECT_EQ(json::text(json::find(after, {"status", "stateChangeRequests"})->get_array()[0], {"uid"}),
            json::text(vmi, {"metadata", "uid"}));
  const auto restarted = co_await world.send("PUT", vm_verb("restart"), R"({"gracePeriodSeconds":5})");
  EXPECT_EQ(restarted.status, 400);
}
TEST(Verbs, WhereTheStrategyIsManualTheStatusAsks) { in_world(asks_by_status); }

Task<> restarts(World& world) {
  co_await world.apply(machines, cirros("Always"));
  const auto early = co_await world.send("PUT", vm_verb("restart"), "{}");
  EXPECT_EQ(early.status, 409);
  EXPECT_NE(message_of(early).find("VM is not running: Halted"), std::string::npos);
  co_await play_running(world);
  const auto done = co_await world.send("PUT", vm_verb("restart"), R"({"gracePeriodSeconds":0})");
  EXPECT_EQ(done.status, 202) << done.body;
  const auto vm = co_await world.get(std::string(machines) + "/vm-cirros");
  const auto& asked = json::find(vm, {"status", "stateChangeRequests"})->get_array();
  EXPECT_EQ(asked.size(), 2U);
  EXPECT_EQ(json::text(asked[0], {"action"}), "Stop");
  EXPECT_EQ(json::text(asked[1], {"action"}), "Start");
}
TEST(Verbs, RestartAsksForAStopAndAStart) { in_world(restarts); }

Task<> pauses(World& world) {
  co_await world.add_node();
  const auto missing = co_await world.send("PUT", vmi_verb("pause"), "{}");
  EXPECT_EQ(missing.status, 404);
  co_await play_running(world);
  const auto not_paused = co_await world.send("PUT", vmi_verb("unpause"), "{}");
  EXPECT_EQ(not_paused.status, 409);
  EXPECT_NE(message_of(not_paused).find("VMI is not paused"), std::string::npos);
  const auto paused = co_await world.send("PUT", vmi_verb("pause"), "{}");
  EXPECT_EQ(paused.status, 200) << paused.body;
  EXPECT_EQ(world.played.seen.back(), "PUT /v1/namespaces/default/virtualmachineinstances/vm-cirros/pause");
  EXPECT_EQ(world.played.peer, "kubevirt.io:system:client:virt-api");
  Error refused(Reason::conflict, "the guest does not listen");
  world.played.failure = &refused;
  const auto failed = co_await world.send("PUT", vmi_verb("reset"), "");
  EXPECT_EQ(failed.status, 409);
  EXPECT_EQ(message_of(failed), "the guest does not listen");
}
TEST(Verbs, PauseReachesTheVirtHandlerOfTheNode) { in_world(pauses); }

Task<> asks_the_guest(World& world) {
  co_await world.add_node();
  co_await play_running(world);
  const auto without = co_await world.send("GET", vmi_verb("guestosinfo"));
  EXPECT_EQ(without.status, 500);
  EXPECT_EQ(
      without.body,
      "Operation cannot be fulfilled on virtualmachineinstance.kubevirt.io \"vm-cirros\": VMI does not have guest "
      "agent connected");
  co_await world.send("PATCH", std::string(instances) + "/vm-cirros",
                      R"({"status":{"conditions":[{"type":"AgentConnected","status":"True"}]}})",
                      "application/merge-patch+json", world.controller_api.get());
  const auto with = co_await world.send("GET", vmi_verb("guestosinfo"));
  EXPECT_EQ(with.status, 200) << with.body;
  EXPECT_EQ(with.body, R"({"guestAgentVersion":"8.2"})");
}
TEST(Verbs, TheGuestsAgentIsAskedOnceItIsThere) { in_world(asks_the_guest); }

Task<std::unique_ptr<net::WebSocket>> open_console(World& world) {
  net::Request request;
  request.target = vmi_verb("console");
  std::vector<std::string> protocols{"plain.kubevirt.io"};
  co_return co_await net::connect_websocket(*world.admin_api, std::move(request), std::move(protocols));
}

Task<> joins_console(World& world) {
  co_await world.add_node();
  co_await world.apply(machines, cirros("Always"));
  json::Value vmi = json::Object{{"apiVersion", "kubevirt.io/v1"},
                                 {"kind", "VirtualMachineInstance"},
                                 {"metadata", json::Object{{"name", "vm-cirros"}}},
                                 {"spec", *json::find(parsed(cirros()), {"spec", "template", "spec"})}};
  co_await world.admin.call("POST", instances, vmi);
  std::optional<Error> early;
  try {
    co_await open_console(world);
  } catch (const Error& error) {
    early = error;
  }
  EXPECT_TRUE(early && early->code() == 400 && early->message().find("VMI is not running") != std::string::npos)
      << (early ? early->message() : "no error");
  co_await world.send("PATCH", std::string(instances) + "/vm-cirros",
                      R"({"status":{"phase":"Running","nodeName":"node1"}})", "application/merge-patch+json",
                      world.controller_api.get());
  const auto console = co_await open_console(world);
  EXPECT_EQ(console->protocol(), "plain.kubevirt.io");
  co_await console->send_binary("hello");
  const auto heard = co_await console->read();
  EXPECT_TRUE(heard && heard->bytes == "guest heard hello");
  EXPECT_FALSE(co_await console->read());
  EXPECT_EQ(console->close_code(), 4000);
  EXPECT_EQ(console->close_reason(), "the guest has shut down");
}
TEST(Verbs, AConsoleIsJoinedBothWaysAndSaysWhyItEnds) { in_world(joins_console); }

Task<> refuses_strangers(World& world) {
  const auto list = co_await world.send("GET", "/apis/subresources.kubevirt.io/v1");
  EXPECT_NE(list.body.find("virtualmachineinstances/vnc/screenshot"), std::string::npos);
  const auto lacking = co_await world.send("PUT", vm_verb("migrate"), "{}");
  EXPECT_EQ(lacking.status, 400);
  EXPECT_NE(message_of(lacking).find("this release of Coracle has no virtualmachines/migrate"), std::string::npos);
  EXPECT_EQ((co_await world.send("GET", vm_verb("start"))).status, 405);
  EXPECT_EQ((co_await world.send("PUT", vm_verb("dance"))).status, 404);

  // Straight to the port, with whatever certificate: headers count only from the API server.
  const auto& pki = world.instance.pki();
  const auto map = co_await world.get("/api/v1/namespaces/kubevirt/configmaps/kubevirt-ca");
  const net::Identity identities[] = {
      pki.front_proxy.issue({.common_name = "somebody", .for_clients = true}),
      pki.user("admin", {"system:masters"}),
  };
  for (const auto* identity : {&identities[0], &identities[1], static_cast<const net::Identity*>(nullptr)}) {
    net::ClientOptions options;
    options.tls.authorities_pem = json::text(map, {"data", "ca-bundle"});
    if (identity != nullptr) options.tls.certificate = std::make_shared<net::CertificateSource>(*identity);
    options.server_name = "virt-api.kubevirt.svc";
    net::Client client(fmt::format("https://127.0.0.1:{}", world.api->port()), options);
    net::Request request;
    request.method = "PUT";
    request.target = vm_verb("start");
    request.headers.set("X-Remote-User", "admin");
    request.headers.set("X-Remote-Group", "system:masters");
    const auto answer = co_await net::exchange(client, std::move(request));
    EXPECT_EQ(answer.status, 401) << answer.body;
  }
}
TEST(Verbs, OnlyTheApiServerSaysWhoAsks) { in_world(refuses_strangers); }

}  // namespace
}  // namespace coracle::install
