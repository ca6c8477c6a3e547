#include "api/kubevirt/v1/access_credential.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const AccessCredentialSecretSource*) {
  using T = AccessCredentialSecretSource;
  static const Field fields[] = {
      field<&T::secret_name>("secretName", "Name of the Secret, in the namespace of the instance.").required(),
  };
  static const Struct table{"io.kubevirt.v1.AccessCredentialSecretSource", "A Secret with credentials.", fields};
  return table;
}

const Struct& describe(const SSHPublicKeyAccessCredentialSource*) {
  using T = SSHPublicKeyAccessCredentialSource;
  static const Field fields[] = {
      field<&T::secret>("secret", "A Secret, each entry of which is a key."),
  };
  static const Struct table{"io.kubevirt.v1.SSHPublicKeyAccessCredentialSource", "Where the keys are.", fields};
  return table;
}

const Struct& describe(const ConfigDriveSSHPublicKeyAccessCredentialPropagation*) {
  static const Struct table{"io.kubevirt.v1.ConfigDriveSSHPublicKeyAccessCredentialPropagation",
                            "Keys by a ConfigDrive disk. It has no settings.",
                            {}};
  return table;
}

const Struct& describe(const NoCloudSSHPublicKeyAccessCredentialPropagation*) {
  static const Struct table{"io.kubevirt.v1.NoCloudSSHPublicKeyAccessCredentialPropagation",
                            "Keys by a NoCloud disk. It has no settings.",
                            {}};
  return table;
}

const Struct& describe(const QemuGuestAgentSSHPublicKeyAccessCredentialPropagation*) {
  using T = QemuGuestAgentSSHPublicKeyAccessCredentialPropagation;
  static const Field fields[] = {
      field<&T::users>("users", "Users whose authorized keys are written.").required().set(),
  };
  static const Struct table{"io.kubevirt.v1.QemuGuestAgentSSHPublicKeyAccessCredentialPropagation",
                            "Keys by the guest's agent.", fields};
  return table;
}

const Struct& describe(const SSHPublicKeyAccessCredentialPropagationMethod*) {
  using T = SSHPublicKeyAccessCredentialPropagationMethod;
  static const Field fields[] = {
      field<&T::config_drive>("configDrive", "By the guest's cloud-init disk of kind ConfigDrive, at boot."),
      field<&T::no_cloud>("noCloud", "By the guest's cloud-init disk of kind NoCloud, at boot."),
      field<&T::qemu_guest_agent>("qemuGuestAgent", "By the guest's agent, while it runs."),
  };
  static const Struct table{"io.kubevirt.v1.SSHPublicKeyAccessCredentialPropagationMethod",
                            "How keys get into the guest: one of three ways.", fields};
  return table;
}

const Struct& describe(const SSHPublicKeyAccessCredential*) {
  using T = SSHPublicKeyAccessCredential;
  static const Field fields[] = {
      field<&T::source>("source", "Where the keys are.").required(),
      field<&T::propagation_method>("propagationMethod", "How they get into the guest.").required(),
  };
  static const Struct table{"io.kubevirt.v1.SSHPublicKeyAccessCredential", "SSH public keys that may log in.", fields};
  return table;
}

const Struct& describe(const UserPasswordAccessCredentialSource*) {
  using T = UserPasswordAccessCredentialSource;
  static const Field fields[] = {
      field<&T::secret>("secret", "A Secret, each entry of which is a user with a password."),
  };
  static const Struct table{"io.kubevirt.v1.UserPasswordAccessCredentialSource", "Where the passwords are.", fields};
  return table;
}

const Struct& describe(const QemuGuestAgentUserPasswordAccessCredentialPropagation*) {
  static const Struct table{"io.kubevirt.v1.QemuGuestAgentUserPasswordAccessCredentialPropagation",
                            "Passwords by the guest's agent. It has no settings.",
                            {}};
  return table;
}

const Struct& describe(const UserPasswordAccessCredentialPropagationMethod*) {
  using T = UserPasswordAccessCredentialPropagationMethod;
  static const Field fields[] = {
      field<&T::qemu_guest_agent>("qemuGuestAgent", "By the guest's agent, while it runs."),
  };
  static const Struct table{"io.kubevirt.v1.UserPasswordAccessCredentialPropagationMethod",
                            "How passwords get into the guest.", fields};
  return table;
}

const Struct& describe(const UserPasswordAccessCredential*) {
  using T = UserPasswordAccessCredential;
  static const Field fields[] = {
      field<&T::source>("source", "Where the passwords are.").required(),
      field<&T::propagation_method>("propagationMethod", "How they get into the guest.").required(),
  };
  static const Struct table{"io.kubevirt.v1.UserPasswordAccessCredential", "Passwords of users.", fields};
  return table;
}

const Struct& describe(const AccessCredential*) {
  using T = AccessCredential;
  static const Field fields[] = {
      field<&T::ssh_public_key>("sshPublicKey", "SSH public keys that may log in."),
      field<&T::user_password>("userPassword", "Passwords of users."),
  };
  static const Struct table{"io.kubevirt.v1.AccessCredential", "Credentials brought into the guest: keys or passwords.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
