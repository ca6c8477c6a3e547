#include "node/devices/ledger.h"

#include <algorithm>

#include "json/value.h"
#include "net/encoding.h"

namespace coracle::node::devices {
namespace {
constexpr int checkpoint_version = 1;

json::Object map_json(const rpc::StringMap& map) {
  json::Object out;
  for (const auto& [name, value] : map) out[name] = value;
  return out;
}

json::Value answer_json(const rpc::Allocation& answer) {
  json::Array mounts;
  for (const auto& mount : answer.mounts)
    mounts.push_back(json::Object{
        {"containerPath", mount.container_path}, {"hostPath", mount.host_path}, {"readOnly", mount.readonly}});
  json::Array devices;
  for (const auto& device : answer.devices)
    devices.push_back(json::Object{
        {"containerPath", device.container_path}, {"hostPath", device.host_path}, {"permissions", device.permissions}});
  return json::Object{{"envs", map_json(answer.envs)},
                      {"annotations", map_json(answer.annotations)},
                      {"mounts", std::move(mounts)},
                      {"devices", std::move(devices)}};
}

rpc::StringMap map_of(const json::Value& value, std::string_view name) {
  rpc::StringMap map;
  if (const auto* member = json::find(value, {name}); member && member->is_object())
    for (const auto& [key, text] : member->get_object())
      if (text.is_string()) map[std::string(key)] = std::string(text.get_string());
  return map;
}

const json::Array& array_of(const json::Value& value, std::string_view name) {
  static const json::Array none;
  const auto* member = json::find(value, {name});
  return member && member->is_array() ? member->get_array() : none;
}

bool flag_of(const json::Value& value, std::string_view name) {
  const auto* member = json::find(value, {name});
  return member && member->is_bool() && member->get_bool();
}

rpc::Allocation answer_of(const json::Value& value) {
  rpc::Allocation answer;
  answer.envs = map_of(value, "envs");
  answer.annotations = map_of(value, "annotations");
  for (const auto& one : array_of(value, "mounts")) {
    rpc::Mount mount;
    mount.container_path = json::text(one, {"containerPath"});
    mount.host_path = json::text(one, {"hostPath"});
    mount.readonly = flag_of(one, "readOnly");
    answer.mounts.push_back(std::move(mount));
  }
  for (const auto& one : array_of(value, "devices"))
    answer.devices.push_back({std::string(json::text(one, {"containerPath"})),
                              std::string(json::text(one, {"hostPath"})),
                              std::string(json::text(one, {"permissions"}))});
  return answer;
}

Error broken_checkpoint(const char* why) { return {Reason::invalid, std::string("the device checkpoint ") + why}; }
}  // namespace

const Holding* Ledger::find(const std::string& pod, const std::string& container, const std::string& resource) const {
  const auto of_pod = holdings_.find(pod);
  if (of_pod == holdings_.end()) return nullptr;
  const auto of_container = of_pod->second.find(container);
  if (of_container == of_pod->second.end()) return nullptr;
  const auto holding = of_container->second.find(resource);
  return holding == of_container->second.end() ? nullptr : &holding->second;
}

void Ledger::put(const std::string& pod, const std::string& container, const std::string& resource, Holding holding) {
  holdings_[pod][container][resource] = std::move(holding);
}

bool Ledger::release(const std::string& pod) { return holdings_.erase(pod) > 0; }

DeviceSet Ledger::taken(const std::string& resource, const std::string& except_init_of) const {
  DeviceSet devices;
  for (const auto& [pod, containers] : holdings_)
    for (const auto& [container, resources] : containers) {
      const auto holding = resources.find(resource);
      if (holding == resources.end() || (holding->second.init && pod == except_init_of)) continue;
      devices.insert(holding->second.devices.begin(), holding->second.devices.end());
    }
  return devices;
}

DeviceSet Ledger::reusable(const std::string& pod, const std::string& resource) const {
  DeviceSet devices;
  const auto of_pod = holdings_.find(pod);
  if (of_pod == holdings_.end()) return devices;
  for (const auto& [container, resources] : of_pod->second)
    if (const auto holding = resources.find(resource); holding != resources.end() && holding->second.init)
      devices.insert(holding->second.devices.begin(), holding->second.devices.end());
  return devices;
}

std::string Ledger::text() const {
  json::Array entries;
  for (const auto& [pod, containers] : holdings_)
    for (const auto& [container, resources] : containers)
      for (const auto& [resource, holding] : resources) {
        json::Array devices;
        for (const auto& device : holding.devices) devices.push_back(json::String(device));
        entries.push_back(json::Object{{"podUID", pod},
                                       {"container", container},
                                       {"resource", resource},
                                       {"devices", std::move(devices)},
                                       {"init", holding.init},
                                       {"answer", answer_json(holding.answer)}});
      }
  const auto checksum = net::hex(net::sha256(json::serialize(json::Value(entries))));
  return json::serialize(
      json::Object{{"version", checkpoint_version}, {"checksum", checksum}, {"entries", std::move(entries)}});
}

Result<Ledger> Ledger::parse(std::string_view text) {
  auto parsed = json::parse(text, {64U << 20U, 20});
  if (!parsed) return parsed.error();
  const auto* version = json::find(*parsed, {"version"});
  if (!version || !version->is_int64() || version->get_int64() != checkpoint_version)
    return broken_checkpoint("is of another version");
  const auto* entries = json::find(*parsed, {"entries"});
  if (!entries || !entries->is_array()) return broken_checkpoint("has no entries");
  if (json::text(*parsed, {"checksum"}) != net::hex(net::sha256(json::serialize(*entries))))
    return broken_checkpoint("does not match its checksum");
  Ledger ledger;
  for (const auto& entry : entries->get_array()) {
    Holding holding;
    for (const auto& device : array_of(entry, "devices"))
      if (device.is_string()) holding.devices.insert(std::string(device.get_string()));
    holding.init = flag_of(entry, "init");
    if (const auto* answer = json::find(entry, {"answer"})) holding.answer = answer_of(*answer);
    ledger.put(std::string(json::text(entry, {"podUID"})), std::string(json::text(entry, {"container"})),
               std::string(json::text(entry, {"resource"})), std::move(holding));
  }
  return ledger;
}

Choice choose(const std::string& resource, std::int64_t count, const DeviceSet& healthy, const DeviceSet& taken,
              const DeviceSet& reusable) {
  Choice choice;
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(count, 0));
  for (const auto& device : reusable)
    if (choice.must.size() < wanted && healthy.contains(device) && !taken.contains(device)) choice.must.insert(device);
  for (const auto& device : healthy)
    if (!taken.contains(device) && !choice.must.contains(device)) choice.free.insert(device);
  choice.more = wanted - choice.must.size();
  if (choice.more > choice.free.size())
    throw Error(Reason::conflict, "requested number of devices unavailable for " + resource +
                                      ". Requested: " + std::to_string(wanted) +
                                      ", Available: " + std::to_string(choice.must.size() + choice.free.size()));
  return choice;
}

rpc::Allocation merged(const std::vector<rpc::Allocation>& answers) {
  rpc::Allocation all;
  for (const auto& answer : answers) {
    all.envs.insert(answer.envs.begin(), answer.envs.end());
    all.annotations.insert(answer.annotations.begin(), answer.annotations.end());
    for (const auto& mount : answer.mounts)
      if (std::none_of(all.mounts.begin(), all.mounts.end(),
                       [&](const rpc::Mount& known) { return known.container_path == mount.container_path; }))
        all.mounts.push_back(mount);
    for (const auto& device : answer.devices)
      if (std::none_of(all.devices.begin(), all.devices.end(),
                       [&](const rpc::Device& known) { return known.container_path == device.container_path; }))
        all.devices.push_back(device);
  }
  return all;
}

}  // namespace coracle::node::devices
