#pragma once
#include <functional>
#include <string>

#include "base/log.h"
#include "base/task.h"
#include "net/certificates.h"

namespace coracle::net {

/// When a certificate that is shown is replaced: at four fifths of the life that it has left at `now`, and a second
/// later at the earliest.
WallTime renewal_due(const CertificateInfo& certificate, WallTime now);

/// Replaces an identity in time, again and again, until cancelled. `issue` makes a new one, `use` shows it from the
/// next handshake on; both may throw Error, then what is shown stays and it is tried again an hour later. Goes by the
/// machine's clock, so that a machine that slept renews when it wakes. `what` names it in the log.
Task<> keep_renewed(std::string what, std::string certificate_pem, std::function<Identity()> issue,
                    std::function<void(Identity)> use, Log log);

}  // namespace coracle::net
