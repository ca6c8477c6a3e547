#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace features_concern {
namespace {
/// QEMU's translated code may otherwise take up to 1 GiB, which no pod's memory has room for.
constexpr const char* translation_cache_mib = "32";
}  // namespace
}  // namespace features_concern

void add_features(pugi::xml_node domain, const Input& input) {
  const auto& wanted = input.vmi.spec.domain.features;
  auto features = element(domain, "features");
  if (!wanted || wanted->acpi.enabled.value_or(true)) element(features, "acpi");
  if (wanted && wanted->apic && wanted->apic->enabled.value_or(true)) {
    auto apic = element(features, "apic");
    if (wanted->apic->end_of_interrupt) attribute(apic, "eoi", "on");
  }
  if (wanted && wanted->smm) {
    attribute(element(features, "smm"), "state", wanted->smm->enabled.value_or(true) ? "on" : "off");
  }
  if (wanted && wanted->kvm && wanted->kvm->hidden) {
    attribute(element(element(features, "kvm"), "hidden"), "state", "on");
  }
  if (wanted && wanted->pvspinlock) {
    attribute(element(features, "pvspinlock"), "state", wanted->pvspinlock->enabled.value_or(true) ? "on" : "off");
  }
  attribute(element(features, "vmport"), "state", "off");
  if (!input.kvm) {
    attribute(element(element(features, "tcg"), "tb-cache", features_concern::translation_cache_mib), "unit", "MiB");
  }
}

}  // namespace coracle::virt::launcher::domain
