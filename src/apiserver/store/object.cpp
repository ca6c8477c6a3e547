#include "apiserver/store/object.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace coracle::apiserver {

namespace {
constexpr std::size_t longest_revision = 20;
constexpr std::string_view revision_member = "\"resourceVersion\":\"";

Labels labels_of(const json::Value& metadata) {
  Labels labels;
  const auto* found = json::find(metadata, {"labels"});
  if (found == nullptr || !found->is_object()) return labels;
  labels.reserve(found->get_object().size());
  for (const auto& [name, value] : found->get_object())
    if (value.is_string()) labels.emplace_back(std::string(name), std::string(value.get_string()));
  std::sort(labels.begin(), labels.end());
  return labels;
}

void append_member(std::string& text, std::string_view name, const json::Value& value) {
  text += text.back() == '{' ? "" : ",";
  json::serialize_to(text, json::Value(name));
  text += ':';
  json::serialize_to(text, value);
}

std::string digits_of(std::uint64_t number) { return fmt::format("{}", number); }
}  // namespace

std::string object_key(std::string_view namespace_, std::string_view name) {
  std::string key;
  key.reserve(namespace_.size() + name.size() + 1);
  if (!namespace_.empty()) key.append(namespace_).push_back('/');
  return key.append(name);
}

std::string_view StoredObject::name() const {
  const auto slash = key_.find('/');
  return slash == std::string::npos ? std::string_view(key_) : std::string_view(key_).substr(slash + 1);
}

std::string_view StoredObject::namespace_() const {
  const auto slash = key_.find('/');
  return slash == std::string::npos ? std::string_view{} : std::string_view(key_).substr(0, slash);
}

json::Value StoredObject::parse(json::Storage storage) const {
  return json::parse(text_, {.bytes = text_.size(), .depth = 1000}, std::move(storage)).take();
}

Draft Draft::from(std::string key, const json::Value& value) {
  auto made = std::make_shared<StoredObject>();
  const auto& object = value.as_object();
  const auto& metadata = object.at("metadata").as_object();
  auto& text = made->text_;
  text.reserve(512);
  text = "{";
  append_member(text, "apiVersion", object.at("apiVersion"));
  append_member(text, "kind", object.at("kind"));
  text += ',';
  made->body_at_ = text.size();
  text.append("\"metadata\":{").append(revision_member);
  made->revision_at_ = text.size();
  text += '"';
  for (const auto& [name, member] : metadata)
    if (name != "resourceVersion") append_member(text, name, member);
  text += '}';
  for (const auto& [name, member] : object)
    if (name != "apiVersion" && name != "kind" && name != "metadata") append_member(text, name, member);
  text += '}';
  text.reserve(text.size() + longest_revision);
  made->key_ = std::move(key);
  made->labels_ = labels_of(object.at("metadata"));
  made->uid_ = json::text(object.at("metadata"), {"uid"});
  return Draft{std::move(made)};
}

Draft Draft::copy(const StoredObject& object) {
  auto made = std::make_shared<StoredObject>(object);
  made->text_.erase(made->revision_at_, digits_of(object.revision_).size());
  return Draft{std::move(made)};
}

ObjectPtr Draft::restore(std::string key, std::uint64_t row, std::uint64_t revision, std::string text) {
  const auto damaged = [&](std::string_view why) {
    return Error(Reason::store_read_error, fmt::format("the stored object {} is damaged: {}", key, why));
  };
  auto parsed = json::parse(text, {.bytes = text.size(), .depth = 1000});
  if (!parsed) throw damaged(parsed.error().message());
  const auto* metadata = json::find(*parsed, {"metadata"});
  if (metadata == nullptr || !metadata->is_object()) throw damaged("it has no metadata");
  const auto body = text.find(std::string("\"metadata\":{").append(revision_member));
  const auto number = body == std::string::npos ? body : text.find(revision_member, body) + revision_member.size();
  if (number == std::string::npos || !std::string_view(text).substr(number).starts_with(digits_of(revision) + '"'))
    throw damaged("its resourceVersion is not that of its row");
  auto made = std::make_shared<StoredObject>();
  made->key_ = std::move(key);
  made->row_ = row;
  made->revision_ = revision;
  made->body_at_ = body;
  made->revision_at_ = number;
  made->labels_ = labels_of(*metadata);
  made->uid_ = json::text(*metadata, {"uid"});
  made->text_ = std::move(text);
  return made;
}

ObjectPtr Draft::finish(std::uint64_t revision, std::uint64_t row) && {
  object->text_.insert(object->revision_at_, digits_of(revision));
  object->revision_ = revision;
  object->row_ = row == 0 ? revision : row;
  return std::move(object);
}

}  // namespace coracle::apiserver
