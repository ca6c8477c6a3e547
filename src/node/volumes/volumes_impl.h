#pragma once
// What the files of Volumes share. Of this folder alone.
#include "base/worker.h"
#include "net/turn.h"
#include "node/volumes/payload.h"
#include "node/volumes/sources.h"
#include "node/volumes/tokens.h"
#include "node/volumes/volumes.h"

namespace coracle::node::volumes {

inline bool is_folder_name(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos;
}

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
  Task<> add_projected(PodStatePointer state, PodPointer pod, const api::core::v1::Volume& volume, Payload& payload,
                       bool fresh);
  Task<Payload> collect(PodStatePointer state, PodPointer pod, const api::core::v1::Volume& volume, bool fresh);
  Task<> set_up(PodStatePointer state, PodPointer pod, const api::core::v1::Volume& volume, bool fresh);
  Task<> set_up_empty_dir(PodPointer pod, const api::core::v1::Volume& volume);
  Task<> set_up_all(PodStatePointer state, PodPointer pod);
  Task<> renew(PodStatePointer state);
  PodStatePointer due_pod(WallTime now, WallTime& next) const;
  Task<> renew_tokens();
  Task<std::string> sub_path(PodPointer pod, const api::core::v1::Volume& volume,
                             const api::core::v1::VolumeMount& mount, std::string container, std::size_t index,
                             rpc::StringMap environment);
};

}  // namespace coracle::node::volumes
