#include "kube/config.h"

#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/base64.h"

namespace coracle::kube {
namespace {

Error bad(std::string message) { return {Reason::bad_request, std::move(message)}; }

/// A file's text, or nothing.
std::optional<std::string> slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string slurp_or_throw(const std::string& path, std::string_view what) {
  auto text = slurp(path);
  if (!text) throw bad(std::string(what) + " " + path + " cannot be read");
  return std::move(*text);
}

std::string text_of(const YAML::Node& node, const char* member) {
  if (!node.IsMap()) return {};
  const auto value = node[member];
  return value && value.IsScalar() ? value.as<std::string>() : std::string();
}

/// `<name>-data` (base64) wins over the file `<name>`, as in kubectl.
std::string data_or_file(const YAML::Node& node, const std::string& name, const std::string& folder,
                         std::string& file) {
  file.clear();
  if (const auto data = text_of(node, (name + "-data").c_str()); !data.empty()) {
    auto decoded = from_base64(data);
    if (!decoded) throw bad(name + "-data is not base64");
    return std::move(*decoded);
  }
  const auto path = text_of(node, name.c_str());
  if (path.empty()) return {};
  file = path.front() == '/' ? path : folder + "/" + path;
  return slurp_or_throw(file, name);
}

/// The entry of a list of {name, <member>}; throws when it is missing.
YAML::Node named(const YAML::Node& config, const char* list, const char* member, const std::string& name) {
  const auto entries = config[list];
  if (entries && entries.IsSequence())
    for (const auto& entry : entries)
      if (text_of(entry, "name") == name && entry[member]) return entry[member];
  throw bad(std::string(member) + " \"" + name + "\" does not exist");
}

void read_cluster(const YAML::Node& cluster, const std::string& folder, Connection& out) {
  out.server = text_of(cluster, "server");
  out.ca_pem = data_or_file(cluster, "certificate-authority", folder, out.ca_file);
  out.tls_server_name = text_of(cluster, "tls-server-name");
  out.insecure_skip_tls_verify = text_of(cluster, "insecure-skip-tls-verify") == "true";
}

ExecPlugin::Interactive interactive_mode(const std::string& text, const ExecPlugin& plugin) {
  if (text == "Never") return ExecPlugin::Interactive::never;
  if (text == "Always") return ExecPlugin::Interactive::always;
  if (text == "IfAvailable" || (text.empty() && plugin.api_version.ends_with("/v1beta1")))
    return ExecPlugin::Interactive::if_available;
  if (text.empty()) throw bad("interactiveMode must be specified to use exec authentication plugin " + plugin.command);
  throw bad("invalid interactiveMode for exec authentication plugin " + plugin.command + ": \"" + text + "\"");
}

ExecPlugin exec_plugin(const YAML::Node& exec, const std::string& folder) {
  ExecPlugin out;
  out.command = text_of(exec, "command");
  if (out.command.empty()) throw bad("command must be specified to use exec authentication plugin");
  if (out.command.front() != '/' && out.command.find('/') != std::string::npos)
    out.command = folder + "/" + out.command;
  out.api_version = text_of(exec, "apiVersion");
  if (out.api_version != "client.authentication.k8s.io/v1" && out.api_version != "client.authentication.k8s.io/v1beta1")
    throw bad("exec plugin: invalid apiVersion \"" + out.api_version + "\"");
  out.install_hint = text_of(exec, "installHint");
  out.provide_cluster_info = text_of(exec, "provideClusterInfo") == "true";
  out.interactive = interactive_mode(text_of(exec, "interactiveMode"), out);
  if (const auto arguments = exec["args"]; arguments && arguments.IsSequence())
    for (const auto& argument : arguments) out.arguments.push_back(argument.as<std::string>());
  if (const auto variables = exec["env"]; variables && variables.IsSequence())
    for (const auto& one : variables) out.environment.emplace_back(text_of(one, "name"), text_of(one, "value"));
  return out;
}

void read_user(const YAML::Node& user, const std::string& folder, Connection& out) {
  if (!user.IsMap()) return;
  if (user["auth-provider"])
    throw bad(
        "the user is described by \"auth-provider\", which Kubernetes has given up: use exec, a certificate or a "
        "token");
  if (const auto exec = user["exec"]; exec && exec.IsMap()) out.exec = exec_plugin(exec, folder);
  out.client_certificate_pem = data_or_file(user, "client-certificate", folder, out.client_certificate_file);
  out.client_key_pem = data_or_file(user, "client-key", folder, out.client_key_file);
  out.token = text_of(user, "token");
  out.token_file = text_of(user, "tokenFile");
  out.username = text_of(user, "username");
  out.password = text_of(user, "password");
  out.impersonate_user = text_of(user, "as");
}

void apply_overrides(const Overrides& overrides, Connection& out) {
  if (!overrides.server.empty()) out.server = overrides.server;
  if (!overrides.ns.empty()) out.ns = overrides.ns;
  if (!overrides.token.empty()) {
    out.token = overrides.token;
    out.token_file.clear();
  }
  if (!overrides.as.empty()) out.impersonate_user = overrides.as;
  if (!overrides.as_groups.empty()) out.impersonate_groups = overrides.as_groups;
  if (!overrides.tls_server_name.empty()) out.tls_server_name = overrides.tls_server_name;
  if (overrides.insecure_skip_tls_verify) out.insecure_skip_tls_verify = true;
  const auto take = [](const std::string& path, std::string_view flag, std::string& text, std::string& file) {
    if (path.empty()) return;
    text = slurp_or_throw(path, flag);
    file = path;
  };
  take(overrides.certificate_authority, "--certificate-authority", out.ca_pem, out.ca_file);
  take(overrides.client_certificate, "--client-certificate", out.client_certificate_pem, out.client_certificate_file);
  take(overrides.client_key, "--client-key", out.client_key_pem, out.client_key_file);
}

Connection connection_of(const YAML::Node& config, const std::string& folder, const Overrides& overrides) {
  if (!config.IsMap()) throw bad("the kubeconfig is not a YAML mapping");
  Connection out;
  auto context_name = overrides.context.empty() ? text_of(config, "current-context") : overrides.context;
  std::string cluster = overrides.cluster;
  std::string user = overrides.user;
  if (!context_name.empty()) {
    const auto context = named(config, "contexts", "context", context_name);
    if (cluster.empty()) cluster = text_of(context, "cluster");
    if (user.empty()) user = text_of(context, "user");
    if (const auto ns = text_of(context, "namespace"); !ns.empty()) out.ns = ns;
  }
  if (!cluster.empty()) read_cluster(named(config, "clusters", "cluster", cluster), folder, out);
  if (!user.empty()) read_user(named(config, "users", "user", user), folder, out);
  apply_overrides(overrides, out);
  if (out.server.empty()) throw bad("no server is configured: name one with --server, or a context that has one");
  return out;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::vector<std::string> kubeconfig_files(const Overrides& overrides) {
  if (!overrides.kubeconfig.empty()) return {overrides.kubeconfig};
  std::vector<std::string> files;
  if (const char* list = std::getenv("KUBECONFIG"); list && *list) {
    std::istringstream parts(list);
    for (std::string part; std::getline(parts, part, ':');)
      if (!part.empty()) files.push_back(part);
    return files;
  }
  if (const char* home = std::getenv("HOME"); home && *home) files.push_back(std::string(home) + "/.kube/config");
  return files;
}

/// Of several files the first that names a context, cluster, user or current-context wins.
void merge_into(YAML::Node& all, const YAML::Node& next) {
  for (const char* list : {"contexts", "clusters", "users"})
    if (next[list] && next[list].IsSequence())
      for (const auto& entry : next[list]) all[list].push_back(entry);
  if (text_of(all, "current-context").empty()) all["current-context"] = text_of(next, "current-context");
}

/// Relative paths belong to the file they stand in: make them absolute before files are merged.
void make_absolute(YAML::Node& config, const std::string& folder) {
  const std::pair<const char*, const char*> lists[] = {{"clusters", "cluster"}, {"users", "user"}};
  for (const auto& [list, member] : lists) {
    if (!config[list] || !config[list].IsSequence()) continue;
    for (auto entry : config[list]) {
      auto inner = entry[member];
      if (!inner || !inner.IsMap()) continue;
      if (auto exec = inner["exec"]; exec && exec.IsMap())
        if (const auto command = text_of(exec, "command");
            command.find('/') != std::string::npos && command.front() != '/')
          exec["command"] = folder + "/" + command;
      for (const char* file : {"certificate-authority", "client-certificate", "client-key", "tokenFile"})
        if (const auto path = text_of(inner, file); !path.empty() && path.front() != '/')
          inner[file] = folder + "/" + path;
    }
  }
}
}  // namespace

Result<Connection> parse_kubeconfig(std::string_view yaml, const std::string& folder, const Overrides& overrides) {
  try {
    return connection_of(YAML::Load(std::string(yaml)), folder, overrides);
  } catch (const YAML::Exception& error) {
    return bad(std::string("the kubeconfig is not valid YAML: ") + error.what());
  } catch (const Error& error) {
    return error;
  }
}

std::optional<Connection> in_cluster_connection(std::string_view secrets_folder) {
  const char* host = std::getenv("KUBERNETES_SERVICE_HOST");
  const char* port = std::getenv("KUBERNETES_SERVICE_PORT");
  const std::string folder(secrets_folder);
  auto ca = slurp(folder + "/ca.crt");
  if (!host || !port || !ca || !slurp(folder + "/token")) return std::nullopt;
  Connection out;
  const std::string name(host);
  out.server = "https://" + (name.find(':') == std::string::npos ? name : "[" + name + "]") + ":" + port;
  out.ca_pem = std::move(*ca);
  out.ca_file = folder + "/ca.crt";
  out.token_file = folder + "/token";
  if (auto ns = slurp(folder + "/namespace"); ns && !ns->empty()) out.ns = *ns;
  return out;
}

Result<Connection> load_connection(const Overrides& overrides) {
  try {
    YAML::Node all(YAML::NodeType::Map);
    bool any = false;
    for (const auto& path : kubeconfig_files(overrides)) {
      const auto text = slurp(path);
      if (!text && !overrides.kubeconfig.empty()) throw bad("the kubeconfig " + path + " cannot be read");
      if (!text) continue;
      auto config = YAML::Load(*text);
      if (config.IsNull()) config = YAML::Node(YAML::NodeType::Map);  // an empty file says nothing, as for kubectl
      if (!config.IsMap()) throw bad("the kubeconfig " + path + " is not a YAML mapping");
      make_absolute(config, folder_of(path));
      merge_into(all, config);
      any = true;
    }
    if (!any) {
      if (auto inside = in_cluster_connection()) {
        apply_overrides(overrides, *inside);
        return std::move(*inside);
      }
      if (overrides.server.empty())
        throw bad("no kubeconfig found: set KUBECONFIG or --kubeconfig, or name a server with --server");
    }
    return connection_of(all, ".", overrides);
  } catch (const YAML::Exception& error) {
    return bad(std::string("a kubeconfig is not valid YAML: ") + error.what());
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace coracle::kube
