#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "base/time.h"
#include "json/value.h"
#include "net/http.h"

namespace coracle::apiserver {

/// What a kind's schema says about its objects: a field table's or a structural schema's rules behind one face.
/// Shared by all loops, so immutable.
class ObjectRules {
 public:
  virtual ~ObjectRules() = default;
  /// Checks types as a decoder would and drops members that the schema does not know. Gives the paths of what it
  /// dropped ("spec.replicaz"), in order. The error's message is what follows
  /// `Deployment in version "v1" cannot be handled as a Deployment: `.
  virtual Result<std::vector<std::string>> decode(json::Value& object) const = 0;
  /// An object from a request's body in Kubernetes' protobuf form. The default says that the kind has none: custom
  /// resources, as in kube-apiserver.
  virtual Result<json::Value> from_protobuf(std::string_view body) const;
  virtual void set_defaults(json::Value& object) const = 0;
  virtual FieldErrors validate(const json::Value& object) const = 0;
  /// What an update adds to validate(): immutable fields, transition rules.
  virtual FieldErrors validate_update(const json::Value& object, const json::Value& old) const = 0;
  /// False for custom resources: they answer 415 to a strategic merge patch.
  virtual bool merges_strategically() const { return false; }
  virtual Result<json::Value> strategic_merge(const json::Value& current, const json::Value& patch) const;
  /// Brings metadata.managedFields up to date after a write that was no apply. `object` is what will be stored.
  virtual void track_managers(json::Value& object, const json::Value* old, const struct FieldManager& manager) const;
  /// Server-side apply: `current` is null where the object is absent. Conflicts are Error(conflict) with a cause a
  /// field. The default says that the kind knows no apply.
  virtual Result<json::Value> apply(const json::Value* current, const json::Value& applied,
                                    const struct FieldManager& manager) const;
};

/// Who writes, for metadata.managedFields.
struct FieldManager {
  std::string name;
  std::string api_version;
  std::string subresource;
  WallTime now;
  bool force = false;
};

/// What a graceful deletion leaves to do.
struct Graceful {
  bool graceful = false;  ///< true: mark with deletionTimestamp and keep
  std::int64_t seconds = 0;
};

/// What a kind does beyond its schema when it is written. The defaults fit most kinds.
class Strategy {
 public:
  virtual ~Strategy() = default;
  /// After mutating admission, before validation. Status was already dropped where there is a status subresource.
  virtual void prepare_for_create(json::Value& object) const;
  /// As above, of an update. Status was already carried over from `old` where there is a status subresource.
  virtual void prepare_for_update(json::Value& object, const json::Value& old) const;
  /// A write to /status: everything but status and what metadata allows was already taken from `old`.
  virtual void prepare_for_status_update(json::Value& object, const json::Value& old) const;
  virtual FieldErrors validate_create(const json::Value& object) const;
  virtual FieldErrors validate_update(const json::Value& object, const json::Value& old) const;
  virtual FieldErrors validate_status_update(const json::Value& object, const json::Value& old) const;
  /// Of a create or an update: sent as Warning headers.
  virtual std::vector<std::string> warnings(const json::Value& object) const;
  /// How long an object stays after DELETE for someone to end it: pods. `asked` is gracePeriodSeconds, where given.
  virtual Graceful deletion(const json::Value& object, std::optional<std::int64_t> asked) const;
  /// True while something beyond metadata.finalizers holds a deleted object: a namespace's spec.finalizers.
  virtual bool held(const json::Value& object) const;
  /// Changes an object that is being marked as deleted: a namespace's phase.
  virtual void mark_deleted(json::Value& object) const;
};

}  // namespace coracle::apiserver
