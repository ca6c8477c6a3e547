#include "kube/exec_plugin.h"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/base64.h"
#include "base/scope.h"
#include "json/value.h"
#include "proc/child.h"

extern char** environ;

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t output_limit = 1U << 20U;
constexpr auto patience_with_a_person = 10min;
constexpr auto patience_with_a_program = 60s;

Error plugin_error(std::string words) { return {Reason::unauthorized, "getting credentials: " + std::move(words)}; }

std::vector<std::string> environment_of(const ExecPlugin& plugin, const std::string& told) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with("KUBERNETES_EXEC_INFO=")) out.emplace_back(*entry);
  // Of two entries of one name programs take the first.
  for (const auto& [name, value] : plugin.environment) {
    std::erase_if(out, [&name = name](const std::string& entry) { return entry.starts_with(name + "="); });
    out.push_back(name + "=" + value);
  }
  out.push_back("KUBERNETES_EXEC_INFO=" + told);
  return out;
}

Task<std::string> read_output(proc::Child& child) {
  std::string text;
  std::array<char, 16384> piece{};
  while (true) {
    co_await readable(child.out().get());
    const auto count = ::read(child.out().get(), piece.data(), piece.size());
    if (count == 0) co_return text;
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count < 0) throw system_error(errno, "read what a credential plugin says");
    text.append(piece.data(), static_cast<std::size_t>(count));
    if (text.size() > output_limit) throw plugin_error("exec plugin writes more than a megabyte");
  }
}

proc::Child start(const proc::Command& command, const ExecPlugin& plugin) {
  try {
    return proc::Child::spawn(command);
  } catch (const Error& error) {
    auto words = "exec: executable " + plugin.command + " cannot be run: " + error.message();
    if (error.reason() == Reason::not_found)
      words = "exec: executable " + plugin.command +
              " not found\n\nIt looks like you are trying to use a client-go credential plugin that is not installed.";
    if (!plugin.install_hint.empty()) words += "\n\n" + plugin.install_hint;
    throw plugin_error(std::move(words));
  }
}
}  // namespace

Result<bool> plugin_asks(const ExecPlugin& plugin, bool terminal) {
  if (plugin.interactive == ExecPlugin::Interactive::never) return false;
  if (plugin.interactive == ExecPlugin::Interactive::if_available || terminal) return terminal;
  return plugin_error("exec plugin cannot support interactive mode: standard input is not a terminal");
}

std::string plugin_input(const Connection& connection, bool asks) {
  const auto& plugin = *connection.exec;
  json::Object spec{{"interactive", asks}};
  if (plugin.provide_cluster_info) {
    json::Object cluster{{"server", connection.server}};
    if (!connection.tls_server_name.empty()) cluster["tls-server-name"] = connection.tls_server_name;
    if (connection.insecure_skip_tls_verify) cluster["insecure-skip-tls-verify"] = true;
    if (!connection.ca_pem.empty()) cluster["certificate-authority-data"] = to_base64(connection.ca_pem);
    spec["cluster"] = std::move(cluster);
  }
  return json::serialize(
      json::Object{{"kind", "ExecCredential"}, {"apiVersion", plugin.api_version}, {"spec", std::move(spec)}});
}

Result<PluginCredentials> read_plugin_output(const ExecPlugin& plugin, std::string_view output) {
  const auto parsed = json::parse(output);
  if (!parsed || json::text(*parsed, {"kind"}) != "ExecCredential")
    return plugin_error("decoding stdout: exec plugin " + plugin.command + " printed no ExecCredential");
  if (const auto version = json::text(*parsed, {"apiVersion"}); version != plugin.api_version)
    return plugin_error("exec plugin is configured to use API version " + plugin.api_version +
                        ", plugin returned version " + std::string(version));
  const auto* status = json::find(*parsed, {"status"});
  if (!status || !status->is_object()) return plugin_error("exec plugin didn't return a status field");
  PluginCredentials out;
  out.token = json::text(*status, {"token"});
  out.certificate_pem = json::text(*status, {"clientCertificateData"});
  out.key_pem = json::text(*status, {"clientKeyData"});
  if (out.token.empty() && out.certificate_pem.empty() && out.key_pem.empty())
    return plugin_error("exec plugin didn't return a token or cert/key pair");
  if (out.certificate_pem.empty() != out.key_pem.empty())
    return plugin_error("exec plugin returned only certificate or key, not both");
  if (const auto expires = json::text(*status, {"expirationTimestamp"}); !expires.empty()) {
    out.expires = parse_time(expires);
    if (!out.expires) return plugin_error("exec plugin returned an expirationTimestamp that is no time");
  }
  return out;
}

Task<PluginCredentials> run_plugin(Connection connection) {
  const auto& plugin = *connection.exec;
  const bool asks = plugin_asks(plugin, ::isatty(STDIN_FILENO) == 1).take();
  proc::Command command;
  command.program = plugin.command;
  command.arguments = plugin.arguments;
  command.environment = environment_of(plugin, plugin_input(connection, asks));
  command.in = asks ? proc::Stdio::inherit() : proc::Stdio::null();
  command.out = proc::Stdio::pipe();
  auto child = start(command, plugin);
  auto reading = read_output(child);
  const Duration limit = asks ? Duration(patience_with_a_person) : Duration(patience_with_a_program);
  const auto output = co_await within(limit, std::move(reading), "exec plugin " + plugin.command);
  auto ending = child.wait();
  const auto exit = co_await within(limit, std::move(ending), "exec plugin " + plugin.command);
  if (!exit.ok()) throw plugin_error("exec: executable " + plugin.command + " failed with " + exit.text());
  co_return read_plugin_output(plugin, output).take();
}

}  // namespace coracle::kube
