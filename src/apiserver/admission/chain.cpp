#include "apiserver/admission/chain.h"

#include <algorithm>

namespace coracle::apiserver::admission {

bool Chain::handles(Operation operation, const Attributes& attributes) const {
  return std::ranges::any_of(links_, [&](const Admission* link) { return link->handles(operation, attributes); });
}

Task<> Chain::mutate(AdmissionRequest& request) {
  for (auto* link : links_)
    if (link->handles(request.operation, request.attributes)) co_await link->mutate(request);
}

Task<> Chain::validate(AdmissionRequest& request) {
  for (auto* link : links_)
    if (link->handles(request.operation, request.attributes)) co_await link->validate(request);
}

}  // namespace coracle::apiserver::admission
