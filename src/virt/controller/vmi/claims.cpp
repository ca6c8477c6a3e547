#include "virt/controller/vmi/claims.h"

namespace coracle::virt::controller::vmi {
namespace {
constexpr kube::Kind claim_kind{"", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true, true};
}

std::set<std::string> claims_of(const api::kubevirt::v1::VirtualMachineInstance& vmi) {
  std::set<std::string> names;
  for (const auto& volume : vmi.spec.volumes) {
    if (volume.persistent_volume_claim) names.insert(volume.persistent_volume_claim->claim_name);
    if (volume.data_volume) names.insert(volume.data_volume->name);
    if (volume.ephemeral && volume.ephemeral->persistent_volume_claim)
      names.insert(volume.ephemeral->persistent_volume_claim->claim_name);
  }
  return names;
}

Task<Claims> look_up_claims(kube::Client& client, std::string ns, std::set<std::string> names) {
  Claims claims;
  for (const auto& name : names) {
    // A server without the kind answers the same: then there is none either.
    const auto claim = co_await client.find(claim_kind, {ns, name});
    if (!claim) {
      claims.missing = name;
      co_return claims;
    }
    if (json::text(*claim, {"spec", "volumeMode"}) == "Block") claims.block.insert(name);
  }
  co_return claims;
}

}  // namespace coracle::virt::controller::vmi
