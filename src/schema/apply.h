#pragma once
// Who set which fields of an object, and applying on the server.
#include "base/result.h"
#include "json/value.h"
#include "schema/structural.h"

namespace coracle::schema {

/// Who writes, as managedFields names them.
struct Manager {
  std::string name;         ///< fieldManager, or the client's program from its User-Agent
  std::string api_version;  ///< of the object in the request
  std::string subresource;  ///< "status", "scale"; empty for the object itself
  std::string time;         ///< RFC 3339
};

/// Server-side apply: `wanted` says all that the manager wants to be set. What they no longer want and no one else has
/// set goes; what another has set otherwise is a conflict (a 409 that names each field), or with `force` becomes
/// theirs. `live` is null when the object is to be created. The result has its managedFields.
Result<json::Value> apply(const json::Value& live, const json::Value& wanted, const Structural& schema,
                          const Manager& manager, bool force);

/// After a create, update or patch: `now` gets the managedFields that follow from what has changed since `before` (null
/// on create). A client may have rewritten the list, as kubectl does when it takes over from client-side apply; one
/// that sent none leaves it as it was, and one that sent an empty list forgets it. A list that cannot be read is
/// forgotten.
void track_update(const json::Value& before, json::Value& now, const Structural& schema, const Manager& manager);

}  // namespace coracle::schema
