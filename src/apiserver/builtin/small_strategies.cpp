// What the smaller built-in kinds do beyond their tables.
#include "apiserver/builtin/strategies.h"
#include "base/base64.h"

namespace coracle::apiserver::builtin {
namespace {

bool holds_true(const json::Value& object, std::initializer_list<std::string_view> path) {
  const auto* found = json::find(object, path);
  return found && found->is_bool() && found->get_bool();
}

json::Object& object_at(json::Value& value, std::initializer_list<std::string_view> path) {
  auto& found = json::at_path(value, path);
  if (!found.is_object()) found = json::Object{};
  return found.get_object();
}

bool same(const json::Value& a, const json::Value& b, std::string_view member) {
  const auto* x = json::find(a, {member});
  const auto* y = json::find(b, {member});
  if (!x || !y) return x == y;
  return json::equal(*x, *y);
}

/// `immutable: true` freezes the data, and itself.
FieldErrors frozen(const json::Value& object, const json::Value& old, std::initializer_list<std::string_view> members) {
  FieldErrors errors;
  if (!holds_true(old, {"immutable"})) return errors;
  if (!holds_true(object, {"immutable"}))
    errors.push_back({"immutable", "FieldValueForbidden", "Forbidden: field is immutable when `immutable` is set"});
  for (const auto member : members)
    if (!same(object, old, member))
      errors.push_back(
          {std::string(member), "FieldValueForbidden", "Forbidden: field is immutable when `immutable` is set"});
  return errors;
}

/// Keys of ConfigMaps and Secrets become file names.
bool is_data_key(std::string_view key) {
  if (key.empty() || key.size() > 253 || key == "." || key == "..") return false;
  return key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._") ==
             std::string_view::npos &&
         !key.starts_with("..");
}

void check_keys(const json::Value& object, std::string_view member, FieldErrors& errors, std::size_t& bytes) {
  const auto* data = json::find(object, {member});
  if (!data || !data->is_object()) return;
  for (const auto& entry : data->get_object()) {
    if (entry.value().is_string()) bytes += entry.value().get_string().size();
    if (is_data_key(entry.key())) continue;
    errors.push_back(
        {fmt::format("{}[{}]", member, std::string_view(entry.key())), "FieldValueInvalid",
         fmt::format("Invalid value: \"{}\": a valid config key must consist of alphanumeric characters, '-', '_' "
                     "or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "
                     "'[-._a-zA-Z0-9]+')",
                     std::string_view(entry.key()))});
  }
}

/// 1 MiB of data in one object, as Kubernetes allows.
constexpr std::size_t most_data = 1U << 20U;

void check_size(std::size_t bytes, std::string_view field, FieldErrors& errors) {
  if (bytes > most_data)
    errors.push_back(
        {std::string(field), "FieldValueTooLong", fmt::format("Too long: may not be more than {} bytes", most_data)});
}

class ConfigMapStrategy final : public Strategy {
 public:
  FieldErrors validate_create(const json::Value& object) const override {
    FieldErrors errors;
    std::size_t bytes = 0;
    check_keys(object, "data", errors, bytes);
    check_keys(object, "binaryData", errors, bytes);
    check_size(bytes, "", errors);
    return errors;
  }
  FieldErrors validate_update(const json::Value& object, const json::Value& old) const override {
    auto errors = validate_create(object);
    for (auto& error : frozen(object, old, {"data", "binaryData"})) errors.push_back(std::move(error));
    return errors;
  }
};

class SecretStrategy final : public Strategy {
 public:
  void prepare_for_create(json::Value& object) const override {
    take_string_data(object);
    if (json::text(object, {"type"}).empty()) object.get_object()["type"] = "Opaque";
  }
  void prepare_for_update(json::Value& object, const json::Value& old) const override {
    take_string_data(object);
    if (json::text(object, {"type"}).empty()) object.get_object()["type"] = json::text(old, {"type"}, "Opaque");
  }
  FieldErrors validate_create(const json::Value& object) const override {
    FieldErrors errors;
    std::size_t bytes = 0;
    check_keys(object, "data", errors, bytes);
    check_size(bytes / 4 * 3, "data", errors);
    return errors;
  }
  FieldErrors validate_update(const json::Value& object, const json::Value& old) const override {
    auto errors = validate_create(object);
    if (!same(object, old, "type"))
      errors.push_back({"type", "FieldValueInvalid",
                        fmt::format("Invalid value: \"{}\": field is immutable", json::text(object, {"type"}))});
    for (auto& error : frozen(object, old, {"data"})) errors.push_back(std::move(error));
    return errors;
  }

