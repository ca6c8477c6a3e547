#include "virt/launcher/dhcp/server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

namespace coracle::virt::launcher::dhcp {

namespace dhcp_socket {
namespace {

constexpr std::uint16_t server_port = 67;
constexpr std::uint16_t client_port = 68;
constexpr std::size_t largest_query = 4096;
constexpr int queries_a_turn = 16;

sockaddr_in address_at_port(std::uint32_t address, std::uint16_t port) {
  sockaddr_in made{};
  made.sin_family = AF_INET;
  made.sin_port = htons(port);
  made.sin_addr.s_addr = address;
  return made;
}

int open_on(const std::string& device) {
  const int opened = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (opened < 0) throw system_error(errno, "DHCP socket");
  const int on = 1;
  const auto address = address_at_port(htonl(INADDR_ANY), server_port);
  const char* doing = "bind the DHCP server to device ";
  if (setsockopt(opened, SOL_SOCKET, SO_BINDTODEVICE, device.data(), static_cast<socklen_t>(device.size())) == 0 &&
      setsockopt(opened, SOL_SOCKET, SO_BROADCAST, &on, sizeof on) == 0) {
    // Several bridges of a pod have a server each: they share the port and differ in the device.
    setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    doing = "bind port 67 for the DHCP server of ";
    if (bind(opened, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return opened;
  }
  const int error = errno;
  close(opened);
  if (error == ENODEV) throw Error(Reason::not_found, doing + device + ": there is no such device");
  throw system_error(error, doing + device);
}

}  // namespace
}  // namespace dhcp_socket

Server::Server(std::string device, Lease lease, Log log)
    : device_(std::move(device)),
      lease_(std::move(lease)),
      log_(std::move(log)),
      socket_(dhcp_socket::open_on(device_)) {}

Server::~Server() { close(socket_); }

/// Answers go to everybody on the wire: a guest that has no address yet has no other, and behind this bridge there is
/// only one.
void Server::answer_one(std::string_view bytes) {
  const auto query = parse(bytes);
  if (!query) return;
  const auto packet = answer(*query, lease_);
  if (!packet) return;
  const auto everybody = dhcp_socket::address_at_port(htonl(INADDR_BROADCAST), dhcp_socket::client_port);
  const auto sent = sendto(socket_, packet->data(), packet->size(), MSG_DONTWAIT,
                           reinterpret_cast<const sockaddr*>(&everybody), sizeof everybody);
  if (sent < 0) log_.warning("cannot answer the guest's DHCP", {{"device", device_}, {"error", std::to_string(errno)}});
}

Task<> Server::run() {
  std::string buffer(dhcp_socket::largest_query, '\0');
  while (true) {
    co_await readable(socket_);
    for (int i = 0; i < dhcp_socket::queries_a_turn; ++i) {
      const auto size = recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size < 0) break;
      answer_one(std::string_view(buffer).substr(0, static_cast<std::size_t>(size)));
    }
  }
}

}  // namespace coracle::virt::launcher::dhcp
