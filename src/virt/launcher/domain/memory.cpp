#include <pugixml.hpp>

#include "json/quantity.h"
#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace memory_concern {
namespace {

std::int64_t bytes_of(std::string_view amount) { return json::Quantity::parse(amount).take().value(); }

/// What the guest sees: memory.guest, else the request, else the limit.
std::int64_t guest_bytes(const api::kubevirt::v1::DomainSpec& spec) {
  if (spec.memory && spec.memory->guest) return bytes_of(spec.memory->guest->text);
  for (const auto* amounts : {&spec.resources.requests, &spec.resources.limits}) {
    const auto found = amounts->find("memory");
    if (found != amounts->end()) return bytes_of(found->second.text);
  }
  throw Error(Reason::invalid, "spec.domain.memory.guest or a memory request must be set");
}

}  // namespace
}  // namespace memory_concern

void add_memory(pugi::xml_node domain, const Input& input) {
  const auto& spec = input.vmi.spec.domain;
  attribute(element(domain, "memory", std::to_string(memory_concern::guest_bytes(spec))), "unit", "b");
  if (spec.memory && spec.memory->hugepages) {
    auto page = element(element(element(domain, "memoryBacking"), "hugepages"), "page");
    const auto size = memory_concern::bytes_of(spec.memory->hugepages->page_size);
    attribute(attribute(page, "size", std::to_string(size)), "unit", "b");
  }
}

}  // namespace coracle::virt::launcher::domain
