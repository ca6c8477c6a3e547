#pragma once
#include "base/result.h"
#include "json/value.h"
#include "schema/table.h"

namespace coracle::schema {

/// Applies a strategic merge patch (application/strategic-merge-patch+json) to `object`, whose merge keys `table` has:
/// objects by member, null deletes, lists with patch strategy merge by key or as sets, others whole; and the directives
/// $patch (merge, replace, delete), $retainKeys, $deleteFromPrimitiveList and $setElementOrder.
/// https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md
///
/// A patch that makes no sense is bad_request, in the words of kube-apiserver where it has some.
Result<json::Value> strategic_merge(json::Value object, const json::Value& patch, const Struct& table);

}  // namespace coracle::schema
