#pragma once
#include "base/scope.h"
#include "net/stream.h"
#include "net/tls_context.h"

namespace coracle::net {

/// TLS over any stream. OpenSSL reads and writes buffers of ours, so that it never touches a socket or blocks.
class TlsStream final : public Stream {
 public:
  TlsStream(const Loop::Executor& executor, ContextPtr context, std::unique_ptr<Stream> lower);
  ~TlsStream() override;

  ssl_st* ssl() { return ssl_.get(); }
  /// Throws Error(service_unavailable, "TLS with ADDRESS: ...").
  Task<> shake_hands();
  void set_peer(Peer peer) { peer_ = std::move(peer); }

  Task<std::size_t> read_some(std::span<char> into) override;
  Task<> write(std::string_view bytes) override;
  Task<> finish() override;
  void close() override;
  const Peer& peer() const override { return peer_; }
  bool quiet() const override;

 private:
  struct Io;  // the BIO's callbacks
  [[noreturn]] void fail(const std::string& reason) const;
  /// Sends what OpenSSL has written. Reader and writer may both come here; one at a time goes on.
  Task<> flush();
  Task<> fill();

  std::unique_ptr<Stream> lower_;
  ContextPtr context_;
  std::unique_ptr<ssl_st, OpensslDelete> ssl_;
  Peer peer_;
  std::vector<char> in_;  // ciphertext: [in_start_, in_end_)
  std::size_t in_start_ = 0, in_end_ = 0;
  bool lower_ended_ = false;
  std::string out_, sending_;
  bool flushing_ = false, finished_ = false, broken_ = false;
  Event flushed_;
};

}  // namespace coracle::net
