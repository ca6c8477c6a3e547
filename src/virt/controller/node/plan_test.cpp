#include "virt/controller/node/plan.h"

#include "virt/controller/plan_cases.h"

namespace coracle::virt::controller::node {
namespace {

/// A guest and what it points to.
struct Held {
  kubevirt::VirtualMachineInstance vmi;
  std::vector<core::Pod> pods;
};

std::vector<Held> guests_given(const json::Value& given) {
  std::vector<Held> all;
  for (const auto& one : given.at("guests").as_array()) {
    Held held{.vmi = schema::decoded<kubevirt::VirtualMachineInstance>(one.at("vmi")), .pods = {}};
    for (const auto& pod : one.at("pods").as_array()) held.pods.push_back(schema::decoded<core::Pod>(pod));
    all.push_back(std::move(held));
  }
  return all;
}

TEST(NodePlan, is_what_the_cases_say) {
  cases::check("node", [](const json::Value& one) -> json::Value {
    std::optional<core::Node> node;
    if (const auto* there = json::find(one, {"node"})) node = schema::decoded<core::Node>(*there);
    const auto guests = guests_given(one);
    Given given{
        .node = node ? &*node : nullptr, .guests = {}, .now = *parse_time("2026-01-01T00:00:00Z"), .not_before = {}};
    if (const auto* grace = json::find(one, {"notBefore"}))
      given.not_before = *parse_time(std::string_view(grace->as_string()));
    for (const auto& held : guests) {
      Guest guest{.vmi = &held.vmi, .pods = {}};
      for (const auto& pod : held.pods) guest.pods.push_back(&pod);
      given.guests.push_back(std::move(guest));
    }
    const auto decided = plan(given);
    json::Object out{{"mark", decided.mark_unschedulable}, {"lost", decided.lost.size()}};
    if (decided.again_after)
      out["again_after"] = std::chrono::duration_cast<std::chrono::seconds>(*decided.again_after).count();
    return out;
  });
}

}  // namespace
}  // namespace coracle::virt::controller::node
