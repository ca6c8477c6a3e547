#pragma once
#include <string>
#include <string_view>

namespace coracle::api {

/// What a client must know of a kind to address it: where it is served and what can be done with it.
/// Kinds are constants (`kind_of(static_cast<const core::v1::Pod*>(nullptr))`), compared by address or by value.
struct Kind {
  std::string_view group;  ///< empty for the core group
  std::string_view version;
  std::string_view kind;    ///< "VirtualMachineInstance"
  std::string_view plural;  ///< "virtualmachineinstances"
  bool namespaced = true;
  /// False for VirtualMachineInstance among others: its status is written through the object itself.
  bool status_subresource = true;

  /// "v1", "kubevirt.io/v1".
  std::string api_version() const;
  /// "/api/v1/namespaces/ns/pods/name/status"; empty parts are left out.
  std::string path(std::string_view ns, std::string_view name = {}, std::string_view subresource = {}) const;
  bool operator==(const Kind&) const = default;
};

}  // namespace coracle::api
