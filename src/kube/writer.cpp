#include "kube/writer.h"

namespace coracle::kube {
namespace {
std::string joined(const std::string& path, std::string_view member) {
  std::string out = path + "/";
  for (const char c : member) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

/// The member that tells the items of these lists apart, or empty: all items are objects that have it, each another.
std::string_view merge_key(std::initializer_list<const json::Array*> lists) {
  for (const std::string_view key : {"name", "type", "uid", "ip", "key"}) {
    bool fits = true;
    for (const auto* list : lists) {
      std::set<std::string_view> seen;
      for (const auto& item : *list) {
        const auto value = json::text(item, {key});
        fits = fits && !value.empty() && seen.insert(value).second;
      }
    }
    if (fits) return key;
  }
  return {};
}

const json::Value* item_of(const json::Array& list, std::string_view key, std::string_view value) {
  for (const auto& item : list)
    if (json::text(item, {key}) == value) return &item;
  return nullptr;
}

json::Value carried_value(const json::Value& raw, const json::Value& before, const json::Value& after);

/// Items that nothing tells apart: one that stayed as it was is taken as the server has it.
json::Value carried_plain_list(const json::Array& raw, const json::Array& before, const json::Array& after) {
  if (raw.size() != before.size()) return after;
  std::vector<bool> taken(before.size(), false);
  json::Array out;
  for (const auto& item : after) {
    std::size_t i = 0;
    while (i < before.size() && (taken[i] || !json::equal(before[i], item))) ++i;
    if (i < before.size()) taken[i] = true;
    out.push_back(i < before.size() ? raw[i] : item);
  }
  return out;
}

json::Value carried_list(const json::Array& raw, const json::Array& before, const json::Array& after) {
  const auto key = merge_key({&raw, &before, &after});
  if (key.empty()) return carried_plain_list(raw, before, after);
  json::Array out;
  for (const auto& item : after) {
    const auto name = json::text(item, {key});
    const auto* was = item_of(before, key, name);
    const auto* is = item_of(raw, key, name);
    out.push_back(was && is ? carried_value(*is, *was, item) : item);
  }
  return out;
}

json::Value carried_value(const json::Value& raw, const json::Value& before, const json::Value& after) {
  if (raw.is_array() && before.is_array() && after.is_array())
    return carried_list(raw.get_array(), before.get_array(), after.get_array());
  if (!raw.is_object() || !before.is_object() || !after.is_object()) return json::equal(before, after) ? raw : after;
  json::Object out = raw.get_object();
  for (const auto& member : before.get_object())
    if (!after.get_object().contains(member.key())) out.erase(member.key());
  for (const auto& member : after.get_object()) {
    const auto* was = before.get_object().if_contains(member.key());
    const auto* is = raw.get_object().if_contains(member.key());
    if (was && is)
      out[member.key()] = carried_value(*is, *was, member.value());
    else if (!was || !json::equal(*was, member.value()))
      out[member.key()] = member.value();
  }
  return out;
}

struct Difference {
  json::Array operations;
  bool guarded = false;  // a list or a phase is touched

  void operation(std::string_view name, const std::string& path, const json::Value* value) {
    json::Object op{{"op", name}, {"path", path}};
    if (value) op["value"] = *value;
    operations.push_back(std::move(op));
    if (path == "/status/phase") guarded = true;
  }

  void walk(const json::Value& raw, const json::Value& before, const json::Value& after, const std::string& path) {
    if (json::equal(before, after)) return;
    if (before.is_object() && after.is_object() && raw.is_object()) return walk_object(raw, before, after, path);
    const auto carried = carried_value(raw, before, after);
    guarded = guarded || after.is_array() || before.is_array();
    if (!json::equal(raw, carried)) operation("replace", path, &carried);
  }

  void walk_object(const json::Value& raw, const json::Value& before, const json::Value& after,
                   const std::string& path) {
    for (const auto& member : before.get_object()) {
      if (after.get_object().contains(member.key()) || !raw.get_object().contains(member.key())) continue;
      guarded = guarded || member.value().is_array();
      operation("remove", joined(path, member.key()), nullptr);
    }
    for (const auto& member : after.get_object()) {
      const auto* was = before.get_object().if_contains(member.key());
      const auto* is = raw.get_object().if_contains(member.key());
      const auto below = joined(path, member.key());
      if (was && is) {
        walk(*is, *was, member.value(), below);
      } else if (!was || !json::equal(*was, member.value())) {
        guarded = guarded || member.value().is_array();
        operation("add", below, &member.value());
      }
    }
  }
};
}  // namespace

json::Array carried_over(const json::Value& raw, const json::Value& before, const json::Value& after) {
  Difference difference;
  difference.walk(raw, before, after, "");
  if (!difference.guarded || difference.operations.empty()) return std::move(difference.operations);
  json::Array out;
  out.push_back(json::Object{{"op", "test"},
                             {"path", "/metadata/resourceVersion"},
                             {"value", json::text(raw, {"metadata", "resourceVersion"})}});
  for (auto& operation : difference.operations) out.push_back(std::move(operation));
  return out;
}

void WriteLog::wrote(const json::Value& answer) {
  latest_.version = std::max(latest_.version, version_number(json::text(answer, {"metadata", "resourceVersion"})));
}

void WriteLog::removed(const Key& key, const std::string& uid) {
  if (!uid.empty()) latest_.removed[key] = uid;
}

WriteLog::Mark WriteLog::mark() {
  std::erase_if(latest_.removed, [this](const auto& entry) { return removal_reflected(entry.first, entry.second); });
  return latest_;
}

bool WriteLog::removal_reflected(const Key& key, const std::string& uid) const {
  const auto object = informer_.find(key);
  return !object || object->uid != uid || json::find(object->raw, {"metadata", "deletionTimestamp"}) != nullptr;
}

bool WriteLog::reflected(const Mark& mark) const {
  if (informer_.seen() < mark.version) return false;
  return std::all_of(mark.removed.begin(), mark.removed.end(),
                     [this](const auto& entry) { return removal_reflected(entry.first, entry.second); });
}

Task<> WriteLog::wait(Mark mark, Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!reflected(mark)) {
    const auto left = end - std::chrono::steady_clock::now();
    // The watch is held up or broken: one look at the server itself is then enough.
    if (left <= Duration::zero()) {
      co_await informer_.refresh();
      co_return;
    }
    co_await informer_.reached(std::max(mark.version, informer_.seen() + 1), left);
  }
}

Task<json::Value> RawWriter::create(std::string ns, json::Value object) {
  auto made = co_await client_.create(kind(), std::move(ns), std::move(object));
  log_.wrote(made);
  co_return made;
}

Task<std::optional<json::Value>> RawWriter::create_if_absent(std::string ns, json::Value object) {
  auto made = co_await client_.create_if_absent(kind(), std::move(ns), std::move(object));
  if (made) log_.wrote(*made);
  co_return made;
}

Task<json::Value> RawWriter::patch(const CachedObject& base, json::Value before, json::Value after,
                                   std::string subresource) {
  auto operations = carried_over(base.raw, before, after);
  if (operations.empty()) co_return base.raw;
  const Key key = base.key;
  const bool guarded = operations.front().as_object().at("op") == "test";
  std::optional<Error> refusal;
  json::Value answer;
  try {
    answer =
        co_await client_.patch(kind(), key, PatchType::json, std::move(operations), {std::move(subresource), false});
  } catch (const Error& error) {
    refusal = error;
  }
  if (refusal && guarded && refusal->reason() == Reason::invalid) {
    // Servers say the same of a test that fails as of an object that is wrong.
    const auto current = co_await client_.get(kind(), key);
    if (json::text(current, {"metadata", "resourceVersion"}) != base.resource_version)
      throw Error(Reason::conflict, std::string(kind().plural) + " " + key.text() + " was changed meanwhile");
  }
  if (refusal) throw *refusal;
  log_.wrote(answer);
  co_return answer;
}

Task<> RawWriter::remove(Key key, RemoveOptions options) {
  const auto uid = options.uid;
  co_await client_.remove_if_present(kind(), key, std::move(options));
  log_.removed(key, uid);
}

}  // namespace coracle::kube
