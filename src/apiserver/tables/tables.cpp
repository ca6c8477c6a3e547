#include "apiserver/tables/tables.h"

namespace coracle::apiserver {
namespace {

constexpr std::string_view name_description =
    "Name of the object: unique within its namespace (or the cluster), and unchangeable.";

json::Value definition(std::string_view name, std::string_view type, std::string_view format,
                       std::string_view description, int priority) {
  return json::Object{
      {"name", name}, {"type", type}, {"format", format}, {"description", description}, {"priority", priority}};
}

/// Tables begin with the name, unless the kind has put it elsewhere: the names of events say nothing.
bool begins_with_name(const Resource& resource) {
  return std::none_of(resource.columns.begin(), resource.columns.end(),
                      [](const Column& column) { return column.name == "Name" && column.json_path.empty(); });
}

json::Array definitions(const Resource& resource) {
  json::Array out;
  if (begins_with_name(resource)) out.push_back(definition("Name", "string", "name", name_description, 0));
  for (const auto& column : resource.columns)
    out.push_back(definition(column.name, column.type, column.format, column.description, column.priority));
  return out;
}

json::Value shown_object(const json::Value& object, std::string_view include) {
  if (include == "Object") return object;
  json::Object out{{"kind", "PartialObjectMetadata"}, {"apiVersion", "meta.k8s.io/v1"}};
  if (const auto* metadata = json::find(object, {"metadata"})) out["metadata"] = *metadata;
  return out;
}

/// JSON paths of columns are compiled once a process: they come from CustomResourceDefinitions, a few dozen.
struct CompiledPath {
  std::optional<json::JsonPath> path;
};
const json::JsonPath* compiled(const std::string& text) {
  thread_local std::unordered_map<std::string, CompiledPath> known;
  constexpr std::size_t most = 4096;
  if (known.size() > most) known.clear();
  auto [entry, fresh] = known.try_emplace(text);
  if (fresh)
    if (auto path = json::JsonPath::compile(text)) entry->second.path = std::move(*path);
  return entry->second.path ? &*entry->second.path : nullptr;
}
}  // namespace

json::Value cell_of(const json::Value* value, std::string_view type, WallTime now) {
  if (!value || value->is_null()) return nullptr;
  if (type == "date") {
    const auto time = value->is_string() ? parse_time(std::string_view(value->get_string())) : std::nullopt;
    if (!time) return "<unknown>";
    return json::Value(human_duration(now - *time));
  }
  if (type == "string") {
    if (value->is_string()) return *value;
    return json::Value(json::serialize(*value));
  }
  const bool number = value->is_int64() || value->is_uint64() || value->is_double();
  if ((type == "integer" || type == "number") && number) return *value;
  if (type == "boolean" && value->is_bool()) return *value;
  return nullptr;
}

json::Array TableRenderer::row(const Resource& resource, const json::Value& object) const {
  const auto now = clock_.now();
  json::Array cells;
  if (begins_with_name(resource)) cells.push_back(json::Value(json::text(object, {"metadata", "name"})));
  json::Array own;
  if (resource.cells) own = resource.cells(object);
  std::size_t taken = 0;
  for (const auto& column : resource.columns) {
    if (column.json_path.empty()) {
      // A kind's own function leaves the time in an Age column: the age is made here, where the clock is.
      const json::Value* cell = taken < own.size() ? &own[taken] : nullptr;
      ++taken;
      if (column.name == "Age")
        cells.push_back(cell && !cell->is_null() ? cell_of(cell, "date", now) : json::Value("<unknown>"));
      else
        cells.push_back(cell ? *cell : json::Value());
      continue;
    }
    const auto* path = compiled(column.json_path);
    cells.push_back(cell_of(path ? path->first(object) : nullptr, column.type, now));
  }
  return cells;
}

std::string TableRenderer::render(const Resource& resource, const TableRequest& request,
                                  const std::vector<json::Value>& objects, const json::Value& metadata) const {
  json::Array rows;
  for (const auto& object : objects) {
    json::Object one{{"cells", row(resource, object)}};
    if (request.include_object != "None") one["object"] = shown_object(object, request.include_object);
    rows.push_back(std::move(one));
  }
  json::Object table{{"kind", "Table"}, {"apiVersion", request.group_version}};
  table["metadata"] = metadata.is_null() ? json::Value(json::Object{}) : metadata;
  table["columnDefinitions"] = request.headers ? json::Value(definitions(resource)) : json::Value();
  table["rows"] = std::move(rows);
  return json::serialize(table);
}

}  // namespace coracle::apiserver
