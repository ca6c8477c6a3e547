#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/task.h"
#include "base/time.h"
#include "kube/config.h"

namespace coracle::kube {

/// What a credential plugin said: a token, or a certificate with its key, or both.
struct PluginCredentials {
  std::string token;
  std::string certificate_pem;
  std::string key_pem;
  std::optional<WallTime> expires;  ///< good until the server refuses them when it does not say
};

/// Whether the plugin may ask a person, who is there or not. Error when it must and cannot.
Result<bool> plugin_asks(const ExecPlugin& plugin, bool terminal);
/// The environment variable KUBERNETES_EXEC_INFO: what the plugin is told.
std::string plugin_input(const Connection& connection, bool asks);
/// From its standard output.
Result<PluginCredentials> read_plugin_output(const ExecPlugin& plugin, std::string_view output);

/// Runs the plugin of a connection, which has one: its standard error is ours, its input too when it may ask.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
Task<PluginCredentials> run_plugin(Connection connection);

}  // namespace coracle::kube
