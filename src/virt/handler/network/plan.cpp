#include "virt/handler/network/plan.h"

namespace coracle::virt::handler::network {

namespace plan_json {
namespace {

json::Object link_object(const Link& link) {
  json::Object object;
  object["kind"] = link.kind == Link::Kind::bridge ? "bridge" : "tap";
  object["name"] = link.name;
  object["mac"] = link.mac;
  object["mtu"] = link.mtu;
  object["bridge"] = link.bridge;
  object["owner"] = link.owner;
  object["multi_queue"] = link.multi_queue;
  object["tx_checksum"] = link.tx_checksum;
  return object;
}

}  // namespace
}  // namespace plan_json

json::Object to_json(const Plan& plan) {
  json::Array links;
  for (const auto& link : plan.links) links.push_back(plan_json::link_object(link));
  json::Array addresses;
  for (const auto& each : plan.addresses) {
    addresses.push_back(json::Object{{"link", each.link}, {"address", each.address}});
  }
  json::Array sysctls;
  for (const auto& each : plan.sysctls) sysctls.push_back(json::Object{{"path", each.path}, {"value", each.value}});
  json::Object object;
  object["links"] = std::move(links);
  object["addresses"] = std::move(addresses);
  object["sysctls"] = std::move(sysctls);
  object["nftables"] = plan.nftables;
  return object;
}

}  // namespace coracle::virt::handler::network
