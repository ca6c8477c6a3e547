#include "net/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace coracle::net {
namespace {
constexpr std::size_t ciphertext_room = 17U << 10U;  // one whole record
constexpr std::size_t plaintext_step = 64U << 10U;   // so much is encrypted before it is sent
constexpr std::size_t kept_room = 32U << 10U;        // of the output buffer, between writes
}  // namespace

struct TlsStream::Io {
  static TlsStream& of(BIO* bio) { return *static_cast<TlsStream*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* into, std::size_t size, std::size_t* count) {
    auto& self = of(bio);
    BIO_clear_retry_flags(bio);
    *count = std::min(size, self.in_end_ - self.in_start_);
    if (*count == 0) {
      if (!self.lower_ended_) BIO_set_retry_read(bio);
      return 0;
    }
    std::memcpy(into, self.in_.data() + self.in_start_, *count);
    self.in_start_ += *count;
    return 1;
  }
  static int write(BIO* bio, const char* from, std::size_t size, std::size_t* count) {
    of(bio).out_.append(from, size);
    *count = size;
    return 1;
  }
  static long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return of(bio).lower_ended_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }
  static const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
      auto* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "coracle stream");
      BIO_meth_set_read_ex(method, read);
      BIO_meth_set_write_ex(method, write);
      BIO_meth_set_ctrl(method, control);
      return method;
    }();
    return made;
  }
};

TlsStream::TlsStream(const Loop::Executor& executor, ContextPtr context, std::unique_ptr<Stream> lower)
    : lower_(std::move(lower)),
      context_(std::move(context)),
      ssl_(SSL_new(context_.get())),
      peer_(lower_->peer()),
      in_(ciphertext_room),
      flushed_(executor) {
  BIO* bio = BIO_new(Io::method());
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
}
TlsStream::~TlsStream() = default;

void TlsStream::fail(const std::string& reason) const {
  throw Error(Reason::service_unavailable, "TLS with " + peer_.address + ": " + reason);
}

Task<> TlsStream::fill() {
  if (in_start_ == in_end_) in_start_ = in_end_ = 0;
  if (in_end_ == in_.size()) {
    std::memmove(in_.data(), in_.data() + in_start_, in_end_ - in_start_);
    in_end_ -= std::exchange(in_start_, 0);
  }
  const auto count = co_await lower_->read_some(std::span(in_).subspan(in_end_));
  if (count == 0) lower_ended_ = true;
  in_end_ += count;
}

Task<> TlsStream::flush() {
  while (flushing_) {
    flushed_.reset();
    co_await flushed_.wait();
  }
  if (broken_) fail("closed");
  if (out_.empty()) co_return;
  struct Flushing {
    TlsStream& self;
    bool whole = false;
    ~Flushing() {
      self.flushing_ = false;
      self.broken_ = self.broken_ || !whole;
      self.flushed_.set();
    }
  } guard{*this};
  flushing_ = true;
  while (!out_.empty()) {
    sending_.swap(out_);
    co_await lower_->write(sending_);
    sending_.clear();
  }
  if (sending_.capacity() > kept_room) std::string().swap(sending_);
  if (out_.capacity() > kept_room) std::string().swap(out_);
  guard.whole = true;
}

Task<> TlsStream::shake_hands() {
  while (true) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_.get());
    const int error = result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), result);
    const auto reason = result == 1 || error == SSL_ERROR_WANT_READ ? std::string() : openssl_reason();
    if (!out_.empty()) co_await flush();  // with an alert, when it failed
    if (result == 1) co_return;
    if (error != SSL_ERROR_WANT_READ) {
      const auto verified = SSL_get_verify_result(ssl_.get());
      if (verified != X509_V_OK) fail("certificate: " + std::string(X509_verify_cert_error_string(verified)));
      fail(lower_ended_ ? "the connection ended in the handshake" : reason);
    }
    if (lower_ended_) fail("the connection ended in the handshake");
    co_await fill();
  }
}

Task<std::size_t> TlsStream::read_some(std::span<char> into) {
  while (true) {
    std::size_t count = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
    const int error = result == 1 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), result);
    const auto reason = error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL ? openssl_reason() : std::string();
    if (!out_.empty() && !flushing_ && !broken_) co_await flush();  // TLS 1.3 may answer a key update
    if (result == 1) co_return count;
    if (error == SSL_ERROR_ZERO_RETURN) co_return 0;
    if (lower_ended_) fail("the connection ended without close_notify");
    if (error != SSL_ERROR_WANT_READ) fail(reason);
    co_await fill();
  }
}

Task<> TlsStream::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (broken_ || finished_) fail("closed");
    const auto step = bytes.substr(0, plaintext_step);
    std::size_t count = 0;
    ERR_clear_error();
    if (SSL_write_ex(ssl_.get(), step.data(), step.size(), &count) != 1) fail(openssl_reason());
    bytes.remove_prefix(count);
    co_await flush();
  }
}

Task<> TlsStream::finish() {
  if (std::exchange(finished_, true) || broken_) co_return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  co_await flush();
  co_await lower_->finish();
}

void TlsStream::close() {
  broken_ = true;
  lower_->close();
}

bool TlsStream::quiet() const { return in_start_ == in_end_ && SSL_pending(ssl_.get()) == 0 && lower_->quiet(); }

}  // namespace coracle::net
