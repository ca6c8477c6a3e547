#include "virtctl/terminal.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "base/loop.h"

namespace coracle::virtctl {

struct RawTerminal::Saved {
  termios before{};
};

RawTerminal::RawTerminal() {
  termios now{};
  if (!::isatty(STDIN_FILENO) || ::tcgetattr(STDIN_FILENO, &now) != 0) return;
  saved_ = std::make_unique<Saved>(Saved{now});
  ::cfmakeraw(&now);
  if (::tcsetattr(STDIN_FILENO, TCSANOW, &now) != 0) saved_.reset();
}

RawTerminal::~RawTerminal() { restore(); }

void RawTerminal::restore() {
  if (!saved_) return;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_->before);
  saved_.reset();
}

namespace {
/// Regular files and /dev/null cannot be waited for, and need not be.
bool is_ready(int descriptor, short events) {
  pollfd asked{descriptor, events, 0};
  return ::poll(&asked, 1, 0) > 0;
}
}  // namespace

Task<std::size_t> read_input(std::span<char> into) {
  while (true) {
    if (!is_ready(STDIN_FILENO, POLLIN)) co_await readable(STDIN_FILENO);
    const auto count = ::read(STDIN_FILENO, into.data(), into.size());
    if (count >= 0) co_return static_cast<std::size_t>(count);
    // A terminal that is hung up answers EIO: its user is gone.
    if (errno == EIO) co_return 0;
    if (errno != EAGAIN && errno != EINTR) throw system_error(errno, "read standard input");
  }
}

Task<> write_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      co_await writable(STDOUT_FILENO);
    } else if (errno != EINTR) {
      throw system_error(errno, "write to standard output");
    }
  }
}

}  // namespace coracle::virtctl
