#pragma once
// What virt-api answers: Status objects as the API server's, and the few texts that clients of KubeVirt know.
#include <string>
#include <string_view>

#include "base/error.h"
#include "json/value.h"
#include "net/http.h"

namespace coracle::virt::api {

net::Response json_answer(int status, const json::Value& body);
net::Response text_answer(int status, std::string text);
/// Status of kind Failure with reason, details and causes.
json::Value status_of(const Error& error);
net::Response status_answer(const Error& error);

/// `virtualmachine.kubevirt.io "name" not found`; `kind` in the singular, lower case.
Error not_found_error(std::string_view kind, std::string_view name);
/// `Operation cannot be fulfilled on virtualmachine.kubevirt.io "name": why`
Error conflict_error(std::string_view kind, std::string_view name, std::string_view why);
/// `virtualmachineinstance.kubevirt.io "name" is forbidden: why`
Error forbidden_error(std::string_view kind, std::string_view name, std::string_view why);

inline constexpr std::string_view machine_word = "virtualmachine";
inline constexpr std::string_view instance_word = "virtualmachineinstance";

}  // namespace coracle::virt::api
