#pragma once
#include <functional>
#include <optional>
#include <string>

#include "apiserver/rest/objects.h"

namespace coracle::apiserver {

enum class FieldValidation { ignore, warn, strict };

/// The query of a write; of a deletion also its body.
struct WriteOptions {
  bool dry_run = false;
  FieldValidation validation = FieldValidation::warn;
  std::string manager;  ///< fieldManager, else the first word of the User-Agent
  bool force = false;   ///< of an apply
};
/// Throws Error(invalid) for what is not supported.
WriteOptions write_options_of(const Call& call);
/// CreateOptions and the like, as admission sees them.
json::Value options_value(std::string_view kind, const WriteOptions& options);

/// Checks that a body is an object of the resource's kind and version, with metadata; fills in what it leaves out of
/// them.
void decode_kind(const Call& call, json::Value& object);
/// The same, and brings it to what the schema knows:
/// types, unknown members by `validation`, defaults.
void decode_object(Call& call, json::Value& object, FieldValidation validation);
/// The name and the namespace of the path and of the object must agree; fills in what is missing of them.
void agree_with_path(const Call& call, json::Value& object);

/// A change of one object: a PUT, a patch, a scale.
struct Replacement {
  /// The new object from the current one, both in the served version; thrown errors are the answer. Called again when
  /// another write came between.
  std::function<json::Value(const json::Value& current)> make;
  WriteOptions options;
  std::string subresource;  ///< "", "status", "scale" or one of a handler's own, which is treated as ""
  bool is_put = false;      ///< a missing resourceVersion is what `unconditional_update` speaks of
  bool is_apply = false;    ///< managedFields are already right
};
struct Replaced {
  ObjectPtr object;
  /// What a dry run would have stored, in the served version; null else.
  json::Value would_be;
};
/// Carries it out on the object that the call names: admission, validation, store, and again when it was overtaken.
/// An object that is deleted and has lost its last finalizer goes away with it.
Task<Replaced> replace_object(Rest& rest, Call& call, Replacement replacement);
net::Response replaced_response(const Rest& rest, const Call& call, const Replaced& replaced);

/// Stores a new object: metadata, admission, validation. The object was decoded.
Task<Replaced> create_object(Rest& rest, Call& call, json::Value object, WriteOptions options);

FieldManager field_manager(const Rest& rest, const Call& call, const WriteOptions& options);
AdmissionRequest admission_request(const Call& call, Operation operation, const WriteOptions& options);

}  // namespace coracle::apiserver
