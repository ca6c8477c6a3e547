#pragma once
#include <vector>

#include "apiserver/pipeline.h"
#include "apiserver/store/watch_hub.h"
#include "base/log.h"
#include "base/time.h"

namespace coracle::apiserver {

/// What the server is made of. All of it outlives the server.
struct ServerParts {
  Store& store;
  Registry& registry;
  Authenticator& authenticator;
  Authorizer& authorizer;
  Admission& admission;
  const Clock& clock;
  const Tables* tables = nullptr;   ///< null: tables are not offered
  std::vector<PathHandler*> paths;  ///< discovery, OpenAPI, aggregated groups
  Log log = Log("apiserver");
};

/// The verbs, on one loop. Each lies in the file of its name.
class Rest {
 public:
  Rest(const ServerParts& parts, WatchHub& hub) : parts_(parts), hub_(hub) {}

  net::Response get(Call& call);
  net::Response list(Call& call);
  net::Response watch(Call& call);
  Task<net::Response> create(Call& call);
  Task<net::Response> update(Call& call);
  Task<net::Response> patch(Call& call);
  Task<net::Response> remove(Call& call);
  Task<net::Response> remove_collection(Call& call);
  /// GET, PUT and PATCH of scale.
  Task<net::Response> scale(Call& call);

  const ServerParts& parts() const { return parts_; }
  WatchHub& hub() const { return hub_; }

 private:
  const ServerParts& parts_;
  WatchHub& hub_;
};

}  // namespace coracle::apiserver
