#include "api/coordination/v1/lease.h"

namespace coracle::api::coordination::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const LeaseSpec*) {
  using T = LeaseSpec;
  static const Field fields[] = {
      field<&T::holder_identity>("holderIdentity", "Who holds it."),
      field<&T::lease_duration_seconds>("leaseDurationSeconds", "Seconds for which it holds after the last renewal."),
      field<&T::acquire_time>("acquireTime", "When it was taken."),
      field<&T::renew_time>("renewTime", "When it was last renewed."),
      field<&T::lease_transitions>("leaseTransitions", "How often it changed hands."),
      field<&T::strategy>("strategy", "How the holder is chosen."),
      field<&T::preferred_holder>("preferredHolder", "Who should hold it next."),
  };
  static const Struct table{"io.k8s.api.coordination.v1.LeaseSpec", "Who holds it and for how long.", fields};
  return table;
}

const Struct& describe(const Lease*) {
  using T = Lease;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
  };
  static const Struct table{"io.k8s.api.coordination.v1.Lease",
                            "A claim to be the one who acts, for a while.",
                            fields,
                            {"coordination.k8s.io", "v1", "Lease"}};
  return table;
}

}  // namespace coracle::api::coordination::v1
