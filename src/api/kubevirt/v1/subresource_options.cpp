#include "api/kubevirt/v1/subresource_options.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const StartOptions*) {
  using T = StartOptions;
  static const Field fields[] = {
      field<&T::paused>("paused", "Starts the guest with its processors stopped."),
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.StartOptions", "Body of start.", fields};
  return table;
}

const Struct& describe(const StopOptions*) {
  using T = StopOptions;
  static const Field fields[] = {
      field<&T::grace_period>("gracePeriod",
                              "Seconds the guest has to shut down; the machine's own setting when absent."),
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.StopOptions", "Body of stop.", fields};
  return table;
}

const Struct& describe(const RestartOptions*) {
  using T = RestartOptions;
  static const Field fields[] = {
      field<&T::grace_period_seconds>(
          "gracePeriodSeconds",
          "Seconds the guest has to shut down: 0 switches it off at once, no other value is allowed."),
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.RestartOptions", "Body of restart.", fields};
  return table;
}

const Struct& describe(const PauseOptions*) {
  using T = PauseOptions;
  static const Field fields[] = {
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.PauseOptions", "Body of pause.", fields};
  return table;
}

const Struct& describe(const UnpauseOptions*) {
  using T = UnpauseOptions;
  static const Field fields[] = {
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.UnpauseOptions", "Body of unpause.", fields};
  return table;
}

const Struct& describe(const MigrateOptions*) {
  using T = MigrateOptions;
  static const Field fields[] = {
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
      field<&T::added_node_selector>("addedNodeSelector",
                                     "Labels that the target node must have, beside those the guest asks for."),
  };
  static const Struct table{"io.kubevirt.v1.MigrateOptions", "Body of migrate.", fields};
  return table;
}

const Struct& describe(const EvacuateCancelOptions*) {
  using T = EvacuateCancelOptions;
  static const Field fields[] = {
      field<&T::dry_run>("dryRun", "All checks the call without doing it.").atomic(),
      field<&T::evacuation_node_name>("evacuationNodeName", "Cancels only where the guest is leaving this node.")
          .always(),
  };
  static const Struct table{"io.kubevirt.v1.EvacuateCancelOptions", "Body of evacuate/cancel.", fields};
  return table;
}

const Struct& describe(const FreezeUnfreezeTimeout*) {
  using T = FreezeUnfreezeTimeout;
  static const Field fields[] = {
      field<&T::unfreeze_timeout>("unfreezeTimeout",
                                  "Time after which the guest's filesystems go on by themselves; never when 0.")
          .always(),
  };
  static const Struct table{"io.kubevirt.v1.FreezeUnfreezeTimeout", "Body of freeze.", fields};
  return table;
}

const Struct& describe(const ScreenshotOptions*) {
  using T = ScreenshotOptions;
  static const Field fields[] = {
      field<&T::move_cursor>("moveCursor", "Moves the pointer first, which wakes a screen saver.").always(),
  };
  static const Struct table{"io.kubevirt.v1.ScreenshotOptions", "Parameters of vnc/screenshot.", fields};
  return table;
}

const Struct& describe(const VSOCKOptions*) {
  using T = VSOCKOptions;
  static const Field fields[] = {
      field<&T::target_port>("targetPort", "Port the guest listens on.").always(),
      field<&T::use_tls>("useTLS", "Speaks TLS with the guest; true when absent."),
  };
  static const Struct table{"io.kubevirt.v1.VSOCKOptions", "Parameters of vsock.", fields};
  return table;
}

const Struct& describe(const SEVSessionOptions*) {
  using T = SEVSessionOptions;
  static const Field fields[] = {
      field<&T::session>("session", "Session blob of the guest's owner, base64."),
      field<&T::dh_cert>("dhCert", "Diffie-Hellman key of the guest's owner, base64."),
  };
  static const Struct table{"io.kubevirt.v1.SEVSessionOptions", "Body of sev/setupsession.", fields};
  return table;
}

const Struct& describe(const SEVSecretOptions*) {
  using T = SEVSecretOptions;
  static const Field fields[] = {
      field<&T::header>("header", "Header of the secret, base64."),
      field<&T::secret>("secret", "The encrypted secret, base64."),
  };
  static const Struct table{"io.kubevirt.v1.SEVSecretOptions", "Body of sev/injectlaunchsecret.", fields};
  return table;
}

const Struct& describe(const ObjectGraphOptions*) {
  using T = ObjectGraphOptions;
  static const Field fields[] = {
      field<&T::include_optional_nodes>("includeOptionalNodes",
                                        "Lists objects the machine can do without; true when absent."),
      field<&T::label_selector>("labelSelector", "Lists only objects with these labels."),
  };
  static const Struct table{"io.kubevirt.v1.ObjectGraphOptions", "Parameters of objectgraph.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
