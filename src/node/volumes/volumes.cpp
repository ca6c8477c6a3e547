#include "node/volumes/volumes.h"

#include <fcntl.h>

#include "base/files.h"
#include "base/worker.h"
#include "net/turn.h"
#include "node/volumes/disk.h"
#include "node/volumes/fields.h"
#include "node/volumes/host_path.h"
#include "node/volumes/hosts.h"
#include "node/volumes/kinds.h"
#include "node/volumes/payload.h"
#include "node/volumes/sources.h"
#include "node/volumes/sub_path.h"
#include "node/volumes/tokens.h"

namespace coracle::node::volumes {
namespace {
using api::core::v1::Pod;
using api::core::v1::Volume;
using api::core::v1::VolumeMount;
constexpr mode_t default_file_mode = 0644;
constexpr auto token_retry = std::chrono::seconds(30);

mode_t default_mode_of(const std::optional<std::int32_t>& mode) {
  return mode ? static_cast<mode_t>(*mode) & 07777 : default_file_mode;
}

std::optional<gid_t> group_of(const Pod& pod) {
  const auto& context = pod.spec.security_context;
  if (!context || !context->fs_group) return std::nullopt;
  return static_cast<gid_t>(*context->fs_group);
}

bool is_folder_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

rpc::MountPropagation propagation_of(const VolumeMount& mount) {
  if (mount.mount_propagation == "HostToContainer") return rpc::MountPropagation::host_to_container;
  if (mount.mount_propagation == "Bidirectional") return rpc::MountPropagation::bidirectional;
  return rpc::MountPropagation::none;
}

struct ContainerView {
  const std::vector<VolumeMount>* mounts;
  std::string termination_path;
};
std::optional<ContainerView> container_view(const Pod& pod, const std::string& name) {
  for (const auto* list : {&pod.spec.init_containers, &pod.spec.containers})
    for (const auto& container : *list)
      if (container.name == name) return ContainerView{&container.volume_mounts, container.termination_message_path};
  for (const auto& container : pod.spec.ephemeral_containers)
    if (container.name == name) return ContainerView{&container.volume_mounts, container.termination_message_path};
  return std::nullopt;
}

const Volume* volume_named(const Pod& pod, const std::string& name) {
  for (const auto& volume : pod.spec.volumes)
    if (volume.name == name) return &volume;
  return nullptr;
}

/// subPathExpr with the container's environment; throws for a name that it does not have.
std::string expanded_sub_path(const VolumeMount& mount, const rpc::StringMap& environment) {
  if (mount.sub_path_expr.empty()) return mount.sub_path;
  const auto& text = mount.sub_path_expr;
  for (auto at = text.find("$("); at != std::string::npos; at = text.find("$(", at + 2)) {
    const auto end = text.find(')', at);
    const bool escaped = at > 0 && text[at - 1] == '$';
    if (end == std::string::npos || escaped) continue;
    const auto name = text.substr(at + 2, end - at - 2);
    if (!environment.contains(name)) throw Error(Reason::invalid, "missing value for \"" + name + "\"");
  }
  return expand(text, environment);
}
}  // namespace

/// A pod whose volumes are kept current.
struct PodState {
  PodState(Loop::Executor executor, PodPointer newest) : pod(std::move(newest)), turn(executor) {}
  PodPointer pod;
  net::Turn turn;                              // set-up, renewal and tear-down one after the other
  std::map<std::string, ServiceToken> tokens;  // by "<volume>/<index of the source>"
  std::set<SourceKey> sources;
  bool failed = false;
  bool gone = false;
};
using PodStatePointer = std::shared_ptr<PodState>;

struct Volumes::Impl {
  Impl(Loop& loop, kube::Client& api, Paths where, std::string node, Log to)
      : executor(loop.executor()),
        client(api),
        paths(std::move(where)),
        node_name(std::move(node)),
        log(std::move(to)),
        sources(
            executor, api, [this](const std::set<std::string>& uids) { sources_changed(uids); }, log),
        scope(executor),
        tokens_changed(executor) {}

  const Loop::Executor executor;
  kube::Client& client;
  const Paths paths;
  const std::string node_name;
  const Log log;
  Sources sources;
  std::map<std::string, PodStatePointer> pods;
  std::map<std::string, schema::Quantity> allocatable;
  std::function<void(const std::string&)> retry;
  Scope scope;
  Event tokens_changed;
  Worker files{"volumes"};
  Worker removals{"volumes-remove"};

