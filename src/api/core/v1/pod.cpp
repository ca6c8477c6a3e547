#include "api/core/v1/pod.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const HostAlias*) {
  using T = HostAlias;
  static const Field fields[] = {
      field<&T::hostnames>("hostnames", "Names of the address.").atomic(),
      field<&T::ip>("ip", "Address.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.HostAlias", "A line of the hosts file.", fields};
  return table;
}

const Struct& describe(const PodDNSConfigOption*) {
  using T = PodDNSConfigOption;
  static const Field fields[] = {
      field<&T::name>("name", "Name."),
      field<&T::value>("value", "Value."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodDNSConfigOption", "An option of the resolver.", fields};
  return table;
}

const Struct& describe(const PodDNSConfig*) {
  using T = PodDNSConfig;
  static const Field fields[] = {
      field<&T::nameservers>("nameservers", "Servers to ask.").atomic(),
      field<&T::searches>("searches", "Domains to append.").atomic(),
      field<&T::options>("options", "Options of the resolver.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodDNSConfig", "Resolver settings.", fields};
  return table;
}

const Struct& describe(const PodOS*) {
  using T = PodOS;
  static const Field fields[] = {
      field<&T::name>("name", "linux or windows.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodOS", "An operating system.", fields};
  return table;
}

const Struct& describe(const PodReadinessGate*) {
  using T = PodReadinessGate;
  static const Field fields[] = {
      field<&T::condition_type>("conditionType", "Type of the condition.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodReadinessGate", "A condition readiness waits for.", fields};
  return table;
}

const Struct& describe(const PodResourceClaim*) {
  using T = PodResourceClaim;
  static const Field fields[] = {
      field<&T::name>("name", "Name by which containers refer to it.").required(),
      field<&T::resource_claim_name>("resourceClaimName", "Claim that exists."),
      field<&T::resource_claim_template_name>("resourceClaimTemplateName", "Template from which a claim is made."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodResourceClaim", "A claim that containers may use.", fields};
  return table;
}

const Struct& describe(const PodSchedulingGate*) {
  using T = PodSchedulingGate;
  static const Field fields[] = {
      field<&T::name>("name", "Name.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodSchedulingGate", "What holds a pod back from being placed.", fields};
  return table;
}

const Struct& describe(const PodSchedulingGroup*) {
  using T = PodSchedulingGroup;
  static const Field fields[] = {
      field<&T::pod_group_name>("podGroupName", "Name of the group."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodSchedulingGroup", "A group of pods placed together.", fields};
  return table;
}

PodSpec::PodSpec() = default;
PodSpec::~PodSpec() = default;
PodSpec::PodSpec(const PodSpec&) = default;
PodSpec& PodSpec::operator=(const PodSpec&) = default;
PodSpec::PodSpec(PodSpec&&) noexcept = default;
PodSpec& PodSpec::operator=(PodSpec&&) noexcept = default;

const Struct& describe(const PodSpec*) {
  using T = PodSpec;
  static const Field fields[] = {
      field<&T::volumes>("volumes", "Volumes its containers may mount.").merge_by("name").retain_keys(),
      field<&T::init_containers>("initContainers", "Containers that run before the others, one after the other.")
          .merge_by("name"),
      field<&T::containers>("containers", "Containers that run side by side.").required().merge_by("name"),
      field<&T::ephemeral_containers>("ephemeralContainers", "Containers added for debugging.").merge_by("name"),
      field<&T::restart_policy>("restartPolicy", "What happens when a container ends.")
          .one_of("Always|Never|OnFailure"),
      field<&T::termination_grace_period_seconds>("terminationGracePeriodSeconds",
                                                  "Seconds the pod is given to end in good order."),
      field<&T::active_deadline_seconds>("activeDeadlineSeconds", "Seconds it may run at all."),
      field<&T::dns_policy>("dnsPolicy", "Where its resolver asks.")
          .one_of("ClusterFirst|ClusterFirstWithHostNet|Default|None"),
      field<&T::node_selector>("nodeSelector", "Labels its node must have.").whole(),
      field<&T::service_account_name>("serviceAccountName", "Service account it acts as."),
      field<&T::service_account>("serviceAccount", "Old name of serviceAccountName."),
      field<&T::automount_service_account_token>("automountServiceAccountToken", "Whether a token is mounted."),
      field<&T::node_name>("nodeName", "Node it is bound to."),
      field<&T::host_network>("hostNetwork", "Uses the node's network."),
      field<&T::host_pid>("hostPID", "Uses the node's process ids."),
      field<&T::host_ipc>("hostIPC", "Uses the node's IPC."),
      field<&T::share_process_namespace>("shareProcessNamespace", "Whether its containers see each other's processes."),
      field<&T::security_context>("securityContext", "What its processes may do."),
      field<&T::image_pull_secrets>("imagePullSecrets", "Secrets with logins for registries.").merge_by("name"),
      field<&T::hostname>("hostname", "Host name in the pod."),
      field<&T::subdomain>("subdomain", "Makes the full name hostname.subdomain.namespace.svc."),
      field<&T::hostname_override>("hostnameOverride", "Host name in the pod, whatever else is set."),
      field<&T::set_hostname_as_fqdn>("setHostnameAsFQDN", "Whether the full name is the host name."),
      field<&T::affinity>("affinity", "Rules for where it may or should run."),
      field<&T::scheduler_name>("schedulerName", "Scheduler that places it."),
      field<&T::tolerations>("tolerations", "Taints it bears.").atomic(),
      field<&T::host_aliases>("hostAliases", "Lines for its hosts file.").merge_by("ip"),
      field<&T::priority_class_name>("priorityClassName", "Class of its priority."),
      field<&T::priority>("priority", "Its priority; set from the class."),
      field<&T::preemption_policy>("preemptionPolicy", "Whether it may push others out.")
          .one_of("Never|PreemptLowerPriority"),
      field<&T::dns_config>("dnsConfig", "Resolver settings beside the policy's."),
      field<&T::readiness_gates>("readinessGates", "Conditions that must also hold for it to be ready.").atomic(),
      field<&T::runtime_class_name>("runtimeClassName", "Runtime it runs with."),
      field<&T::enable_service_links>("enableServiceLinks", "Whether services become environment variables."),
      field<&T::overhead>("overhead", "What the runtime itself takes."),
      field<&T::topology_spread_constraints>("topologySpreadConstraints", "How it is spread with its like.")
          .map_by("topologyKey,whenUnsatisfiable")
          .patch_by("topologyKey"),
      field<&T::os>("os", "Operating system it is for."),
      field<&T::host_users>("hostUsers", "Whether it uses the node's user ids."),
      field<&T::scheduling_gates>("schedulingGates", "What must be taken away before it is placed.").merge_by("name"),
      field<&T::scheduling_group>("schedulingGroup", "Group it is placed with."),
      field<&T::resource_claims>("resourceClaims", "Claims its containers may use.").merge_by("name").retain_keys(),
      field<&T::resources>("resources", "What all its containers together need and may use."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodSpec", "What a pod is to be.", fields};
  return table;
}

Pod::Pod() = default;
Pod::~Pod() = default;
Pod::Pod(const Pod&) = default;
Pod& Pod::operator=(const Pod&) = default;
Pod::Pod(Pod&&) noexcept = default;
Pod& Pod::operator=(Pod&&) noexcept = default;

const Struct& describe(const Pod*) {
  using T = Pod;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.Pod", "Containers that run together on one node.", fields, {"", "v1", "Pod"}};
  return table;
}

PodTemplateSpec::PodTemplateSpec() = default;
PodTemplateSpec::~PodTemplateSpec() = default;
PodTemplateSpec::PodTemplateSpec(const PodTemplateSpec&) = default;
PodTemplateSpec& PodTemplateSpec::operator=(const PodTemplateSpec&) = default;
PodTemplateSpec::PodTemplateSpec(PodTemplateSpec&&) noexcept = default;
PodTemplateSpec& PodTemplateSpec::operator=(PodTemplateSpec&&) noexcept = default;

const Struct& describe(const PodTemplateSpec*) {
  using T = PodTemplateSpec;
  static const Field fields[] = {
      field<&T::metadata>("metadata", "Labels, annotations and the like of the pods made."),
      field<&T::spec>("spec", "Wanted state of the pods made."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodTemplateSpec", "What pods are made from.", fields};
  return table;
}

}  // namespace coracle::api::core::v1
