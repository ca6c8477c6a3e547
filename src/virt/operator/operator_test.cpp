// Goldens in tests/cases/operator hold webhooks and rights as they are installed: what a component may do changes only
// where somebody sees it. CORACLE_WRITE_GOLDENS=1 writes what the code says now, to be read before it is committed.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "virt/operator/certificate_plan.h"
#include "virt/operator/emulation.h"
#include "virt/operator/installation_status.h"
#include "virt/operator/node_probe_pods.h"
#include "virt/operator/wanted.h"
#include "virt/shared/component_certificates.h"
#include "virt/shared/conditions.h"
#include "virt/shared/feature_gates.h"

namespace coracle::virt::operator_ {
namespace {
using namespace std::chrono_literals;

namespace golden {

std::filesystem::path file(const std::string& name) {
  const char* source = std::getenv("CORACLE_SOURCE");
  return std::filesystem::path(source == nullptr ? "." : source) / "tests/cases/operator" / name;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

void expect(const std::string& name, const std::string& now) {
  if (std::getenv("CORACLE_WRITE_GOLDENS") != nullptr) std::ofstream(file(name)) << now;
  EXPECT_EQ(content_of(file(name)), now);
}

std::string list_of(const json::Value& object, std::string_view member) {
  const auto* list = json::find(object, {member});
  std::string out;
  if (list == nullptr) return out;
  for (const auto& one : list->as_array()) out += (out.empty() ? "" : ",") + std::string(one.as_string());
  return out.empty() ? "''" : out;
}

/// A line a rule: for people's eyes.
std::string text_of(const Wanted& one) {
  auto out = fmt::format("{} {}\n", one.kind->kind, one.key.text());
  if (const auto* rules = json::find(one.object, {"rules"}))
    for (const auto& rule : rules->as_array()) {
      const auto* names = json::find(rule, {"resourceNames"});
      out += fmt::format("  {} {}: {}{}\n", list_of(rule, "apiGroups"), list_of(rule, "resources"),
                         list_of(rule, "verbs"), names ? " only " + list_of(rule, "resourceNames") : "");
    }
  if (const auto* subjects = json::find(one.object, {"subjects"}))
    out += fmt::format("  {} -> {} {}\n", json::text(one.object, {"roleRef", "name"}),
                       json::text(subjects->as_array()[0], {"kind"}), json::text(subjects->as_array()[0], {"name"}));
  return out;
}

}  // namespace golden

TEST(Rights, are_those_of_the_list) {
  Installation installation;
  installation.nodes = {"node1", "node2"};
  std::string text;
  for (const auto& one : rbac(installation)) text += golden::text_of(one);
  golden::expect("rights.txt", text);
}

TEST(Rights, a_node_reads_no_secret_outside_its_list_and_changes_no_pod) {
  for (const auto& one : rbac({})) {
    if (one.key.name != "kubevirt-handler") continue;
    const auto* rules = json::find(one.object, {"rules"});
    if (rules == nullptr) continue;
    for (const auto& rule : rules->as_array()) {
      const auto resources = golden::list_of(rule, "resources");
      if (resources.find("secrets") != std::string::npos) {
        EXPECT_NE(json::find(rule, {"resourceNames"}), nullptr);
      }
      if (resources.find("pods") != std::string::npos) {
        EXPECT_EQ(golden::list_of(rule, "verbs"), "get,list,watch");
      }
    }
  }
}

TEST(Webhooks, are_those_of_the_list) {
  Installation installation;
  installation.ca_bundle = "CA";
  json::Array all;
  for (auto& one : webhooks(installation)) all.push_back(std::move(one.object));
  golden::expect("webhooks.json", json::pretty(all) + "\n");
}

TEST(Definitions, are_those_of_the_kinds_that_have_a_controller) {
  std::vector<std::string> names;
  for (const auto& one : definitions()) names.push_back(one.key.name);
  EXPECT_EQ(names, (std::vector<std::string>{"kubevirts.kubevirt.io", "virtualmachines.kubevirt.io",
                                             "virtualmachineinstances.kubevirt.io"}));
}

TEST(Wanted, tells_by_its_hash_whether_it_has_changed) {
  const auto before = webhooks({.ca_bundle = "one"});
  const auto same = webhooks({.ca_bundle = "one"});
  const auto after = webhooks({.ca_bundle = "two"});
  EXPECT_EQ(before[0].hash, same[0].hash);
  EXPECT_NE(before[0].hash, after[0].hash);
  EXPECT_EQ(json::text(before[0].object, {"metadata", "annotations", hash_annotation}), before[0].hash);
}

/// Carries plans out as virt-operator does, with a clock of the test's.
struct CertificateWorld {
  explicit CertificateWorld(std::vector<std::string> of_nodes) : nodes(std::move(of_nodes)) {}

