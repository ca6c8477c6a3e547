#pragma once
#include <string_view>

#include "apiserver/registry.h"

namespace coracle::apiserver {
class Collection;
}

namespace coracle::apiserver::openapi {

/// Where CustomResourceDefinitions are kept: their schemas are shown as they were written.
using Definitions = const Collection*;

/// OpenAPI v3 of one group version. https://spec.openapis.org/oas/v3.0.0
json::Value v3_document(const Resources& resources, Definitions definitions, std::string_view group,
                        std::string_view version);
/// OpenAPI v2 (Swagger 2.0) of all that is served.
json::Value v2_document(const Resources& resources, Definitions definitions);

/// Changes when v3_document of that group version may have changed.
std::string v3_hash(const Resources& resources, Definitions definitions, std::string_view group,
                    std::string_view version);

}  // namespace coracle::apiserver::openapi
