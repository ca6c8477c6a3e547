#include "virtctl/target.h"

#include <charconv>

namespace coracle::virtctl {
namespace {

Error bad_target(std::string_view text, std::string_view why) {
  return {Reason::bad_request, "'" + std::string(text) + "' is no target: " + std::string(why)};
}

std::optional<Target> kind_named(std::string_view name) {
  for (const std::string_view known : {"vm", "vms", "virtualmachine", "virtualmachines"})
    if (name == known) return Target::machine;
  for (const std::string_view known : {"vmi", "vmis", "virtualmachineinstance", "virtualmachineinstances"})
    if (name == known) return Target::instance;
  return std::nullopt;
}

std::optional<std::uint16_t> port_number(std::string_view text) {
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}
}  // namespace

std::string MachineTarget::text(const std::string& default_ns) const {
  return std::string(kind == Target::machine ? "vm/" : "vmi/") + name + "/" + (ns.empty() ? default_ns : ns);
}

Result<MachineTarget> parse_target(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return bad_target(text, "it must be vm/NAME or vmi/NAME");
  const auto kind = kind_named(text.substr(0, slash));
  if (!kind) return bad_target(text, "its type must be vm or vmi");
  auto rest = text.substr(slash + 1);
  MachineTarget target{*kind, {}, {}};
  if (const auto next = rest.find('/'); next != std::string_view::npos) {
    target.ns = rest.substr(next + 1);
    rest = rest.substr(0, next);
    if (target.ns.empty() || target.ns.find('/') != std::string::npos)
      return bad_target(text, "what follows the name must be a namespace");
  }
  target.name = rest;
  if (target.name.empty()) return bad_target(text, "the name is missing");
  return target;
}

Result<LoginTarget> parse_login_target(std::string_view text) {
  LoginTarget login;
  const auto at = text.find('@');
  if (at == 0) return bad_target(text, "the user before @ is missing");
  if (at != std::string_view::npos) login.user = text.substr(0, at);
  auto machine = parse_target(at == std::string_view::npos ? text : text.substr(at + 1));
  if (!machine) return machine.error();
  login.machine = std::move(*machine);
  // ssh would take a name like this for an option of its own.
  if (login.user.starts_with('-')) return bad_target(text, "the user may not begin with a dash");
  return login;
}

std::optional<Result<RemotePath>> parse_remote_path(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto login = parse_login_target(text.substr(0, colon));
  if (!login) return Result<RemotePath>(login.error());
  return Result<RemotePath>(RemotePath{std::move(*login), std::string(text.substr(colon + 1))});
}

Result<ForwardedPort> parse_forwarded_port(std::string_view text) {
  const auto whole = text;
  const auto bad = [whole](std::string_view why) {
    return Error(Reason::bad_request, "'" + std::string(whole) + "' is no port: " + std::string(why));
  };
  ForwardedPort port;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    port.protocol = text.substr(0, slash);
    text = text.substr(slash + 1);
    if (port.protocol != "tcp" && port.protocol != "udp") return bad("the protocol must be tcp or udp");
  }
  const auto colon = text.find(':');
  const auto local = port_number(text.substr(0, colon));
  const auto target = colon == std::string_view::npos ? local : port_number(text.substr(colon + 1));
  if (!local || !target) return bad("it must be [protocol/]LOCAL[:TARGET] with numbers from 1 to 65535");
  port.local = *local;
  port.target = *target;
  return port;
}

}  // namespace coracle::virtctl
