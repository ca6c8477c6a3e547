#include "node/volumes/volumes.h"

#include "node/volumes/disk.h"
#include "node/volumes/host_path.h"
#include "node/volumes/kinds.h"
#include "node/volumes/volumes_impl.h"

namespace coracle::node::volumes {
namespace {
using api::core::v1::Pod;
using api::core::v1::Volume;
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

}  // namespace

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
    }
  }
}

/// A pod that has a token to renew now, and when the next one is due.
PodStatePointer Volumes::Impl::due_pod(WallTime now, WallTime& next) const {
  for (const auto& [uid, state] : pods) {
    // The tokens of a pod that is not ready are renewed when it is made ready.
    if (state->failed || state->gone) continue;
    for (const auto& [key, token] : state->tokens) {
      if (token.renew_at <= now) return state;
      next = std::min(next, token.renew_at);
    }
  }
  return nullptr;
}

Task<> Volumes::Impl::renew_tokens() {
  constexpr auto longest_sleep = std::chrono::minutes(10);
  while (true) {
    tokens_changed.reset();
    const auto now = std::chrono::system_clock::now();
    auto next = now + longest_sleep;
    const auto due = due_pod(now, next);
    if (!due) {
      co_await tokens_changed.wait_for(next - now);
      continue;
    }
    try {
      co_await within(std::chrono::minutes(1), renew(due), "renew the tokens of a pod");
    } catch (const Error& error) {
      log.warning("tokens were not renewed", {{"pod", due->pod->metadata.name}, {"error", error.what()}});
    }
    // The old one is still good for a fifth of its life.
    const auto again = std::chrono::system_clock::now() + token_retry;
    for (auto& [key, token] : due->tokens)
      if (token.renew_at <= now) token.renew_at = again;
  }
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
