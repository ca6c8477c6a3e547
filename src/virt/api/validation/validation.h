#pragma once
// The rules that a machine and an instance must keep, a file an area. Messages and field paths are those that people
// know from KubeVirt. Pure.
#include <string>
#include <string_view>

#include "api/kubevirt/v1/kubevirt.h"
#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/error.h"
#include "virt/api/webhooks/review.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::api {

namespace kubevirt = coracle::api::kubevirt::v1;
using InstanceSpec = kubevirt::VirtualMachineInstanceSpec;

/// Collects what is broken, below a path.
class Findings {
 public:
  explicit Findings(FieldErrors& errors) : errors_(errors) {}
  void invalid(std::string field, std::string message) {
    add("FieldValueInvalid", std::move(field), std::move(message));
  }
  void required(std::string field, std::string message) {
    add("FieldValueRequired", std::move(field), std::move(message));
  }
  void duplicate(std::string field, std::string message) {
    add("FieldValueDuplicate", std::move(field), std::move(message));
  }
  void not_supported(std::string field, std::string message) {
    add("FieldValueNotSupported", std::move(field), std::move(message));
  }

 private:
  void add(std::string reason, std::string field, std::string message) {
    errors_.push_back({std::move(field), std::move(reason), std::move(message)});
  }
  FieldErrors& errors_;
};

/// An instance's spec with its defaults, found at `path` ("spec", "spec.template.spec").
FieldErrors check_instance_spec(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config);
/// The machine as the user wrote it; the template is checked with the defaults its instances will get.
FieldErrors check_machine(const kubevirt::VirtualMachine& vm, const shared::ClusterConfig& config);
/// A change of an instance; `refusal` is set for one that is none of the user's business.
Outcome check_instance_update(const Review& review);
/// The metadata of a new instance, or of a machine's template, found at `path` ("metadata", "spec.template.metadata"):
/// labels that only the product's own components may set, annotations of what is not built.
FieldErrors check_metadata(const std::string& path, const coracle::api::meta::v1::ObjectMeta& metadata,
                           const net::User& user, const shared::ClusterConfig& config);
FieldErrors check_kubevirt(const kubevirt::KubeVirt& object);

// The areas of an instance's spec.
void check_disks(const std::string& path, const InstanceSpec& spec, Findings& found);
void check_volumes(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                   Findings& found);
void check_networks(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                    Findings& found);
void check_resources(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                     Findings& found);
void check_placement(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                     Findings& found);
void check_devices(const std::string& path, const InstanceSpec& spec, Findings& found);
void check_dhcp_options(const std::string& at, const kubevirt::Interface& nic, Findings& found);
void check_credentials(const std::string& path, const InstanceSpec& spec, Findings& found);
void check_dns(const std::string& path, const InstanceSpec& spec, Findings& found);
/// What KubeVirt has and this release has not.
void check_lacking(const std::string& path, const InstanceSpec& spec, Findings& found);

/// RFC 1123: at most 63 letters, digits and dashes.
bool is_dns_label(std::string_view text);
/// What is wrong with it, in Kubernetes' words; empty: nothing.
std::string wrong_dns_label(std::string_view text);
/// Such labels with dots between, at most 253 characters.
bool is_dns_subdomain(std::string_view text);
std::string wrong_dns_subdomain(std::string_view text);

}  // namespace coracle::virt::api
