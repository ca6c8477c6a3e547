#include "api/meta/v1/list_meta.h"

namespace coracle::api::meta::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ShardInfo*) {
  using T = ShardInfo;
  static const Field fields[] = {
      field<&T::selector>("selector", "Which part.").required(),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.ShardInfo", "Part of the objects that was listed.",
                            fields};
  return table;
}

const Struct& describe(const ListMeta*) {
  using T = ListMeta;
  static const Field fields[] = {
      field<&T::self_link>("selfLink", "No longer set."),
      field<&T::resource_version>("resourceVersion", "State of the server that the list shows."),
      field<&T::continue_>("continue", "Where the next part of the list begins; empty at the end."),
      field<&T::remaining_item_count>("remainingItemCount", "How many items follow the last one of this part."),
      field<&T::shard_info>("shardInfo", "Part of the objects that was listed."),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta", "What a list says of itself.", fields};
  return table;
}

}  // namespace coracle::api::meta::v1