 private:
  /// stringData is for writing only: it becomes data.
  static void take_string_data(json::Value& object) {
    const auto* text = json::find(object, {"stringData"});
    if (!text || !text->is_object()) return;
    auto& data = object_at(object, {"data"});
    for (const auto& entry : object.get_object()["stringData"].get_object())
      if (entry.value().is_string()) data[entry.key()] = to_base64(std::string_view(entry.value().get_string()));
    object.get_object().erase("stringData");
  }
};

class NamespaceStrategy final : public Strategy {
 public:
  void prepare_for_create(json::Value& object) const override {
    object.get_object()["spec"] = json::Object{{"finalizers", json::Array{"kubernetes"}}};
    object.get_object()["status"] = json::Object{{"phase", "Active"}};
    add_name_label(object);
  }
  void prepare_for_update(json::Value& object, const json::Value& old) const override {
    // spec.finalizers end with the emptying of the namespace, not by a user's edit.
    if (const auto* spec = json::find(old, {"spec"})) object.get_object()["spec"] = *spec;
    add_name_label(object);
  }
  bool held(const json::Value& object) const override {
    const auto* finalizers = json::find(object, {"spec", "finalizers"});
    return finalizers && finalizers->is_array() && !finalizers->get_array().empty();
  }
  void mark_deleted(json::Value& object) const override { object_at(object, {"status"})["phase"] = "Terminating"; }

 private:
  static void add_name_label(json::Value& object) {
    // A copy: making the labels may move the members of metadata, short texts with them.
    const std::string name(json::text(object, {"metadata", "name"}));
    object_at(object, {"metadata", "labels"})["kubernetes.io/metadata.name"] = name;
  }
};

class NodeStrategy final : public Strategy {
 public:
  FieldErrors validate_update(const json::Value& object, const json::Value& old) const override {
    FieldErrors errors;
    const auto before = json::text(old, {"spec", "podCIDR"});
    if (!before.empty() && before != json::text(object, {"spec", "podCIDR"}))
      errors.push_back(
          {"spec.podCIDR", "FieldValueForbidden", "Forbidden: node updates may not change podCIDR once it is set"});
    return errors;
  }
};

class LeaseStrategy final : public Strategy {
 public:
  FieldErrors validate_create(const json::Value& object) const override {
    FieldErrors errors;
    for (const std::string_view member : {"leaseDurationSeconds", "leaseTransitions"}) {
      const auto* value = json::find(object, {"spec", member});
      const std::int64_t least = member == "leaseTransitions" ? 0 : 1;
      if (value && value->is_int64() && value->get_int64() < least)
        errors.push_back({"spec." + std::string(member), "FieldValueInvalid",
                          fmt::format("Invalid value: {}: must be greater than {}", value->get_int64(),
                                      least == 0 ? "or equal to 0" : "0")});
    }
    return errors;
  }
  FieldErrors validate_update(const json::Value& object, const json::Value&) const override {
    return validate_create(object);
  }
};

/// An earlier state never changes; its number does, when the state is gone back to.
class RevisionStrategy final : public Strategy {
 public:
  FieldErrors validate_create(const json::Value& object) const override {
    FieldErrors errors;
    const auto* data = json::find(object, {"data"});
    if (!data || data->is_null()) errors.push_back({"data", "FieldValueRequired", "Required value: data is mandatory"});
    const auto* revision = json::find(object, {"revision"});
    if (revision && revision->is_int64() && revision->get_int64() < 0)
      errors.push_back({"revision", "FieldValueInvalid",
                        fmt::format("Invalid value: {}: must be greater than or equal to 0", revision->get_int64())});
    return errors;
  }
  FieldErrors validate_update(const json::Value& object, const json::Value& old) const override {
    auto errors = validate_create(object);
    if (!same(object, old, "data"))
      errors.push_back({"data", "FieldValueInvalid", "Invalid value: field is immutable"});
    return errors;
  }
};

class RbacStrategy final : public Strategy {
 public:
  std::vector<std::string> warnings(const json::Value&) const override {
    return {"RBAC is stored but not enforced in this release: every authenticated user may do everything"};
  }
};
}  // namespace

std::shared_ptr<const Strategy> namespace_strategy() { return std::make_shared<const NamespaceStrategy>(); }
std::shared_ptr<const Strategy> config_map_strategy() { return std::make_shared<const ConfigMapStrategy>(); }
std::shared_ptr<const Strategy> secret_strategy() { return std::make_shared<const SecretStrategy>(); }
std::shared_ptr<const Strategy> node_strategy() { return std::make_shared<const NodeStrategy>(); }
std::shared_ptr<const Strategy> lease_strategy() { return std::make_shared<const LeaseStrategy>(); }
std::shared_ptr<const Strategy> revision_strategy() { return std::make_shared<const RevisionStrategy>(); }
std::shared_ptr<const Strategy> rbac_strategy() { return std::make_shared<const RbacStrategy>(); }

}  // namespace coracle::apiserver::builtin