  CertificatePlan step() {
    const auto roles = certificate_roles(nodes);
    auto plan = plan_certificates(state, roles, lifetimes, clock.now());
    if (plan.new_authority) {
      const auto authority =
          net::Authority::make(authority_name(clock.now()), lifetimes.authority.duration, clock.now());
      plan.bundle = authority.certificate_pem() + plan.bundle;
      state.authority = authority.identity();
      ++authorities;
    }
    state.bundle = plan.bundle;
    const auto authority = net::Authority::load(*state.authority);
    for (const auto& secret : plan.issue) {
      auto request = std::ranges::find(roles, secret, &CertificateRole::secret)->request;
      request.validity = lifetimes.leaf.duration;
      state.leaves[secret] = authority.issue(request, clock.now());
      ++issued;
    }
    return plan;
  }
  void expect_all_trusted() const {
    const auto bundle = net::read_certificates(state.bundle).take();
    for (const auto& [secret, identity] : state.leaves) {
      const auto leaf = net::read_certificate(identity.certificate_pem).take();
      EXPECT_GT(leaf.not_after, clock.now()) << secret;
      EXPECT_TRUE(std::ranges::any_of(bundle, [&](const auto& authority) {
        return authority.common_name == leaf.issuer_common_name && authority.not_after > clock.now();
      })) << secret;
    }
  }

