#include "virt/launcher/disks/cloud_init.h"

#include "api/kubevirt/v1/names.h"
#include "base/base64.h"
#include "json/value.h"
#include "virt/launcher/disks/mounted_files.h"

namespace coracle::virt::launcher::disks {
namespace v1 = api::kubevirt::v1;

namespace cloud_init {
namespace {

constexpr std::size_t longest_host_name = 63;

std::string decode_base64(const std::string& text, const char* field) {
  auto decoded = from_base64(text);
  if (!decoded) throw Error(Reason::invalid, std::string(field) + " is not base64");
  return std::move(*decoded);
}

std::string from_secret(const v1::Volume& volume, const std::string& secrets, const std::string& secret,
                        const std::vector<std::string>& names) {
  auto found = first_file(secrets + "/" + volume.name, names);
  if (found) return std::move(*found);
  throw Error(Reason::invalid, "Secret " + secret + " has no entry " + names.front());
}

/// Keys of Secrets whose way into the guest is this disk; a file may hold several lines.
std::vector<std::string> public_keys(const v1::VirtualMachineInstance& vmi, const std::string& secrets) {
  std::vector<std::string> keys;
  for (const auto& credential : vmi.spec.access_credentials) {
    const auto& ssh = credential.ssh_public_key;
    if (!ssh || !ssh->propagation_method.no_cloud || !ssh->source.secret) continue;
    for (const auto& file : mounted_files(secrets + "/" + ssh->source.secret->secret_name + "-access-cred")) {
      std::size_t begin = 0;
      while (begin < file.content.size()) {
        const auto end = std::min(file.content.find('\n', begin), file.content.size());
        if (end > begin) keys.push_back(file.content.substr(begin, end - begin));
        begin = end + 1;
      }
    }
  }
  return keys;
}

std::string instance_type(const v1::VirtualMachineInstance& vmi) {
  for (const auto name : {v1::annotation::cluster_instancetype_name, v1::annotation::instancetype_name}) {
    const auto found = vmi.metadata.annotations.find(std::string(name));
    if (found != vmi.metadata.annotations.end()) return found->second;
  }
  return {};
}

}  // namespace
}  // namespace cloud_init

std::string host_name_of(const v1::VirtualMachineInstance& vmi) {
  const auto& name = vmi.spec.hostname.empty() ? vmi.metadata.name : vmi.spec.hostname;
  return name.substr(0, std::min(name.find('.'), cloud_init::longest_host_name));
}

CloudInitTexts no_cloud_texts(const v1::VirtualMachineInstance& vmi, const v1::Volume& volume,
                              const std::string& secrets) {
  const auto& source = *volume.cloud_init_no_cloud;
  CloudInitTexts texts;
  if (source.secret_ref) {
    texts.user_data = cloud_init::from_secret(volume, secrets, source.secret_ref->name, {"userdata", "userData"});
  } else if (!source.user_data_base64.empty()) {
    texts.user_data = cloud_init::decode_base64(source.user_data_base64, "cloudInitNoCloud.userDataBase64");
  } else {
    texts.user_data = source.user_data;
  }
  if (source.network_data_secret_ref) {
    texts.network_data =
        cloud_init::from_secret(volume, secrets, source.network_data_secret_ref->name, {"networkdata", "networkData"});
  } else if (!source.network_data_base64.empty()) {
    texts.network_data = cloud_init::decode_base64(source.network_data_base64, "cloudInitNoCloud.networkDataBase64");
  } else {
    texts.network_data = source.network_data;
  }
  texts.public_keys = cloud_init::public_keys(vmi, secrets);
  return texts;
}

/// JSON is YAML, which is what readers of meta-data expect.
std::vector<seed::IsoFile> no_cloud_files(const v1::VirtualMachineInstance& vmi, const CloudInitTexts& texts) {
  json::Object meta;
  meta["instance-id"] = vmi.metadata.name + "." + vmi.metadata.namespace_;
  meta["local-hostname"] = host_name_of(vmi);
  if (const auto type = cloud_init::instance_type(vmi); !type.empty()) meta["instance-type"] = type;
  if (!texts.public_keys.empty()) {
    json::Object keys;
    for (std::size_t i = 0; i < texts.public_keys.size(); ++i) keys[std::to_string(i)] = texts.public_keys[i];
    meta["public-keys"] = std::move(keys);
  }
  std::vector<seed::IsoFile> files = {{"meta-data", json::pretty(meta) + "\n"}, {"user-data", texts.user_data}};
  if (!texts.network_data.empty()) files.push_back({"network-config", texts.network_data});
  return files;
}

}  // namespace coracle::virt::launcher::disks
