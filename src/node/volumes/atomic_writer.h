#pragma once
#include <sys/types.h>
#include <optional>

#include "node/volumes/payload.h"

namespace coracle::node::volumes {

/// Makes the volume behind the descriptor hold exactly these files, all at once for whoever reads them: they lie in a
/// directory of their own, "..<time>.<random>", to which the link "..data" is switched by a rename; "name" is a link to
/// "..data/name". False when they were there already. Files and directories get `group` (and are readable by it).
/// https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
bool write_payload(int volume, const Payload& payload, std::optional<gid_t> group);

}  // namespace coracle::node::volumes
