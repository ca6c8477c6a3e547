#include <fmt/core.h>

#include "apiserver/rest/delete_options.h"
#include "apiserver/rest/list_options.h"
#include "apiserver/rest/status.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver {

Task<net::Response> Rest::remove_collection(Call& call) {
  const auto& resource = *call.resource;
  const auto selected = list_options_of(call);
  auto options = delete_options_of(call);
  const auto prefix =
      resource.namespaced && !call.attributes.namespace_.empty() ? call.attributes.namespace_ + "/" : "";
  std::vector<ObjectPtr> objects;
  resource.collection->snapshot()->each(prefix, prefix, [&](const ObjectPtr& object) {
    if (selected.selector.matches(*object)) objects.push_back(object);
    return true;
  });
  std::string items;
  for (const auto& object : objects) {
    Call one = call;
    one.attributes.name = object->name();
    one.attributes.namespace_ = object->namespace_();
    options.uid = object->uid();  // not one of the same name that came later
    try {
      const auto deleted = co_await delete_object(*this, one, options);
      items += items.empty() ? "" : ",";
      append_served(items, resource, *deleted.object);
    } catch (const Error& error) {
      // Someone else was quicker.
      if (error.reason() != Reason::not_found && error.reason() != Reason::conflict) throw;
    }
    call.warnings.insert(call.warnings.end(), one.warnings.begin(), one.warnings.end());
  }
  co_return json_response(
      200, fmt::format(R"({{"kind":"{}","apiVersion":"{}","metadata":{{"resourceVersion":"{}"}},"items":[{}]}})"
                       "\n",
                       resource.list_kind_or_default(), resource.api_version(), parts_.store.revision(), items));
}

}  // namespace coracle::apiserver
