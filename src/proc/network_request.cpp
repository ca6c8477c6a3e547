#include "proc/network.h"

namespace coracle::proc {

json::Object& NetworkRequest::step(std::string_view verb, std::string_view name) {
  json::Object made;
  made["verb"] = verb;
  made["name"] = name;
  steps_.push_back(std::move(made));
  return steps_.back().get_object();
}

NetworkRequest& NetworkRequest::add_bridge(std::string_view name) { return step("add_bridge", name), *this; }
NetworkRequest& NetworkRequest::add_dummy(std::string_view name) { return step("add_dummy", name), *this; }
NetworkRequest& NetworkRequest::remove_link(std::string_view name) { return step("remove_link", name), *this; }

NetworkRequest& NetworkRequest::add_veth(std::string_view name, std::string_view peer) {
  step("add_veth", name)["peer"] = peer;
  return *this;
}

NetworkRequest& NetworkRequest::add_tap(const Tap& tap) {
  auto& made = step("add_tap", tap.name);
  made["owner"] = tap.owner;
  made["multi_queue"] = tap.multi_queue;
  return *this;
}

NetworkRequest& NetworkRequest::set_link(std::string_view name, const LinkChange& change) {
  auto& made = step("set_link", name);
  if (change.up) made["up"] = *change.up;
  if (change.mtu) made["mtu"] = *change.mtu;
  if (change.mac) made["mac"] = *change.mac;
  if (change.master) made["master"] = *change.master;
  if (change.name) made["new_name"] = *change.name;
  if (change.mtu_of) made["mtu_of"] = *change.mtu_of;
  if (change.tx_checksum) made["tx_checksum"] = *change.tx_checksum;
  return *this;
}

NetworkRequest& NetworkRequest::add_address(std::string_view link, std::string_view address) {
  step("add_address", link)["address"] = address;
  return *this;
}

NetworkRequest& NetworkRequest::remove_address(std::string_view link, std::string_view address) {
  step("remove_address", link)["address"] = address;
  return *this;
}

NetworkRequest& NetworkRequest::add_route(std::string_view to, std::string_view gateway, std::string_view link) {
  auto& made = step("add_route", link);
  made["to"] = to;
  made["gateway"] = gateway;
  return *this;
}

NetworkRequest& NetworkRequest::set_sysctl(std::string_view name, std::string_view value) {
  step("set_sysctl", name)["value"] = value;
  return *this;
}

NetworkRequest& NetworkRequest::apply_nft(std::string_view ruleset) {
  step("apply_nft", "")["ruleset"] = ruleset;
  return *this;
}

NetworkRequest& NetworkRequest::show() { return step("show", ""), *this; }

}  // namespace coracle::proc
