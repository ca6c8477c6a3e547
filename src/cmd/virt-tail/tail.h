#pragma once
#include <stddef.h>
#include <sys/types.h>

namespace virt_tail {

/// What was found where the log file should be.
enum class Found { same, other, nothing };

/// Reads a growing file, gives back the space of what it has read (holes), and lets go of what nobody takes.
/// QEMU writes the file and nothing bounds it: only the reader's speed does, and so the reader must not be waited for.
class Tail {
 public:
  explicit Tail(const char* path) : path_(path) {}
  ~Tail();
  Tail(const Tail&) = delete;
  Tail& operator=(const Tail&) = delete;

  /// Opens the file if it is there and not open yet; true when it is open.
  bool open_file();
  /// Whether the path still names the file that is open.
  Found look() const;
  void close_file();

  /// Takes the next bytes into the pending buffer if that is empty. False when there is nothing new. Starts anew when
  /// the file was truncated, and skips what exceeds `unread_limit`, with a line in its place.
  bool fill();
  /// Skips what exceeds the limit, even while pending bytes wait to be taken.
  void bound();

  const char* pending() const { return buffer_ + taken_; }
  size_t pending_size() const { return filled_ - taken_; }
  void take(size_t size);

  static constexpr off_t unread_limit = 8 << 20;  ///< bytes
  static constexpr off_t kept_when_dropping = 1 << 20;

 private:
  void give_back(off_t end);
  const char* path_;
  int file_ = -1;
  bool writable_ = false;
  bool told_ = false;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  off_t offset_ = 0;   ///< of the next byte to read
  off_t freed_ = 0;    ///< everything before is a hole
  off_t dropped_ = 0;  ///< bytes skipped and not told of yet
  size_t filled_ = 0;
  size_t taken_ = 0;
  char buffer_[65536];
};

}  // namespace virt_tail
