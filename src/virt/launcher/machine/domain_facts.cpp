#include "virt/launcher/machine/domain_facts.h"

#include <pugixml.hpp>

namespace coracle::virt::launcher {

namespace domain_xml {
namespace {

constexpr std::string_view alias_prefix = "ua-";
constexpr std::string_view agent_channel = "org.qemu.guest_agent.0";

/// The name behind an alias of ours; empty for other devices.
std::string name_of(const pugi::xml_node& device) {
  const std::string_view alias = device.child("alias").attribute("name").value();
  return alias.starts_with(alias_prefix) ? std::string(alias.substr(alias_prefix.size())) : std::string();
}

/// libvirt writes KiB here, whatever unit it was given.
std::int64_t bytes_of(const pugi::xml_node& memory) {
  const std::string_view unit = memory.attribute("unit").as_string("KiB");
  return unit == "KiB" ? memory.text().as_llong() * 1024 : 0;
}

void read_devices(const pugi::xml_node& devices, DomainFacts& facts) {
  for (const auto& disk : devices.children("disk")) {
    const auto name = name_of(disk);
    if (!name.empty()) facts.disk_targets.push_back(name + "=" + disk.child("target").attribute("dev").value());
  }
  for (const auto& card : devices.children("interface")) {
    const auto name = name_of(card);
    if (name.empty()) continue;
    facts.cards.push_back({name, card.child("mac").attribute("address").value(),
                           card.child("link").attribute("state").as_string("up"),
                           card.child("driver").attribute("queues").as_int(1)});
  }
  for (const auto& channel : devices.children("channel")) {
    const auto target = channel.child("target");
    if (target.attribute("name").value() != agent_channel) continue;
    facts.agent_connected = std::string_view(target.attribute("state").value()) == "connected";
  }
}

}  // namespace
}  // namespace domain_xml

Result<DomainFacts> facts_of(std::string_view text) {
  pugi::xml_document document;
  if (!document.load_buffer(text.data(), text.size())) return Error(Reason::invalid, "the domain's XML cannot be read");
  const auto domain = document.child("domain");
  if (!domain) return Error(Reason::invalid, "the domain's XML holds no domain");
  DomainFacts facts;
  facts.uid = domain.child("metadata").first_child().child_value("uid");
  facts.machine_type = domain.child("os").child("type").attribute("machine").value();
  facts.memory_bytes = domain_xml::bytes_of(domain.child("currentMemory"));
  facts.acpi = static_cast<bool>(domain.child("features").child("acpi"));
  domain_xml::read_devices(domain.child("devices"), facts);
  return facts;
}

}  // namespace coracle::virt::launcher
