#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/loop.h"
#include "base/time.h"

namespace coracle::net {

/// Who is at the other end, as far as the transport knows.
struct Peer {
  std::string address;                     ///< "127.0.0.1:40122", or the socket's path
  std::string common_name;                 ///< of the verified client certificate; empty without one
  std::vector<std::string> organizations;  ///< of the same certificate: Kubernetes takes them as groups
  std::string certificate_der;             ///< the verified leaf, empty without one
  /// Why a client certificate that was shown does not count (ClientCertificates::optional): a server that knows users
  /// answers 401. Empty when none was shown, or it counts.
  std::string certificate_problem;
  int pid = -1, uid = -1;  ///< SO_PEERCRED of a unix socket
};

/// A connection: TCP, TLS or unix socket, or one end of a pipe in memory. One reader and one writer at a time, on the
/// loop it was made on. Cancelling a read loses nothing; cancelling a write leaves the stream usable only for close().
class Stream {
 public:
  virtual ~Stream() = default;
  /// At least one byte, or 0 at the end of what the other side sends. Throws Error when the connection breaks.
  virtual Task<std::size_t> read_some(std::span<char> into) = 0;
  /// All of it. The bytes must outlive the call.
  virtual Task<> write(std::string_view bytes) = 0;
  /// Says that no more will be written (half-close; TLS sends close_notify).
  virtual Task<> finish() = 0;
  /// Ends both directions at once; a pending read or write fails. Idempotent.
  virtual void close() = 0;
  virtual const Peer& peer() const = 0;
  /// False when bytes or an end have arrived that nobody has read: a kept connection is then not used again.
  virtual bool quiet() const { return true; }
};

/// Two ends of a connection in memory on one loop, each with a bounded buffer. For two loops: in_process.h.
std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> make_pipe(const Loop::Executor& executor,
                                                                      std::size_t capacity = 64U << 10U);

/// Copies both ways until both sides have ended or one breaks; closes both. Once one side has ended, the other may go
/// on for `linger`; without, for as long as it likes.
Task<> splice(Stream& a, Stream& b, std::optional<Duration> linger = {});

}  // namespace coracle::net
