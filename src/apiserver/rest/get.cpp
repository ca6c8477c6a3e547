#include "apiserver/rest/list_options.h"
#include "apiserver/rest/objects.h"

namespace coracle::apiserver {

net::Response Rest::get(Call& call) {
  check_revision_asked(parts_.store, call.target.parameter("resourceVersion"));
  return object_response(200, call, parts_, *find_object(call));
}

}  // namespace coracle::apiserver
