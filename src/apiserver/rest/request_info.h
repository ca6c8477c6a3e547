#pragma once
#include "apiserver/pipeline.h"

namespace coracle::apiserver {

/// What a method and a path ask for. Paths: /api/v1/... and /apis/GROUP/VERSION/..., then
/// RESOURCE[/NAME[/SUBRESOURCE...]] with namespaces/NS/ before it for one namespace. All else is a path.
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
Attributes attributes_of(const net::Request& request, const net::Target& target);

}  // namespace coracle::apiserver
