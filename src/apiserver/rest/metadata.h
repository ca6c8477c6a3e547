#pragma once
#include "apiserver/resource.h"
#include "base/time.h"

namespace coracle::apiserver {

// The rules of metadata that hold for all kinds.

/// What is wrong with the metadata of an object that is about to be stored.
FieldErrors check_metadata(const json::Value& object, const Resource& resource);
/// What an update must not change.
FieldErrors check_metadata_update(const json::Value& object, const json::Value& old);

/// Name from generateName where it has none, uid, creationTimestamp, generation 1.
void begin_life(json::Value& object, const Resource& resource, WallTime now);
/// `base` and five random letters, at most 63 characters.
std::string generated_name(std::string_view base);
/// What the server owns of metadata is that of `old`.
void keep_system_fields(json::Value& object, const json::Value& old);
/// Status from `old`, or removed; then generation counts what else changed. A status that no subresource of its own
/// guards counts as well, as it does in Kubernetes' custom resources.
void keep_status(json::Value& object, const json::Value* old);
void count_generation(json::Value& object, const json::Value& old, bool status_counts);
/// A write to /status: everything but status is that of `old`, and of metadata only what custom resources keep.
void keep_all_but_status(json::Value& object, const json::Value& old, bool custom);
/// A write to /finalize: everything but spec.finalizers is that of `old`.
void keep_all_but_finalizers(json::Value& object, const json::Value& old);

json::Object& metadata_of(json::Value& object);
bool is_deleted(const json::Value& object);  ///< has a deletionTimestamp
std::vector<std::string> finalizers_of(const json::Value& object);
void set_finalizers(json::Value& object, const std::vector<std::string>& finalizers);

}  // namespace coracle::apiserver
