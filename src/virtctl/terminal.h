#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "base/task.h"

namespace coracle::virtctl {

/// Standard input in raw mode for as long as this lives, where it is a terminal: each key goes to the guest, Ctrl+C
/// too. What the terminal was is put back by the destructor, and on exit() and abort by a signal we handle.
class RawTerminal {
 public:
  RawTerminal();
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  /// Now, in place of later.
  void restore();

 private:
  struct Saved;
  std::unique_ptr<Saved> saved_;
};

/// Bytes of standard input as they come, 0 at its end. Files, pipes and terminals alike; the descriptor's flags stay,
/// since others share it.
Task<std::size_t> read_input(std::span<char> into);
/// All of it to standard output. Throws Error when nobody reads there any more.
Task<> write_output(std::string_view bytes);

}  // namespace coracle::virtctl
