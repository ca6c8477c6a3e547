#include <fmt/core.h>

#include <map>

#include "base/base64.h"
#include "json/quantity.h"
#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

constexpr std::size_t most_volumes = 256;
constexpr std::size_t longest_cloud_init = 2048;

/// The kinds of source, how each is asked for, and whether this release can make a disk of it.
struct Source {
  std::string_view member;
  bool (*given)(const kubevirt::Volume&);
  bool built = false;
  std::string_view gate = {};  ///< without it the source is refused, whatever is built
};
constexpr Source sources[] = {
    {"containerDisk", [](const kubevirt::Volume& v) { return v.container_disk.has_value(); }, true},
    {"emptyDisk", [](const kubevirt::Volume& v) { return v.empty_disk.has_value(); }, true},
    {"cloudInitNoCloud", [](const kubevirt::Volume& v) { return v.cloud_init_no_cloud.has_value(); }, true},
    {"cloudInitConfigDrive", [](const kubevirt::Volume& v) { return v.cloud_init_config_drive.has_value(); }},
    {"persistentVolumeClaim", [](const kubevirt::Volume& v) { return v.persistent_volume_claim.has_value(); }},
    {"dataVolume", [](const kubevirt::Volume& v) { return v.data_volume.has_value(); }},
    {"ephemeral", [](const kubevirt::Volume& v) { return v.ephemeral.has_value(); }},
    {"hostDisk", [](const kubevirt::Volume& v) { return v.host_disk.has_value(); }, false, "HostDisk"},
    {"configMap", [](const kubevirt::Volume& v) { return v.config_map.has_value(); }},
    {"secret", [](const kubevirt::Volume& v) { return v.secret.has_value(); }},
    {"downwardAPI", [](const kubevirt::Volume& v) { return v.downward_api.has_value(); }},
    {"serviceAccount", [](const kubevirt::Volume& v) { return v.service_account.has_value(); }},
    {"sysprep", [](const kubevirt::Volume& v) { return v.sysprep.has_value(); }},
    {"downwardMetrics", [](const kubevirt::Volume& v) { return v.downward_metrics.has_value(); }, false,
     "DownwardMetrics"},
    {"memoryDump", [](const kubevirt::Volume& v) { return v.memory_dump.has_value(); }},
    {"containerPath", [](const kubevirt::Volume& v) { return v.container_path.has_value(); }, false,
     "ContainerPathVolumes"},
};

void check_source(const std::string& at, const kubevirt::Volume& volume, const shared::ClusterConfig& config,
                  Findings& found) {
  int given = 0;
  for (const auto& source : sources) {
    if (!source.given(volume)) continue;
    ++given;
    const auto field = fmt::format("{}.{}", at, source.member);
    if (!source.gate.empty() && !config.enabled(source.gate))
      found.invalid(at, source.member == "downwardMetrics"
                            ? "downwardMetrics disks are not allowed: DownwardMetrics feature gate is not enabled."
                            : fmt::format("{} feature gate is not enabled", source.gate));
    else if (!source.built)
      found.not_supported(field, fmt::format("{}: this release of Coracle makes no disks of {}", at, source.member));
  }
  if (given != 1) found.invalid(at, fmt::format("{} must have exactly one source type set", at));
}

/// One kind of cloud-init data: inline, in base64, or in a Secret.
struct CloudData {
  const char* member;  ///< "userData"
  const char* word;    ///< "userdata"
  const char* source;  ///< "userdatasource"
  const char* secret_member;
  const std::string& plain;
  const std::string& encoded;
  bool secret;
};

int check_cloud_data(const std::string& at, const CloudData& data, Findings& found) {
  int given = (data.plain.empty() ? 0 : 1) + (data.encoded.empty() ? 0 : 1) + (data.secret ? 1 : 0);
  if (given > 1) found.invalid(at, fmt::format("{} must have only one {} set.", at, data.source));
  auto size = data.plain.size();
  auto field = fmt::format("{}.{}", at, data.member);
  if (!data.encoded.empty()) {
    field += "Base64";
    const auto bytes = from_base64(data.encoded);
    if (!bytes) found.invalid(field, fmt::format("{} is not a valid base64 value.", field));
    size = bytes ? bytes->size() : 0;
  }
  if (size > longest_cloud_init)
    found.invalid(at, fmt::format("{} {} exceeds {} byte limit. Should use {} for larger data.", at, data.word,
                                  longest_cloud_init, data.secret_member));
  return given;
}

