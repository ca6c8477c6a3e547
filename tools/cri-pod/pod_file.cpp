#include "pod_file.h"

#include "fields.h"

namespace coracle::cri_pod {

namespace {
constexpr std::size_t largest_file = 1U << 20U;

/// A name that becomes part of paths: as Kubernetes' DNS labels and subdomains, so never ".." and never with a slash.
bool is_name(const std::string& text) {
  if (text.empty() || text.size() > 253 || text.front() == '.' || text.front() == '-') return false;
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos;
}
std::string name_member(Fields& fields, const char* member) {
  auto name = fields.required_text(member);
  if (!name.empty() && !is_name(name))
    fields.complain(fields.path() + "." + member + " '" + name + "' must be of a-z, 0-9, '-' and '.'");
  return name;
}

struct Volume {
  std::string name;
  std::string host_path;
};

class PodReader {
 public:
  explicit PodReader(const PodPlaces& places) : places_(places) {}

  PodFile read(Fields root) {
    const auto kind = root.text("kind");
    if (kind != "Pod") root.complain("kind must be Pod, not '" + kind + "'");
    if (const auto version = root.text("apiVersion"); version != "v1")
      root.complain("apiVersion must be v1, not '" + version + "'");
    read_metadata(root.object("metadata"));
    read_spec(root.object("spec"));
    root.nothing_else();
    return std::move(pod_);
  }

 private:
  void read_metadata(Fields fields) {
    auto& metadata = pod_.sandbox.metadata;
    metadata.name = name_member(fields, "name");
    metadata.namespace_ = fields.has("namespace") ? name_member(fields, "namespace") : "default";
    metadata.uid = fields.text("uid");
    if (metadata.uid.empty()) metadata.uid = places_.uid;
    if (!is_name(metadata.uid)) fields.complain("metadata.uid '" + metadata.uid + "' must be a lower-case UUID");
    for (auto& [key, value] : fields.text_map("labels")) pod_.sandbox.labels[key] = value;
    for (auto& [key, value] : fields.text_map("annotations")) pod_.sandbox.annotations[key] = value;
    fields.nothing_else();
    pod_.sandbox.labels["io.kubernetes.pod.name"] = metadata.name;
    pod_.sandbox.labels["io.kubernetes.pod.namespace"] = metadata.namespace_;
    pod_.sandbox.labels["io.kubernetes.pod.uid"] = metadata.uid;
    folder_ = pod_folder(places_.state, metadata.namespace_, metadata.name);
    pod_.sandbox.log_directory = folder_ + "/logs";
    pod_.sandbox.cgroup_parent = places_.cgroup_parent + "/" + metadata.uid;
    pod_.sandbox.hostname = metadata.name.substr(0, 63);
  }

  void read_spec(Fields fields) {
    if (const auto policy = fields.text("restartPolicy"); !policy.empty() && policy != "Never")
      fields.complain("spec.restartPolicy must be Never: cri-pod restarts nothing");
    if (const auto hostname = fields.text("hostname"); !hostname.empty()) pod_.sandbox.hostname = hostname;
    if (fields.truth("hostNetwork").value_or(false)) {
      pod_.sandbox.security.namespaces.network = rpc::NamespaceMode::node;
      pod_.sandbox.hostname.clear();
    }
    auto security = fields.object("securityContext");
    run_as_user_ = security.number("runAsUser");
    run_as_group_ = security.number("runAsGroup");
    security.nothing_else();
    pod_.sandbox.security.run_as_user = run_as_user_;
    pod_.sandbox.security.run_as_group = run_as_group_;
    for (auto& volume : fields.objects("volumes")) read_volume(volume);
    auto containers = fields.objects("containers");
    if (containers.empty()) fields.complain("spec.containers must have at least one");
    for (auto& container : containers) read_container(container);
    fields.nothing_else();
  }

  void read_volume(Fields& fields) {
    Volume volume;
    volume.name = name_member(fields, "name");
    if (fields.has("hostPath")) {
      auto source = fields.object("hostPath");
      volume.host_path = source.required_text("path");
      if (!volume.host_path.empty() && volume.host_path.front() != '/')
        source.complain(source.path() + ".path must be absolute");
      source.nothing_else();
    } else if (fields.has("emptyDir")) {
      fields.object("emptyDir").nothing_else();
      volume.host_path = folder_ + "/volumes/" + volume.name;
      pod_.folders.push_back({volume.host_path});
    } else {
      fields.complain(fields.path() + " must have hostPath or emptyDir");
    }
    fields.nothing_else();
    volumes_.push_back(std::move(volume));
  }