  void sources_changed(const std::set<std::string>& uids);
  Task<kube::Cached> source(PodStatePointer state, PodPointer pod, bool secret, std::string name, bool fresh);
  Task<> add_map(PodStatePointer state, PodPointer pod, Payload& payload, std::string name, Projection projection,
                 bool fresh);
  Task<> add_secret_source(PodStatePointer state, PodPointer pod, Payload& payload, std::string name,
                           Projection projection, bool fresh);
  Task<std::string> token(PodStatePointer state, PodPointer pod, std::string key, std::string audience,
                          std::int64_t seconds);
  Task<> add_projected(PodStatePointer state, PodPointer pod, const Volume& volume, Payload& payload, bool fresh);
  Task<Payload> collect(PodStatePointer state, PodPointer pod, const Volume& volume, bool fresh);
  Task<> set_up(PodStatePointer state, PodPointer pod, const Volume& volume, bool fresh);
  Task<> set_up_empty_dir(PodPointer pod, const Volume& volume);
  Task<> set_up_all(PodStatePointer state, PodPointer pod);
  Task<> renew(PodStatePointer state);
  Task<> renew_tokens();
  Task<std::string> sub_path(PodPointer pod, const Volume& volume, const VolumeMount& mount, std::string container,
                             std::size_t index, rpc::StringMap environment);
};

Volumes::Volumes(Loop& loop, kube::Client& client, Paths paths, std::string node_name, Log log)
    : impl_(std::make_unique<Impl>(loop, client, std::move(paths), std::move(node_name), std::move(log))) {}
Volumes::~Volumes() = default;

Task<> Volumes::run() {
  auto& impl = *impl_;
  std::exception_ptr ended;
  try {
    co_await impl.renew_tokens();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await impl.scope.cancel_and_join();
  co_await impl.sources.stop();
  if (ended) std::rethrow_exception(ended);
}

void Volumes::set_allocatable(std::map<std::string, schema::Quantity> allocatable) {
  impl_->allocatable = std::move(allocatable);
}
void Volumes::on_retry(std::function<void(const std::string& uid)> callback) { impl_->retry = std::move(callback); }

void Volumes::Impl::sources_changed(const std::set<std::string>& uids) {
  for (const auto& uid : uids) {
    const auto found = pods.find(uid);
    if (found == pods.end()) continue;
    if (found->second->failed) {
      if (retry) coracle::post(executor, [call = retry, uid] { call(uid); });
    } else {
      scope.spawn(renew(found->second), "renew volumes");
    }
  }
}

Task<kube::Cached> Volumes::Impl::source(PodStatePointer state, PodPointer pod, bool secret, std::string name,
                                         bool fresh) {
  const SourceKey key{secret, {pod->metadata.namespace_, std::move(name)}};
  state->sources.insert(key);
  if (fresh) co_return co_await sources.get(key, pod->metadata.uid);
  co_return sources.cached(key);
}

Task<> Volumes::Impl::add_map(PodStatePointer state, PodPointer pod, Payload& payload, std::string name,
                              Projection projection, bool fresh) {
  const auto found = co_await source(std::move(state), std::move(pod), false, name, fresh);
  if (found)
    add_config_map(payload, *static_cast<const api::core::v1::ConfigMap*>(found->decoded.get()), projection);
  else if (!projection.optional)
    throw Error(Reason::not_found, "configmap \"" + name + "\" not found");
}

Task<> Volumes::Impl::add_secret_source(PodStatePointer state, PodPointer pod, Payload& payload, std::string name,
                                        Projection projection, bool fresh) {
  const auto found = co_await source(std::move(state), std::move(pod), true, name, fresh);
  if (found)
    add_secret(payload, *static_cast<const api::core::v1::Secret*>(found->decoded.get()), projection);
  else if (!projection.optional)
    throw Error(Reason::not_found, "secret \"" + name + "\" not found");
}

Task<std::string> Volumes::Impl::token(PodStatePointer state, PodPointer pod, std::string key, std::string audience,
                                       std::int64_t seconds) {
  const auto found = state->tokens.find(key);
  if (found != state->tokens.end() && found->second.renew_at > std::chrono::system_clock::now())
    co_return found->second.text;
  auto fresh = co_await request_token(client, pod, std::move(audience), seconds);
  const auto text = fresh.text;
  state->tokens[key] = std::move(fresh);
  tokens_changed.set();
  co_return text;
}

Task<> Volumes::Impl::add_projected(PodStatePointer state, PodPointer pod, const Volume& volume, Payload& payload,
                                    bool fresh) {
  const auto mode = default_mode_of(volume.projected->default_mode);
  std::size_t index = 0;
  for (const auto& part : volume.projected->sources) {
    const auto key = volume.name + "/" + std::to_string(index++);
    if (part.config_map) {
      const Projection projection{part.config_map->items, mode, part.config_map->optional.value_or(false)};
      co_await add_map(state, pod, payload, part.config_map->name, projection, fresh);
    } else if (part.secret) {
      const Projection projection{part.secret->items, mode, part.secret->optional.value_or(false)};
      co_await add_secret_source(state, pod, payload, part.secret->name, projection, fresh);
    } else if (part.downward_api) {
      add_downward(payload, *pod, part.downward_api->items, mode, allocatable);
    } else if (part.service_account_token) {
      const auto& wanted = *part.service_account_token;
      const auto seconds = wanted.expiration_seconds.value_or(3600);
      auto text = co_await token(state, pod, key, wanted.audience, seconds);
      add_token(payload, *pod, wanted.path, std::move(text), mode);
    } else {
      throw Error(Reason::bad_request,
                  std::string(part.cluster_trust_bundle ? "clusterTrustBundle" : "podCertificate") +
                      " sources of projected volumes are not supported by this release");
    }
  }
}

Task<Payload> Volumes::Impl::collect(PodStatePointer state, PodPointer pod, const Volume& volume, bool fresh) {
  Payload payload;
  if (const auto& map = volume.config_map) {
    const Projection projection{map->items, default_mode_of(map->default_mode), map->optional.value_or(false)};
    co_await add_map(state, pod, payload, map->name, projection, fresh);
  } else if (const auto& secret = volume.secret) {
    const Projection projection{secret->items, default_mode_of(secret->default_mode), secret->optional.value_or(false)};
    co_await add_secret_source(state, pod, payload, secret->secret_name, projection, fresh);
  } else if (const auto& downward = volume.downward_api) {
    add_downward(payload, *pod, downward->items, default_mode_of(downward->default_mode), allocatable);
  } else {
    co_await add_projected(state, pod, volume, payload, fresh);
  }
  co_return payload;
}

Task<> Volumes::Impl::set_up_empty_dir(PodPointer pod, const Volume& volume) {
  EmptyDir wanted;
  const auto& uid = pod->metadata.uid;
  wanted.path = volume_path(paths, uid, volume);
  wanted.ready_file = paths.pod(uid) + "/plugins/kubernetes.io~empty-dir/" + volume.name + "/ready";
  wanted.group = group_of(*pod);
  const auto medium = volume.empty_dir ? volume.empty_dir->medium : std::string();
  if (medium == "Memory") {
    wanted.in_memory = true;
    wanted.size = memory_volume_size(*pod, volume.empty_dir->size_limit, allocatable);
  } else if (medium.starts_with("HugePages")) {
    wanted.page_size = huge_page_size(*pod, medium);
  } else if (!medium.empty()) {
    throw Error(Reason::invalid, "unknown storage medium \"" + medium + "\"");
  }
  co_await files.run([where = paths, wanted] { make_empty_dir(where, wanted); });
}

Task<> Volumes::Impl::set_up(PodStatePointer state, PodPointer pod, const Volume& volume, bool fresh) {
  const auto traits = traits_of(volume);
  if (traits.kind == VolumeKind::unsupported)
    throw Error(Reason::bad_request, "volumes of type " + traits.type + " are not supported by this release");
  if (!is_folder_name(volume.name)) throw Error(Reason::invalid, "a volume's name must be a DNS label");
  if (traits.kind == VolumeKind::host_path) {
    co_await files.run([path = volume.host_path->path, type = volume.host_path->type] { check_host_path(path, type); });
    co_return;
  }
  if (traits.kind == VolumeKind::empty_dir) {
    co_await set_up_empty_dir(pod, volume);
    co_return;
  }
  auto payload = co_await collect(state, pod, volume, fresh);
  const PayloadVolume wanted{volume_path(paths, pod->metadata.uid, volume), traits.in_memory,
                             memory_volume_size(*pod, {}, allocatable), group_of(*pod)};
  co_await files.run(
      [where = paths, wanted, files_of_it = std::move(payload)] { make_payload_volume(where, wanted, files_of_it); });
}

Task<> Volumes::Impl::set_up_all(PodStatePointer state, PodPointer pod) {
  std::optional<Error> first;
  state->sources.clear();
  for (const auto& volume : pod->spec.volumes) {
    try {
      co_await set_up(state, pod, volume, true);
    } catch (const Error& error) {
      if (!first) first = error.in("MountVolume.SetUp failed for volume \"" + volume.name + "\" ");
    }
  }
  sources.keep(pod->metadata.uid, state->sources);
  if (first) throw *first;
}

Task<> Volumes::prepare(PodPointer pod) {
  auto& impl = *impl_;
  const auto& uid = pod->metadata.uid;
  if (!is_folder_name(uid)) throw Error(Reason::invalid, "the pod's uid \"" + uid + "\" is no name of a folder");
  auto& place = impl.pods[uid];
  if (!place) place = std::make_shared<PodState>(impl.executor, pod);
  const auto state = place;
  const auto turn = co_await state->turn.take();
  if (state->gone) throw Error(Reason::conflict, "pod " + pod->metadata.name + " is being removed");
  state->pod = pod;
  state->failed = true;
  co_await impl.set_up_all(state, pod);
  state->failed = false;
}

void Volumes::update(PodPointer pod) {
  auto& impl = *impl_;
  const auto found = impl.pods.find(pod->metadata.uid);
  if (found == impl.pods.end()) return;
  auto& state = *found->second;
  const bool same = state.pod->metadata.labels == pod->metadata.labels &&
                    state.pod->metadata.annotations == pod->metadata.annotations;
  state.pod = std::move(pod);
  if (!same && !state.failed) impl.scope.spawn(impl.renew(found->second), "renew volumes");
}

/// Whatever may have changed of what the pod's files show. What cannot be had now stays as it is.
Task<> Volumes::Impl::renew(PodStatePointer state) {
  const auto turn = co_await state->turn.take();
  if (state->gone || state->failed) co_return;
  const auto pod = state->pod;
  for (const auto& volume : pod->spec.volumes) {
    const auto kind = traits_of(volume).kind;
    if (kind == VolumeKind::host_path || kind == VolumeKind::empty_dir || kind == VolumeKind::unsupported) continue;
    try {
      co_await set_up(state, pod, volume, false);
    } catch (const Error& error) {
      log.warning("a volume keeps its old content", {{"pod", pod->metadata.namespace_ + "/" + pod->metadata.name},
                                                     {"volume", volume.name},
                                                     {"error", error.what()}});
      // Tokens that could not be renewed are tried again; the old one is still good for a fifth of its life.
      const auto now = std::chrono::system_clock::now();
      for (auto& [key, token] : state->tokens)
        if (key.starts_with(volume.name + "/") && token.renew_at <= now) token.renew_at = now + token_retry;
    }
  }
}

Task<> Volumes::Impl::renew_tokens() {
  constexpr auto longest = std::chrono::minutes(10);
  while (true) {
    tokens_changed.reset();
    const auto now = std::chrono::system_clock::now();
    auto next = now + longest;
    for (const auto& [uid, state] : pods) {
      bool due = false;
      for (const auto& [key, token] : state->tokens) {
        due = due || token.renew_at <= now;
        if (token.renew_at > now) next = std::min(next, token.renew_at);
      }
      if (due) co_await within(std::chrono::minutes(1), renew(state), "renew the tokens of a pod");
      if (due) break;  // the map may have changed meanwhile
    }
    bool more = false;
    for (const auto& [uid, state] : pods)
      for (const auto& [key, token] : state->tokens) more = more || token.renew_at <= now;
    if (!more) co_await tokens_changed.wait_for(next - now);
  }
}

Task<std::string> Volumes::Impl::sub_path(PodPointer pod, const Volume& volume, const VolumeMount& mount,
                                          std::string container, std::size_t index, rpc::StringMap environment) {
  const auto path = expanded_sub_path(mount, environment);
  const auto host_path = volume_path(paths, pod->metadata.uid, volume);
  if (path.empty()) co_return host_path;
  const auto folder = paths.pod(pod->metadata.uid);
  const auto place = "volume-subpaths/" + volume.name + "/" + container + "/" + std::to_string(index);
  const auto what =
      "failed to prepare subPath for volumeMount \"" + mount.name + "\" of container \"" + container + "\"";
  std::optional<Error> failed;
  try {
    co_await files.run([host_path, path, folder, place] {
      const auto source = open_sub_path(host_path, path);
      pin_sub_path(source.get(), folder, place);
    });
  } catch (const Error& error) {
    failed = error;
  }
  if (failed) {
    log.warning(what, {{"pod", pod->metadata.namespace_ + "/" + pod->metadata.name}, {"error", failed->what()}});
    throw Error(failed->reason(), what + ": " + failed->message());
  }
  co_return folder + "/" + place;
}

Task<ContainerMounts> Volumes::mounts(PodPointer pod, ContainerFacts facts) {
  auto& impl = *impl_;
  const auto& uid = pod->metadata.uid;
  const auto view = container_view(*pod, facts.name);
  if (!view || !is_folder_name(facts.name))
    throw Error(Reason::not_found, "container \"" + facts.name + "\" is not in pod " + pod->metadata.name);
  ContainerMounts made;
  bool has_hosts = false;
  for (std::size_t index = 0; index < view->mounts->size(); ++index) {
    const auto& wanted = (*view->mounts)[index];
    const auto* volume = volume_named(*pod, wanted.name);
    if (!volume)
      throw Error(Reason::not_found,
                  "volume \"" + wanted.name + "\" of container \"" + facts.name + "\" is not in the pod");
    if (wanted.recursive_read_only == "Enabled")
      throw Error(Reason::bad_request,
                  "recursiveReadOnly of volumeMount \"" + wanted.name + "\" is not supported by this release");
    rpc::Mount mount;
    mount.host_path = co_await impl.sub_path(pod, *volume, wanted, facts.name, index, facts.environment);
    mount.container_path = wanted.mount_path.starts_with('/') ? wanted.mount_path : "/" + wanted.mount_path;
    mount.readonly = wanted.read_only || traits_of(*volume).read_only;
    mount.propagation = propagation_of(wanted);
    has_hosts = has_hosts || mount.container_path == "/etc/hosts";
    made.mounts.push_back(std::move(mount));
  }
  if (!has_hosts && (!facts.pod_ips.empty() || pod->spec.host_network)) {
    const auto path = impl.paths.pod(uid) + "/etc-hosts";
    co_await impl.files.run([where = impl.paths, path, pod, facts] {
      std::string text;
      if (pod->spec.host_network) {
        const auto etc = open_directory("/etc");
        text = host_network_hosts_text(read_file(etc.get(), "hosts", 1U << 20U), pod->spec.host_aliases);
      } else {
        text = hosts_text(facts.pod_ips, facts.hostname, facts.domain, pod->spec.host_aliases);
      }
      write_in_place(where, path, text, 0644);
    });
    rpc::Mount mount;
    mount.host_path = path;
    mount.container_path = "/etc/hosts";
    made.mounts.push_back(std::move(mount));
  }
  if (!view->termination_path.empty()) {
    made.termination_log = co_await impl.files.run(
        [where = impl.paths, uid, name = facts.name] { return make_termination_log(where, uid, name); });
    rpc::Mount mount;
    mount.host_path = made.termination_log;
    mount.container_path = view->termination_path;
    made.mounts.push_back(std::move(mount));
  }
  co_return made;
}

Task<> Volumes::tear_down(std::string uid) {
  auto& impl = *impl_;
  if (!is_folder_name(uid)) throw Error(Reason::invalid, "the uid \"" + uid + "\" is no name of a folder");
  const auto found = impl.pods.find(uid);
  const auto state = found == impl.pods.end() ? std::make_shared<PodState>(impl.executor, nullptr) : found->second;
  const auto turn = co_await state->turn.take();
  state->gone = true;
  impl.sources.keep(uid, {});
  // What a set-up that was given up has still under way comes first.
  co_await impl.files.run([] {});
  co_await impl.removals.run([where = impl.paths, uid] { remove_pod_folder(where, uid); });
  const auto again = impl.pods.find(uid);
  if (again != impl.pods.end() && again->second == state) impl.pods.erase(again);
}

Task<std::vector<std::string>> Volumes::leftovers(std::set<std::string> wanted) const {
  auto uids = co_await impl_->removals.run([where = impl_->paths] { return pod_folders(where); });
  std::erase_if(uids, [&](const std::string& uid) { return wanted.contains(uid); });
  co_return uids;
}

}  // namespace coracle::node::volumes