template <class Cloud>
void check_cloud_init(const std::string& at, const Cloud& cloud, Findings& found) {
  const int user = check_cloud_data(at,
                                    {"userData", "userdata", "userdatasource", "UserDataSecretRef", cloud.user_data,
                                     cloud.user_data_base64, cloud.secret_ref.has_value()},
                                    found);
  const int network =
      check_cloud_data(at,
                       {"networkData", "networkdata", "networkdata source", "NetworkDataSecretRef", cloud.network_data,
                        cloud.network_data_base64, cloud.network_data_secret_ref.has_value()},
                       found);
  if (user + network == 0)
    found.invalid(at, fmt::format("{} must have at least one userdatasource or one networkdatasource set.", at));
}

void check_container_disk(const std::string& at, const kubevirt::ContainerDiskSource& disk, Findings& found) {
  if (disk.image.empty()) found.required(at + ".image", fmt::format("{}.image is required", at));
  const auto& policy = disk.image_pull_policy;
  if (!policy.empty() && policy != "Always" && policy != "IfNotPresent" && policy != "Never")
    found.invalid(at + ".imagePullPolicy", fmt::format("{} has an unknown image pull policy {}", at, policy));
  if (disk.path.empty()) return;
  if (disk.path == "/") {
    found.invalid(at, fmt::format("{} must not point to root", at));
    return;
  }
  bool clean = disk.path.front() == '/';
  auto rest = std::string_view(disk.path).substr(1);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  schema::each_word(rest, '/',
                    [&](std::string_view word) { clean = clean && word != ".." && word != "." && !word.empty(); });
  if (!clean) found.invalid(at, fmt::format("{} must be an absolute path to a file without relative components", at));
}

void check_empty_disk(const std::string& at, const kubevirt::EmptyDiskSource& disk, Findings& found) {
  const auto capacity = json::Quantity::parse(disk.capacity.text);
  if (!capacity || capacity->sign() <= 0)
    found.invalid(at + ".capacity", fmt::format("{}.capacity must be greater than zero", at));
}

}  // namespace

void check_volumes(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                   Findings& found) {
  const auto all = path + ".volumes";
  if (spec.volumes.size() > most_volumes)
    found.invalid(all, fmt::format("{} list exceeds the {} element limit in length", all, most_volumes));
  std::map<std::string, std::size_t> names;
  for (std::size_t i = 0; i < spec.volumes.size() && i < most_volumes; ++i) {
    const auto& volume = spec.volumes[i];
    const auto at = fmt::format("{}[{}]", all, i);
    if (!is_dns_label(volume.name))
      found.invalid(at + ".name", fmt::format("{}.name '{}' must be a DNS label: at most 63 lower case letters, digits "
                                              "and dashes",
                                              at, volume.name));
    if (const auto [other, fresh] = names.emplace(volume.name, i); !fresh)
      found.invalid(at + ".name", fmt::format("{} and {}[{}] must not have the same Name.", at, all, other->second));
    check_source(at, volume, config, found);
    if (volume.container_disk) check_container_disk(at + ".containerDisk", *volume.container_disk, found);
    if (volume.empty_disk) check_empty_disk(at + ".emptyDisk", *volume.empty_disk, found);
    if (volume.cloud_init_no_cloud) check_cloud_init(at + ".cloudInitNoCloud", *volume.cloud_init_no_cloud, found);
    if (volume.cloud_init_config_drive)
      check_cloud_init(at + ".cloudInitConfigDrive", *volume.cloud_init_config_drive, found);
  }
}

}  // namespace coracle::virt::api
