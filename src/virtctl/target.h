#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "virtctl/subresource.h"

namespace coracle::virtctl {

/// What port-forward, ssh and scp are pointed at: "vm/NAME", "vmi/NAME/NAMESPACE".
struct MachineTarget {
  Target kind = Target::machine;
  std::string name;
  std::string ns;  ///< empty: that of the context
  bool operator==(const MachineTarget&) const = default;
  /// "vm/NAME/NAMESPACE"
  std::string text(const std::string& default_ns) const;
};
Result<MachineTarget> parse_target(std::string_view text);

/// "[user@]vm/NAME[/NAMESPACE]" of ssh.
struct LoginTarget {
  std::string user;
  MachineTarget machine;
  bool operator==(const LoginTarget&) const = default;
};
Result<LoginTarget> parse_login_target(std::string_view text);

/// "[user@]vm/NAME[/NAMESPACE]:PATH" of scp; nothing for the path of a local file, which names no machine.
struct RemotePath {
  LoginTarget login;
  std::string path;
};
std::optional<Result<RemotePath>> parse_remote_path(std::string_view text);

/// "[protocol/]LOCAL[:TARGET]" of port-forward.
struct ForwardedPort {
  std::string protocol = "tcp";
  std::uint16_t local = 0;
  std::uint16_t target = 0;
  bool operator==(const ForwardedPort&) const = default;
};
Result<ForwardedPort> parse_forwarded_port(std::string_view text);

}  // namespace coracle::virtctl
