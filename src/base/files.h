#pragma once
#include <sys/types.h>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace coracle {

/// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  ~Fd() { close(); }
  Fd(Fd&& other) noexcept : number_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  int release();
  void close();
  /// Another descriptor of the same open file, closed at exec.
  Fd duplicate() const;

 private:
  int number_ = -1;
};

// Files beneath a directory. Whoever can write to the tree (a guest, a launcher, a container) may put links, pipes and
// devices there and swap names while we look: every path is resolved by the kernel (openat2) beneath the directory's
// descriptor, through no symbolic link and no magic link of /proc. Paths are relative; "" and "." are the directory.
// Failures throw Error: not_found, already_exists, forbidden where a path leaves the directory or meets a link.

/// Opens a directory by a path that we or an administrator chose; links are followed.
Fd open_directory(const std::string& path);

/// `flags` as for open(2); O_CLOEXEC is added. Opening a pipe or a device does block: give O_NONBLOCK or O_PATH where
/// another may have made one.
Fd open_beneath(int directory, const std::string& path, int flags, mode_t mode = 0);

/// A regular file's content. invalid for another kind of file, request_entity_too_large beyond `limit` bytes.
std::string read_file(int directory, const std::string& path, std::size_t limit);
/// Reads to the end; request_entity_too_large beyond `limit` bytes.
std::string read_to_end(int descriptor, std::size_t limit, std::string_view what);
void write_all(int descriptor, std::string_view content, std::string_view what);

/// The file has the old content or the new one, also after a power cut: temporary file beside it, fsync, rename, fsync
/// of the directory.
void write_file_atomically(int directory, const std::string& path, std::string_view content, mode_t mode = 0600);

/// Makes what is missing of the path and opens its last directory. Those that exist keep their mode.
Fd make_directories(int directory, const std::string& path, mode_t mode = 0700);

/// Removes the file, link or tree; false when there was none. Links are removed, never followed; a mount point beneath
/// is an error, since what is mounted there belongs to somebody else.
bool remove_tree(int directory, const std::string& path);

struct Entry {
  enum class Kind { file, directory, link, other };
  std::string name;
  Kind kind = Kind::other;
  bool operator==(const Entry&) const = default;
};
/// Sorted by name, without "." and "..". request_entity_too_large beyond `limit` entries.
std::vector<Entry> list(int directory, const std::string& path, std::size_t limit = 100'000);

}  // namespace coracle
