#pragma once
#include <mutex>
#include <unordered_map>

#include "apiserver/pipeline.h"
#include "base/time.h"
#include "json/json_path.h"

namespace coracle::apiserver {

/// Draws any resource by its columns: a column with a JSONPath is evaluated, the others take the cells of the kind's
/// own function, in order. The first column is always the name.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
class TableRenderer final : public Tables {
 public:
  explicit TableRenderer(const Clock& clock) : clock_(clock) {}
  std::string render(const Resource& resource, const TableRequest& request, const std::vector<json::Value>& objects,
                     const json::Value& metadata) const override;

 private:
  json::Array row(const Resource& resource, const json::Value& object) const;
  const Clock& clock_;
};

/// A value as a column of that type shows it; null where nothing is shown. Dates become ages.
json::Value cell_of(const json::Value* value, std::string_view type, WallTime now);

}  // namespace coracle::apiserver