  std::vector<std::string> nodes;
  ManualClock clock{std::chrono::system_clock::now()};
  Lifetimes lifetimes = lifetimes_of({});
  CertificateState state;
  int authorities = 0;
  int issued = 0;
};

TEST(Certificates, are_made_once_and_then_left_alone) {
  CertificateWorld world({"node1"});
  const auto first = world.step();
  EXPECT_TRUE(first.new_authority);
  EXPECT_EQ(first.issue.size(), 4U);
  const auto second = world.step();
  EXPECT_FALSE(second.new_authority);
  EXPECT_TRUE(second.issue.empty());
  const auto until_renewal = second.next - world.clock.now();  // certificates know whole seconds
  EXPECT_LE(until_renewal, WallTime::duration(24h) / 5 * 4);
  EXPECT_GT(until_renewal, WallTime::duration(24h) / 5 * 4 - 2s);
  world.nodes.emplace_back("node2");
  EXPECT_EQ(world.step().issue, std::vector<std::string>{"kubevirt-virt-handler-server-certs-node2"});
}

TEST(Certificates, are_renewed_in_time_for_a_month_and_always_trusted) {
  CertificateWorld world({"node1"});
  const auto begin = world.clock.now();
  while (world.clock.now() < begin + 30 * 24h) {
    const auto plan = world.step();
    world.expect_all_trusted();
    ASSERT_GT(plan.next, world.clock.now());
    world.clock.advance(plan.next - world.clock.now());
    world.expect_all_trusted();
  }
  EXPECT_EQ(world.authorities, 6);        // each 5.6 days
  EXPECT_NEAR(world.issued, 4 * 38, 12);  // each 19.2 hours
  EXPECT_LE(net::read_certificates(world.state.bundle)->size(), 2U);
}

TEST(Certificates, wait_for_a_new_authority_to_be_known) {
  CertificateWorld world({});
  world.step();
  const auto authority_due = WallTime::duration(7 * 24h) / 5 * 4;
  world.clock.advance(authority_due - 1h);
  EXPECT_EQ(world.step().issue.size(), 3U);  // they have run out
  world.lifetimes.leaf.renew_before = 23h + 30min;
  world.clock.advance(1h);
  const auto both_due = world.step();
  EXPECT_TRUE(both_due.new_authority);
  EXPECT_TRUE(both_due.issue.empty());
  EXPECT_LE(both_due.next - world.clock.now(), WallTime::duration(1min));
  world.state.leaves.begin()->second = {};
  EXPECT_EQ(world.step().issue.size(), 1U);  // one that is no good does not wait
  world.clock.advance(1min);
  EXPECT_EQ(world.step().issue.size(), 2U);
}

TEST(Certificates, an_administrator_may_shorten_their_lives) {
  api::kubevirt::v1::KubeVirtCertificateRotateStrategy strategy;
  auto& own = strategy.self_signed.emplace();
  own.ca.emplace().duration = "48h";
  own.server.emplace().duration = "1h";
  own.server->renew_before = "30m";
  const auto lifetimes = lifetimes_of(strategy);
  EXPECT_EQ(lifetimes.authority.duration, Duration(48h));
  EXPECT_EQ(lifetimes.authority.renew_before, Duration(48h) / 5);
  EXPECT_EQ(lifetimes.leaf.renew_before, Duration(30min));
  CertificateWorld world({});
  world.step();
  world.lifetimes = lifetimes;
  world.clock.advance(1h);
  EXPECT_EQ(world.step().issue.size(), 3U);
}

TEST(Certificates, a_role_is_one_name_and_one_use) {
  const std::vector<std::string> nodes{"node1"};
  for (const auto& role : certificate_roles(nodes)) {
    const bool client = role.secret == shared::certificate_secret::api_client;
    EXPECT_EQ(role.request.for_clients, client) << role.secret;
    EXPECT_EQ(role.request.for_servers, !client) << role.secret;
  }
}

TEST(Emulation, follows_the_nodes_until_a_user_decides) {
  const auto object = [](std::string_view value, bool ours) {
    return json::
        parse(fmt::format(
                  R"({{"metadata":{{"annotations":{{{}}}}},"spec":{{"configuration":{{"developerConfiguration":{{{}}}}}}}}})",
                  ours ? R"("coracle.dev/use-emulation-set-by":"virt-operator")" : "", value))
            .take();
  };
  const std::string on = R"("useEmulation":true)", off = R"("useEmulation":false)";
  const std::map<std::string, std::string> none, slow{{"a", "slow"}}, good{{"a", "usable"}},
      mixed{{"a", "absent"}, {"b", "usable"}};
  const struct {
    json::Value object;
    const std::map<std::string, std::string>& kvm;
    EmulationStep step;
  } cases[] = {
      {object("", false), none, EmulationStep::leave},   {object("", false), slow, EmulationStep::turn_on},
      {object("", false), good, EmulationStep::leave},   {object("", false), mixed, EmulationStep::leave},
      {object(on, false), good, EmulationStep::leave},   {object(off, false), slow, EmulationStep::leave},
      {object(on, true), good, EmulationStep::turn_off}, {object(on, true), slow, EmulationStep::leave},
      {object(off, true), slow, EmulationStep::let_go},  {object("", true), slow, EmulationStep::let_go},
  };
  for (const auto& one : cases)
    EXPECT_EQ(decide_emulation(one.object, one.kvm), one.step) << json::serialize(one.object);
}

TEST(NodeProbe, is_another_pod_for_another_image_boot_or_way_of_running_guests) {
  const ProbedNode node{"node1", "boot", false};
  const auto name = probe_pod_name(node, "image:1");
  EXPECT_EQ(name, probe_pod_name(node, "image:1"));
  EXPECT_NE(name, probe_pod_name(node, "image:2"));
  EXPECT_NE(name, probe_pod_name({"node1", "later", false}, "image:1"));
  EXPECT_NE(name, probe_pod_name({"node1", "boot", true}, "image:1"));
  const auto pod = probe_pod(node, "image:1", "/var/lib/kubevirt-node-labeller");
  const auto& container = json::find(pod, {"spec", "containers"})->as_array()[0];
  EXPECT_EQ(json::serialize(*json::find(container, {"args"})), R"(["--node-probe","/var/lib/kubevirt-node-labeller"])");
  EXPECT_EQ(json::find(container, {"securityContext", "runAsUser"})->as_int64(), 107);
  EXPECT_EQ(json::find(container, {"securityContext", "privileged"}), nullptr);
}

TEST(Status, goes_from_deploying_to_deployed_and_says_what_is_degraded_later) {
  api::kubevirt::v1::KubeVirt object;
  const schema::Time now{"2026-01-31T09:05:00Z"};
  Findings findings;
  findings.all_created = true;
  findings.missing = "virt-api does not answer yet";
  object.status = installed_status(object, findings, now);
  EXPECT_EQ(object.status.phase, "Deploying");
  EXPECT_FALSE(shared::is_true(object.status.conditions, "Available"));
  EXPECT_TRUE(shared::is_true(object.status.conditions, "Progressing"));
  findings.missing.clear();
  object.status = installed_status(object, findings, now);
  EXPECT_EQ(object.status.phase, "Deployed");
  EXPECT_TRUE(shared::is_true(object.status.conditions, "Available"));
  findings.missing = "no virt-handler has reported from a node yet";
  object.status = installed_status(object, findings, now);
  EXPECT_EQ(object.status.phase, "Deployed");
  EXPECT_TRUE(shared::is_true(object.status.conditions, "Degraded"));
  findings.failure = "the store is full";
  object.status = installed_status(object, findings, now);
  EXPECT_NE(shared::find_condition(object.status.conditions, "Synchronized")->message.find("the store is full"),
            std::string::npos);
}

TEST(Status, of_the_first_object_lists_gates_that_are_known_and_on_by_default) {
  const auto object = first_kubevirt();
  for (const auto& gate : object.spec.configuration.developer_configuration->disabled_feature_gates) {
    const auto* known = shared::find_gate(gate);
    ASSERT_NE(known, nullptr) << gate;
    EXPECT_EQ(known->stage, shared::GateStage::beta) << gate;
  }
}

}  // namespace
}  // namespace coracle::virt::operator_
