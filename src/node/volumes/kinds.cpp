#include "node/volumes/kinds.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "json/quantity.h"

namespace coracle::node::volumes {
namespace {
using api::core::v1::Container;
using api::core::v1::Pod;
using api::core::v1::Volume;

struct KindLine {
  VolumeKind kind;
  const char* type;
  const char* folder;
  bool in_memory;
  bool read_only;
  bool (*is)(const Volume&);
};
constexpr std::array<KindLine, 6> kind_lines = {{
    {VolumeKind::empty_dir, "emptyDir", "kubernetes.io~empty-dir", false, false,
     [](const Volume& v) { return v.empty_dir.has_value(); }},
    {VolumeKind::config_map, "configMap", "kubernetes.io~configmap", false, true,
     [](const Volume& v) { return v.config_map.has_value(); }},
    {VolumeKind::secret, "secret", "kubernetes.io~secret", true, true,
     [](const Volume& v) { return v.secret.has_value(); }},
    {VolumeKind::projected, "projected", "kubernetes.io~projected", true, true,
     [](const Volume& v) { return v.projected.has_value(); }},
    {VolumeKind::downward_api, "downwardAPI", "kubernetes.io~downward-api", true, true,
     [](const Volume& v) { return v.downward_api.has_value(); }},
    {VolumeKind::host_path, "hostPath", "", false, false, [](const Volume& v) { return v.host_path.has_value(); }},
}};

std::optional<json::Quantity> amount_in(const std::map<std::string, schema::Quantity>& amounts, const char* resource) {
  const auto found = amounts.find(resource);
  if (found == amounts.end()) return std::nullopt;
  auto parsed = json::Quantity::parse(found->second.text);
  if (!parsed || parsed->sign() <= 0) return std::nullopt;
  return *parsed;
}

/// Nothing when a container has no limit: it may then use all there is.
std::optional<std::int64_t> memory_limit_of(const Pod& pod) {
  std::int64_t total = 0;
  for (const auto& container : pod.spec.containers) {
    const auto limit = amount_in(container.resources.limits, "memory");
    if (!limit) return std::nullopt;
    total += limit->value();
  }
  for (const auto& container : pod.spec.init_containers) {
    const auto limit = amount_in(container.resources.limits, "memory");
    if (!limit) return std::nullopt;
    if (container.restart_policy == "Always")
      total += limit->value();
    else
      total = std::max(total, limit->value());
  }
  return total;
}
}  // namespace

VolumeTraits traits_of(const Volume& volume) {
  for (const auto& line : kind_lines) {
    if (!line.is(volume)) continue;
    VolumeTraits traits{line.kind, line.type, line.folder, line.in_memory, line.read_only};
    if (volume.empty_dir) traits.in_memory = volume.empty_dir->medium == "Memory";
    return traits;
  }
  const auto encoded = schema::encode(volume);
  for (const auto& member : encoded.as_object())
    if (member.key() != "name") return {VolumeKind::unsupported, std::string(member.key()), {}, false, false};
  return {VolumeKind::empty_dir, "emptyDir", "kubernetes.io~empty-dir", false, false};
}

std::string volume_path(const Paths& paths, const std::string& pod_uid, const Volume& volume) {
  const auto traits = traits_of(volume);
  if (traits.kind == VolumeKind::host_path) return volume.host_path->path;
  return paths.pod(pod_uid) + "/volumes/" + traits.folder + "/" + volume.name;
}

std::uint64_t memory_volume_size(const Pod& pod, const schema::Quantity& size_limit,
                                 const std::map<std::string, schema::Quantity>& allocatable) {
  std::int64_t size = 0;
  const auto bound = [&](std::optional<std::int64_t> by) {
    if (by && *by > 0) size = size == 0 ? *by : std::min(size, *by);
  };
  if (!size_limit.empty()) {
    const auto parsed = json::Quantity::parse(size_limit.text);
    if (parsed) bound(parsed->value());
  }
  bound(memory_limit_of(pod));
  if (const auto memory = amount_in(allocatable, "memory")) bound(memory->value());
  return static_cast<std::uint64_t>(size);
}

std::string huge_page_size(const Pod& pod, const std::string& medium) {
  std::set<std::string> sizes;
  if (medium.starts_with("HugePages-")) {
    sizes.insert(medium.substr(10));
  } else {
    for (const auto* list : {&pod.spec.init_containers, &pod.spec.containers})
      for (const auto& container : *list)
        for (const auto& [name, amount] : container.resources.requests)
          if (name.starts_with("hugepages-")) sizes.insert(name.substr(10));
    if (sizes.size() != 1)
      throw Error(Reason::invalid,
                  "medium HugePages needs containers that request exactly one size of huge pages, not " +
                      std::to_string(sizes.size()));
  }
  auto size = json::Quantity::parse(*sizes.begin());
  if (!size || size->value() <= 0 || size->value() % 1024 != 0)
    throw Error(Reason::invalid, "medium " + medium + " names no size of huge pages");
  return std::to_string(size->value() / 1024) + "K";
}

}  // namespace coracle::node::volumes
