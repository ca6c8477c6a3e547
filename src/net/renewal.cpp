#include "net/renewal.h"

#include <algorithm>

#include "base/scope.h"

namespace coracle::net {
namespace {
using namespace std::chrono_literals;

constexpr auto try_again = 1h;
constexpr Duration longest_sleep = 10min;  // the steady clock stands still while a machine sleeps

/// Issues and shows one; when the next is due.
WallTime renew(const std::string& what, const std::function<Identity()>& issue,
               const std::function<void(Identity)>& use, const Log& log) {
  const auto now = std::chrono::system_clock::now();
  try {
    auto made = issue();
    const auto info = read_certificate(made.certificate_pem).take();
    if (info.not_after <= now)
      throw Error(Reason::internal_error, "the authority " + info.issuer_common_name + " has come to its end");
    use(std::move(made));
    log.info("a certificate was renewed", {{"certificate", what}});
    return renewal_due(info, now);
  } catch (const Error& error) {
    log.error("a certificate cannot be renewed", {{"certificate", what}, {"error", error.message()}});
  }
  return now + try_again;
}
}  // namespace

WallTime renewal_due(const CertificateInfo& certificate, WallTime now) {
  const auto left = std::chrono::duration_cast<WallTime::duration>(certificate.not_after - now);
  return now + std::max<WallTime::duration>(1s, left / 5 * 4);
}

Task<> keep_renewed(std::string what, std::string certificate_pem, std::function<Identity()> issue,
                    std::function<void(Identity)> use, Log log) {
  auto due = renewal_due(read_certificate(certificate_pem).take(), std::chrono::system_clock::now());
  while (true) {
    const auto left = due - std::chrono::system_clock::now();
    if (left > 0s)
      co_await sleep_for(std::min<Duration>(std::chrono::duration_cast<Duration>(left), longest_sleep));
    else
      due = renew(what, issue, use, log);
  }
}

}  // namespace coracle::net
