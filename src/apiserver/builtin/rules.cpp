#include "apiserver/builtin/rules.h"

#include "apiserver/rest/protobuf.h"
#include "schema/apply.h"
#include "schema/codec.h"
#include "schema/strategic_merge.h"

namespace coracle::apiserver {
namespace {

schema::Manager as_manager(const FieldManager& manager) {
  return {manager.name, manager.api_version, manager.subresource, format_time(manager.now)};
}

void track(json::Value& object, const json::Value* old, const schema::Structural& structural,
           const FieldManager& manager) {
  static const json::Value none;
  schema::track_update(old ? *old : none, object, structural, as_manager(manager));
}

Result<json::Value> apply_to(const json::Value* current, const json::Value& applied,
                             const schema::Structural& structural, const FieldManager& manager) {
  static const json::Value none;
  return schema::apply(current ? *current : none, applied, structural, as_manager(manager), manager.force);
}

class TableRules final : public ObjectRules {
 public:
  explicit TableRules(const schema::Struct& table) : table_(table), structural_(schema::structural(table)) {}

  Result<std::vector<std::string>> decode(json::Value& object) const override {
    const auto wrong = schema::check(object, table_).errors;
    if (!wrong.empty()) return Error(Reason::bad_request, wrong.front().message);
    return schema::prune(object, structural_);
  }
  Result<json::Value> from_protobuf(std::string_view body) const override { return protobuf_object(body, table_); }
  void set_defaults(json::Value& object) const override { schema::apply_defaults(object, structural_); }
  FieldErrors validate(const json::Value& object) const override { return schema::validate(object, structural_); }
  FieldErrors validate_update(const json::Value&, const json::Value&) const override { return {}; }
  bool merges_strategically() const override { return true; }
  Result<json::Value> strategic_merge(const json::Value& current, const json::Value& patch) const override {
    return schema::strategic_merge(current, patch, table_);
  }
  void track_managers(json::Value& object, const json::Value* old, const FieldManager& manager) const override {
    track(object, old, structural_, manager);
  }
  Result<json::Value> apply(const json::Value* current, const json::Value& applied,
                            const FieldManager& manager) const override {
    return apply_to(current, applied, structural_, manager);
  }

 private:
  const schema::Struct& table_;
  schema::Structural structural_;
};

class StructuralRules final : public ObjectRules {
 public:
  explicit StructuralRules(schema::Structural structural) : structural_(std::move(structural)) {}

  /// Types are left to validate(): a custom resource of a wrong type is Invalid, not a bad request.
  Result<std::vector<std::string>> decode(json::Value& object) const override {
    return schema::prune(object, structural_);
  }
  void set_defaults(json::Value& object) const override { schema::apply_defaults(object, structural_); }
  FieldErrors validate(const json::Value& object) const override { return schema::validate(object, structural_); }
  FieldErrors validate_update(const json::Value&, const json::Value&) const override { return {}; }
  void track_managers(json::Value& object, const json::Value* old, const FieldManager& manager) const override {
    track(object, old, structural_, manager);
  }
  Result<json::Value> apply(const json::Value* current, const json::Value& applied,
                            const FieldManager& manager) const override {
    return apply_to(current, applied, structural_, manager);
  }

 private:
  schema::Structural structural_;
};
}  // namespace

std::shared_ptr<const ObjectRules> table_rules(const schema::Struct& table) {
  return std::make_shared<const TableRules>(table);
}

std::shared_ptr<const ObjectRules> structural_rules(schema::Structural schema) {
  return std::make_shared<const StructuralRules>(std::move(schema));
}

}  // namespace coracle::apiserver
