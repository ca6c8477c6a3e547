#pragma once
#include "apiserver/rest/negotiate.h"
#include "apiserver/rest/rest.h"
#include "apiserver/store/object.h"

namespace coracle::apiserver {

// Between what is stored and what a version of the kind shows.

/// The object in the version of `resource`.
json::Value served_value(const Resource& resource, const StoredObject& object);
std::string served_text(const Resource& resource, const StoredObject& object);
/// Appends that text: a list is a join of them.
void append_served(std::string& out, const Resource& resource, const StoredObject& object);
/// What is stored of a value in the version of `resource`.
json::Value stored_value(const Resource& resource, json::Value value);
/// The same as a draft, without a copy where value and stored form are the same.
Draft draft_of(const Resource& resource, std::string key, const json::Value& value);

/// `{"kind":"PartialObjectMetadata",...}` of an object.
void append_metadata(std::string& out, const StoredObject& object, std::string_view group_version);
/// One object in the form that was asked for.
std::string object_text(const Call& call, const AnswerForm& form, const StoredObject& object, const Tables* tables);
TableRequest table_request(const Call& call, const AnswerForm& form);

/// The object a call names; throws Error(not_found).
ObjectPtr find_object(const Call& call);
ObjectPtr find_object_or_null(const Call& call);
/// Key of the object a call names. Throws Error(not_found) for a namespace where the kind has none.
std::string key_of(const Call& call);
/// The strategy, or the common one.
const Strategy& strategy_of(const Resource& resource);

/// The answer of a verb that gives one object.
net::Response object_response(int status, const Call& call, const ServerParts& parts, const StoredObject& object);
/// The same of an object that is not stored: dry run, reviews.
net::Response value_response(int status, const Call& call, const ServerParts& parts, const json::Value& value);

}  // namespace coracle::apiserver