  void read_container(Fields& fields) {
    PodContainer container;
    auto& config = container.config;
    config.name = name_member(fields, "name");
    config.image = fields.required_text("image");
    config.user_specified_image = config.image;
    container.pull = read_pull_policy(fields);
    config.command = fields.texts("command");
    config.args = fields.texts("args");
    config.working_dir = fields.text("workingDir");
    config.tty = fields.truth("tty").value_or(false);
    for (auto& variable : fields.objects("env")) {
      auto name = variable.required_text("name");
      config.envs.push_back({std::move(name), variable.text("value")});
      variable.nothing_else();
    }
    for (auto& mount : fields.objects("volumeMounts")) read_mount(mount, config);
    read_security(fields.object("securityContext"), config.security);
    fields.nothing_else();
    config.labels = pod_.sandbox.labels;
    config.labels["io.kubernetes.container.name"] = config.name;
    config.log_path = config.name + ".log";
    for (const auto& other : pod_.containers)
      if (other.config.name == config.name)
        fields.complain(fields.path() + ".name '" + config.name + "' is there twice");
    pod_.containers.push_back(std::move(container));
  }

  static PullPolicy read_pull_policy(Fields& fields) {
    const auto policy = fields.text("imagePullPolicy");
    if (policy.empty() || policy == "IfNotPresent") return PullPolicy::if_not_present;
    if (policy == "Always") return PullPolicy::always;
    if (policy != "Never") fields.complain(fields.path() + ".imagePullPolicy must be Always, IfNotPresent or Never");
    return PullPolicy::never;
  }

  void read_mount(Fields& fields, rpc::ContainerConfig& config) {
    rpc::Mount mount;
    const auto name = fields.required_text("name");
    mount.container_path = fields.required_text("mountPath");
    mount.readonly = fields.truth("readOnly").value_or(false);
    const auto propagation = fields.text("mountPropagation");
    if (propagation == "HostToContainer")
      mount.propagation = rpc::MountPropagation::host_to_container;
    else if (propagation == "Bidirectional")
      mount.propagation = rpc::MountPropagation::bidirectional;
    else if (!propagation.empty() && propagation != "None")
      fields.complain(fields.path() + ".mountPropagation must be None, HostToContainer or Bidirectional");
    fields.nothing_else();
    for (const auto& volume : volumes_) {
      if (volume.name != name) continue;
      mount.host_path = volume.host_path;
      config.mounts.push_back(std::move(mount));
      return;
    }
    fields.complain(fields.path() + ".name '" + name + "' is none of spec.volumes");
  }

  void read_security(Fields fields, rpc::ContainerSecurityContext& security) {
    security.run_as_user = fields.number("runAsUser");
    if (!security.run_as_user) security.run_as_user = run_as_user_;
    security.run_as_group = fields.number("runAsGroup");
    if (!security.run_as_group) security.run_as_group = run_as_group_;
    security.privileged = fields.truth("privileged").value_or(false);
    security.readonly_rootfs = fields.truth("readOnlyRootFilesystem").value_or(false);
    security.no_new_privs = !fields.truth("allowPrivilegeEscalation").value_or(true);
    security.namespaces.network = pod_.sandbox.security.namespaces.network;
    if (security.privileged) pod_.sandbox.security.privileged = true;
    auto capabilities = fields.object("capabilities");
    security.add_capabilities = capabilities.texts("add");
    security.drop_capabilities = capabilities.texts("drop");
    capabilities.nothing_else();
    fields.nothing_else();
  }

  const PodPlaces& places_;
  std::string folder_;
  std::optional<std::int64_t> run_as_user_;
  std::optional<std::int64_t> run_as_group_;
  std::vector<Volume> volumes_;
  PodFile pod_;
};
}  // namespace

std::string pod_folder(const std::string& state, const std::string& namespace_, const std::string& name) {
  return state + "/" + namespace_ + "_" + name;
}

Result<PodFile> read_pod_file(std::string_view text, const PodPlaces& places) {
  if (text.size() > largest_file) return Error(Reason::invalid, "a pod's file must not be larger than 1 MiB");
  boost::system::error_code error;
  const auto value = boost::json::parse({text.data(), text.size()}, error);
  if (error) return Error(Reason::invalid, "the file is no JSON: " + error.message());
  std::string problem;
  auto pod = PodReader(places).read(Fields(value, "", problem));
  if (!problem.empty()) return Error(Reason::invalid, problem);
  return pod;
}

}  // namespace coracle::cri_pod
