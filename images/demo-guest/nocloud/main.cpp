// nocloud early|late: takes over what a NoCloud seed asks for. Early runs before the login prompt and the network, late
// when the servers run. Called as chpasswd it sets passwords, which the guest agent asks for.

#include "apply.h"
#include "files.h"
#include "seed.h"

#include <sys/stat.h>
#include <algorithm>
#include <cstdio>
#include <string_view>

namespace nocloud {
namespace {

constexpr int no_seed = 3;
constexpr const char* saved_user_data = "/run/nocloud/user-data";
constexpr const char* saved_meta_data = "/run/nocloud/meta-data";

bool is_cloud_config(std::string_view text) { return text.starts_with("#cloud-config"); }
bool is_script(std::string_view text) { return text.starts_with("#!"); }

// True once for each instance and stage.
bool is_new(const char* stage, const MetaData& meta) {
  const auto path = std::string("/var/lib/cloud/instance-") + stage;
  const auto id = (meta.instance_id.empty() ? "nocloud" : meta.instance_id) + "\n";
  if (read_file(path) == id) return false;
  replace_file(path, id, 0644);
  return true;
}

void tell_about(const std::string& user_data) {
  if (user_data.empty() || is_cloud_config(user_data) || is_script(user_data)) return;
  const auto first_line = user_data.substr(0, std::min(user_data.find('\n'), std::size_t{40}));
  const bool printable =
      first_line.find_first_not_of(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#:;/-_.=\r") ==
      std::string::npos;
  tell("user-data is neither #cloud-config nor a #! script, and is left alone" +
       (printable ? ": " + first_line : std::string()));
}

int early() {
  const auto seed = read_seed();
  if (!seed) return no_seed;
  replace_file(saved_user_data, seed->user_data, 0600);
  replace_file(saved_meta_data, seed->meta_data, 0600);
  const auto meta = read_meta_data(seed->meta_data);
  for (const auto& note : meta.notes) tell("meta-data: " + note);
  if (seed->has_network_config) tell("network-config is not supported: every network card asks DHCP");
  tell_about(seed->user_data);

  const auto config = is_cloud_config(seed->user_data) ? read_cloud_config(seed->user_data) : CloudConfig{};
  for (const auto& note : config.notes) tell("user-data: " + note);
  if (!config.boot_script.empty()) run_script("bootcmd", config.boot_script);
  const auto hostname = config.hostname.value_or(meta.hostname);
  if (!hostname.empty()) set_hostname(hostname);
  if (is_new("early", meta)) apply_instance(config, meta);
  return 0;
}

int late() {
  const auto user_data = read_file(saved_user_data);
  const auto meta_data = read_file(saved_meta_data);
  if (!user_data || !meta_data) return no_seed;
  if (!is_new("late", read_meta_data(*meta_data))) return 0;
  if (is_script(*user_data)) {
    run_script("user-script", *user_data);
  } else if (is_cloud_config(*user_data)) {
    const auto config = read_cloud_config(*user_data);
    if (!config.run_script.empty()) run_script("runcmd", config.run_script);
  }
  return 0;
}

int run(int count, char** arguments) {
  const std::string_view program = arguments[0];
  const std::string_view argument = count > 1 ? arguments[1] : "";
  if (program.ends_with("chpasswd")) return change_passwords(argument == "-e");
  mkdir("/var/lib/cloud", 0755);
  mkdir("/run/nocloud", 0700);
  if (argument == "early") return early();
  if (argument == "late") return late();
  std::fprintf(stderr, "usage: nocloud early|late\n");
  return 2;
}

}  // namespace
}  // namespace nocloud

int main(int count, char** arguments) { return nocloud::run(count, arguments); }
