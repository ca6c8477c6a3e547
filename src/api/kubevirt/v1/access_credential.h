#pragma once
// Keys and passwords brought into a guest.
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A Secret with credentials.
struct AccessCredentialSecretSource {
  std::string secret_name;
};
const schema::Struct& describe(const AccessCredentialSecretSource*);

/// Where the keys are.
struct SSHPublicKeyAccessCredentialSource {
  Box<AccessCredentialSecretSource> secret;
};
const schema::Struct& describe(const SSHPublicKeyAccessCredentialSource*);

/// Keys by a ConfigDrive disk. It has no settings.
struct ConfigDriveSSHPublicKeyAccessCredentialPropagation {};
const schema::Struct& describe(const ConfigDriveSSHPublicKeyAccessCredentialPropagation*);

/// Keys by a NoCloud disk. It has no settings.
struct NoCloudSSHPublicKeyAccessCredentialPropagation {};
const schema::Struct& describe(const NoCloudSSHPublicKeyAccessCredentialPropagation*);

/// Keys by the guest's agent.
struct QemuGuestAgentSSHPublicKeyAccessCredentialPropagation {
  std::vector<std::string> users;
};
const schema::Struct& describe(const QemuGuestAgentSSHPublicKeyAccessCredentialPropagation*);

/// How keys get into the guest: one of three ways.
struct SSHPublicKeyAccessCredentialPropagationMethod {
  Box<ConfigDriveSSHPublicKeyAccessCredentialPropagation> config_drive;
  Box<NoCloudSSHPublicKeyAccessCredentialPropagation> no_cloud;
  Box<QemuGuestAgentSSHPublicKeyAccessCredentialPropagation> qemu_guest_agent;
};
const schema::Struct& describe(const SSHPublicKeyAccessCredentialPropagationMethod*);

/// SSH public keys that may log in.
struct SSHPublicKeyAccessCredential {
  SSHPublicKeyAccessCredentialSource source;
  SSHPublicKeyAccessCredentialPropagationMethod propagation_method;
};
const schema::Struct& describe(const SSHPublicKeyAccessCredential*);

/// Where the passwords are.
struct UserPasswordAccessCredentialSource {
  Box<AccessCredentialSecretSource> secret;
};
const schema::Struct& describe(const UserPasswordAccessCredentialSource*);

/// Passwords by the guest's agent. It has no settings.
struct QemuGuestAgentUserPasswordAccessCredentialPropagation {};
const schema::Struct& describe(const QemuGuestAgentUserPasswordAccessCredentialPropagation*);

/// How passwords get into the guest.
struct UserPasswordAccessCredentialPropagationMethod {
  Box<QemuGuestAgentUserPasswordAccessCredentialPropagation> qemu_guest_agent;
};
const schema::Struct& describe(const UserPasswordAccessCredentialPropagationMethod*);

/// Passwords of users.
struct UserPasswordAccessCredential {
  UserPasswordAccessCredentialSource source;
  UserPasswordAccessCredentialPropagationMethod propagation_method;
};
const schema::Struct& describe(const UserPasswordAccessCredential*);

/// Credentials brought into the guest: keys or passwords.
struct AccessCredential {
  Box<SSHPublicKeyAccessCredential> ssh_public_key;
  Box<UserPasswordAccessCredential> user_password;
};
const schema::Struct& describe(const AccessCredential*);

}  // namespace coracle::api::kubevirt::v1
