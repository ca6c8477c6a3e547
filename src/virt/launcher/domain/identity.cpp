#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

/// Scripts read the instance's uid from the metadata.
void add_identity(pugi::xml_node domain, const Input& input) {
  const auto& spec = input.vmi.spec.domain;
  element(domain, "name", domain_name(input.vmi));
  if (spec.firmware && !spec.firmware->uuid.empty()) element(domain, "uuid", spec.firmware->uuid);
  auto kubevirt = element(element(domain, "metadata"), "kubevirt");
  attribute(kubevirt, "xmlns", "http://kubevirt.io");
  element(kubevirt, "uid", input.vmi.metadata.uid);
}

}  // namespace coracle::virt::launcher::domain
