#include "cmd/coracle/preconditions.h"

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "cmd/coracle/files.h"
#include "net/socket.h"
#include "node/containerd/config.h"
#include "virt/api/validation/validation.h"

namespace coracle::cmd {
namespace {

constexpr std::uint16_t kubelet_port = 10250;

struct NeededProgram {
  const char* name;
  const char* package;
  bool ours_only;  ///< not needed beside a given containerd
};
constexpr NeededProgram needed_programs[] = {
    {"containerd", "containerd", true}, {"ctr", "containerd", false}, {"runc", "runc", true}};
constexpr const char* needed_plugins[] = {"bridge", "host-local", "loopback"};

void check_programs(const UpFlags& flags) {
  for (const auto& program : needed_programs) {
    if (program.ours_only && !flags.containerd.empty()) continue;
    if (find_program(program.name).empty())
      throw Error(Reason::not_found, std::string(program.name) +
                                         " is not installed: run ./setup, or install Debian's " + "package " +
                                         program.package);
  }
  if (!flags.containerd.empty()) return;
  for (const auto* plugin : needed_plugins)
    if (::access((std::string("/usr/lib/cni/") + plugin).c_str(), X_OK) != 0)
      throw Error(Reason::not_found, std::string("the CNI plugin /usr/lib/cni/") + plugin +
                                         " is missing: run ./setup, or install Debian's package "
                                         "containernetworking-plugins");
}

void check_port(const std::string& address, std::uint16_t port, const std::string& remedy) {
  if (port == 0) return;
  try {
    net::Listener::tcp(address, port);
  } catch (const Error& error) {
    if (!std::string_view(error.what()).ends_with(std::strerror(EADDRINUSE))) throw;
    throw Error(Reason::conflict, "port " + std::to_string(port) + " of " + address +
                                      " cannot be listened on, another program has it: " + remedy);
  }
}

/// The API server would refuse a Node of that name, again and again.
void check_node_name(const UpFlags& flags) {
  const auto name = node_name(flags);
  if (!virt::api::is_dns_subdomain(name))
    throw Error(Reason::invalid, "\"" + name +
                                     "\" is no name for a Node, which has lower-case letters, digits, '-' and '.': " +
                                     "choose one with --node-name");
}

void check_networks(const UpFlags& flags) {
  node::gateway_of(flags.pod_cidr);
  if (!flags.pod_cidr_v6.empty()) node::gateway_of(flags.pod_cidr_v6);
}

/// A new network namespace begins without it, and containerd and our own parts talk over it.
void check_loopback() {
  const net::Socket socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq about{};
  std::strcpy(about.ifr_name, "lo");
  if (!socket || ::ioctl(socket.descriptor(), SIOCGIFFLAGS, &about) != 0) return;
  if ((about.ifr_flags & IFF_UP) == 0)
    throw Error(Reason::conflict, "the loopback interface is down: bring it up with ip link set lo up");
}

std::string link_target(const std::string& path) {
  char target[PATH_MAX];
  const auto length = ::readlink(path.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

/// A kubelet of this machine (one in a container has mounts of its own, and so another /var/lib/kubelet).
std::string other_kubelet() {
  const auto ours = link_target("/proc/self/ns/mnt");
  const auto proc = open_directory("/proc");
  for (const auto& entry : list(proc.get(), ".")) {
    if (entry.name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (read_file_if_present("/proc/" + entry.name + "/comm") != "kubelet\n") continue;
    if (link_target("/proc/" + entry.name + "/ns/mnt") == ours) return entry.name;
  }
  return {};
}
}  // namespace

std::string node_name(const UpFlags& flags) {
  if (!flags.node_name.empty()) return flags.node_name;
  char name[HOST_NAME_MAX + 1] = {};
  if (::gethostname(name, sizeof name - 1) != 0) throw system_error(errno, "ask for the host's name");
  std::string lower(name);
  for (auto& letter : lower) letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  return lower;
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path ? path : "/usr/sbin:/usr/bin:/sbin:/bin";
  while (!rest.empty()) {
    const auto colon = std::min(rest.find(':'), rest.size());
    auto candidate = std::string(rest.substr(0, colon)) + "/" + name;
    if (colon > 0 && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return {};
}

void check_preconditions(const Layout& layout, const UpFlags& flags) {
  if (::geteuid() != 0) throw Error(Reason::forbidden, "containers and virtual machines need root: run it as root");
  check_node_name(flags);
  check_networks(flags);
  check_programs(flags);
  check_loopback();
  check_port(flags.address, flags.port, "end that one, or choose another port with --port");
  check_port("127.0.0.1", flags.mirror_port, "end that one, or choose another port with --mirror-port");
  if (!layout.root().empty()) return;
  if (const auto pid = other_kubelet(); !pid.empty())
    throw Error(Reason::conflict, "another kubelet runs on this machine (process " + pid +
                                      ") and holds /var/lib/kubelet: end that one, or use --root");
  check_port("127.0.0.1", kubelet_port, "it is the kubelet's, so a Kubernetes node runs here already");
}

}  // namespace coracle::cmd
