#include "api/meta/v1/object_meta.h"

namespace coracle::api::meta::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

ObjectMeta::ObjectMeta() = default;
ObjectMeta::~ObjectMeta() = default;
ObjectMeta::ObjectMeta(const ObjectMeta&) = default;
ObjectMeta& ObjectMeta::operator=(const ObjectMeta&) = default;
ObjectMeta::ObjectMeta(ObjectMeta&&) noexcept = default;
ObjectMeta& ObjectMeta::operator=(ObjectMeta&&) noexcept = default;

const Struct& describe(const OwnerReference*) {
  using T = OwnerReference;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the owner.").required(),
      field<&T::kind>("kind", "Kind of the owner.").required(),
      field<&T::name>("name", "Name of the owner.").required(),
      field<&T::uid>("uid", "Identity of the owner; one of the same name with another uid is not meant.").required(),
      field<&T::controller>("controller", "Whether the owner is the one controller that manages this object."),
      field<&T::block_owner_deletion>("blockOwnerDeletion",
                                      "Whether a foreground deletion of the owner waits for this object to be gone."),
  };
  static const Struct table{
      "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference", "Names an object that owns this one.", fields, {}, true};
  return table;
}

const Struct& describe(const ManagedFieldsEntry*) {
  using T = ManagedFieldsEntry;
  static const Field fields[] = {
      field<&T::manager>("manager", "Who set the fields."),
      field<&T::operation>("operation", "Whether by applying or by updating."),
      field<&T::api_version>("apiVersion", "Version of the object that the field names belong to."),
      field<&T::time>("time", "When the entry was added or its fields changed."),
      field<&T::fields_type>("fieldsType", "Format of the fields: FieldsV1."),
      field<&T::fields_v1>("fieldsV1", "The set of fields.").any_members(),
      field<&T::subresource>("subresource", "Subresource through which they were set."),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry",
                            "The fields of an object that one manager has set.", fields};
  return table;
}

const Struct& describe(const ObjectMeta*) {
  using T = ObjectMeta;
  static const Field fields[] = {
      field<&T::name>("name", "Name, unique among objects of the kind in the namespace."),
      field<&T::generate_name>("generateName", "Prefix from which the server makes a name when none is given."),
      field<&T::namespace_>("namespace", "Namespace the object lives in; empty for cluster-wide kinds."),
      field<&T::self_link>("selfLink", "No longer set."),
      field<&T::uid>("uid", "Identity, unique in time and space; set by the server."),
      field<&T::resource_version>("resourceVersion", "Changes with every write; opaque to clients."),
      field<&T::generation>("generation", "Counts changes of the wanted state."),
      field<&T::creation_timestamp>("creationTimestamp", "When the server stored the object first."),
      field<&T::deletion_timestamp>("deletionTimestamp",
                                    "When the object is to be gone; set once deletion was asked for."),
      field<&T::deletion_grace_period_seconds>("deletionGracePeriodSeconds",
                                               "Seconds the object is given to end in good order."),
      field<&T::labels>("labels", "Keys and values by which objects are selected."),
      field<&T::annotations>("annotations", "Keys and values that tools keep with the object."),
      field<&T::owner_references>("ownerReferences", "Objects without which this one is garbage.").merge_by("uid"),
      field<&T::finalizers>("finalizers", "Those who must act before a deleted object may go.").set().patch_by(),
      field<&T::managed_fields>("managedFields", "Who set which fields, for server-side apply.").atomic(),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "What every stored object carries.",
                            fields};
  return table;
}

}  // namespace coracle::api::meta::v1
