#include "base/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/random.h"

namespace coracle {
namespace {
namespace files {

constexpr std::uint64_t beneath = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;

std::string doing(const char* verb, std::string_view path) { return std::string(verb) + " " + std::string(path); }

[[noreturn]] void fail(int error, const char* verb, std::string_view path) {
  if (error == EXDEV) throw Error(Reason::forbidden, doing(verb, path) + ": the path leaves its directory");
  if (error == ELOOP) throw Error(Reason::forbidden, doing(verb, path) + ": the path has a symbolic link in it");
  throw system_error(error, doing(verb, path));
}

/// The descriptor, or minus the error's number.
int try_open(int directory, const char* path, int flags, mode_t mode, std::uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  // openat2 refuses a mode where nothing can be made.
  how.mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? mode : 0;
  how.resolve = resolve;
  // EAGAIN: a rename raced with ".."; an attacker may keep this up, so it ends.
  for (int tries = 0;; ++tries) {
    const auto result = ::syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (result >= 0) return static_cast<int>(result);
    if (errno != EINTR && (errno != EAGAIN || tries == 100)) return -errno;
  }
}

struct Split {
  std::string parent;
  std::string name;
};

Split split(const std::string& path, const char* verb) {
  const auto slash = path.rfind('/');
  Split parts = slash == std::string::npos ? Split{".", path} : Split{path.substr(0, slash), path.substr(slash + 1)};
  if (parts.parent.empty() || parts.name.empty() || parts.name == "." || parts.name == "..")
    throw Error(Reason::invalid, doing(verb, path) + ": a relative path that ends in a name is needed");
  return parts;
}

Entry::Kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return Entry::Kind::file;
  if (S_ISDIR(mode)) return Entry::Kind::directory;
  if (S_ISLNK(mode)) return Entry::Kind::link;
  return Entry::Kind::other;
}

struct CloseStream {
  void operator()(DIR* stream) const { ::closedir(stream); }
};

/// The names in an open directory, at most `limit` + 1 of them.
std::vector<std::string> names(const Fd& directory, std::size_t limit, std::string_view what) {
  // A descriptor of its own, because fdopendir takes it and its position is shared with duplicates.
  const int number = ::openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) fail(errno, "read directory", what);
  const std::unique_ptr<DIR, CloseStream> stream(::fdopendir(number));
  if (!stream) {
    const int error = errno;
    ::close(number);
    fail(error, "read directory", what);
  }
  std::vector<std::string> found;
  while (found.size() <= limit) {
    errno = 0;
    const auto* entry = ::readdir(stream.get());
    if (!entry) {
      if (errno != 0) fail(errno, "read directory", what);
      break;
    }
    const std::string_view name(entry->d_name);
    if (name != "." && name != "..") found.emplace_back(name);
  }
  return found;
}

/// Empties a directory however deep it is with few descriptors and a short stack: what lies deeper than `deepest` is
/// first moved up into the top directory.
class Remover {
 public:
  Remover(const Fd& top, std::string path) : top_(top), path_(std::move(path)) {}

  void empty(const Fd& directory, int depth = 0) {
    for (int pass = 0; pass < most_passes; ++pass) {
      const auto entries = names(directory, names_at_once, path_);
      if (entries.empty()) return;
      for (const auto& name : entries) remove(directory, name, depth);
    }
    throw Error(Reason::conflict, doing("remove", path_) + ": others keep adding files");
  }

  void remove(const Fd& directory, const std::string& name, int depth) {
    if (::unlinkat(directory.get(), name.c_str(), 0) == 0 || errno == ENOENT) return;
    if (errno != EISDIR && errno != EPERM) fail(errno, "remove", path_ + "/" + name);
    if (depth == deepest) {
      const auto moved = ".removed-" + random_suffix(16);
      if (::renameat(directory.get(), name.c_str(), top_.get(), moved.c_str()) != 0 && errno != ENOENT)
        fail(errno, "remove", path_ + "/" + name);
      return;
    }
    const int number =
        try_open(directory.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0, beneath | RESOLVE_NO_XDEV);
    // Swapped for a link or a file meanwhile: the next pass removes that.
    if (number == -ENOENT || number == -ENOTDIR || number == -ELOOP) return;
    if (number == -EXDEV)
      throw Error(Reason::conflict, doing("remove", path_ + "/" + name) + ": something is mounted there");
    if (number < 0) fail(-number, "remove", path_ + "/" + name);
    empty(Fd(number), depth + 1);
    if (::unlinkat(directory.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT && errno != ENOTEMPTY &&
        errno != ENOTDIR)
      fail(errno, "remove", path_ + "/" + name);
  }

 private:
  static constexpr int deepest = 32;
  static constexpr int most_passes = 10'000;
  static constexpr std::size_t names_at_once = 4096;
  const Fd& top_;
  std::string path_;
};

}  // namespace files
}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

int Fd::release() { return std::exchange(number_, -1); }

void Fd::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Fd Fd::duplicate() const {
  Fd copy(::fcntl(number_, F_DUPFD_CLOEXEC, 3));
  if (!copy) throw system_error(errno, "duplicate a descriptor");
  return copy;
}

Fd open_directory(const std::string& path) {
  Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) throw system_error(errno, files::doing("open directory", path));
  return directory;
}

Fd open_beneath(int directory, const std::string& path, int flags, mode_t mode) {
  if (path.find('\0') != std::string::npos) throw Error(Reason::invalid, "open: a path may not have a NUL in it");
  const int number = files::try_open(directory, path.empty() ? "." : path.c_str(), flags, mode, files::beneath);
  if (number < 0) files::fail(-number, "open", path);
  return Fd(number);
}

std::string read_to_end(int descriptor, std::size_t limit, std::string_view what) {
  std::string content;
  char buffer[16384];
  while (true) {
    const auto count = ::read(descriptor, buffer, sizeof buffer);
    if (count == 0) return content;
    if (count < 0) {
      if (errno == EINTR) continue;
      files::fail(errno, "read", what);
    }
    content.append(buffer, static_cast<std::size_t>(count));
    if (content.size() > limit)
      throw Error(Reason::request_entity_too_large,
                  files::doing("read", what) + ": longer than " + std::to_string(limit) + " bytes");
  }
}

std::string read_file(int directory, const std::string& path, std::size_t limit) {
  const auto file = open_beneath(directory, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) files::fail(errno, "read", path);
  if (!S_ISREG(status.st_mode)) throw Error(Reason::invalid, files::doing("read", path) + ": not a regular file");
  return read_to_end(file.get(), limit, path);
}

void write_all(int descriptor, std::string_view content, std::string_view what) {
  while (!content.empty()) {
    const auto count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) files::fail(errno, "write", what);
    content.remove_prefix(static_cast<std::size_t>(count));
  }
}

void write_file_atomically(int directory, const std::string& path, std::string_view content, mode_t mode) {
  const auto [parent_path, name] = files::split(path, "write");
  const auto parent = open_beneath(directory, parent_path, O_RDONLY | O_DIRECTORY);
  const auto temporary = "." + name.substr(0, 200) + "." + random_suffix(10);
  try {
    const auto file = open_beneath(parent.get(), temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    write_all(file.get(), content, path);
    // The mode that was asked for, whatever the umask.
    if (::fchmod(file.get(), mode) != 0 || ::fsync(file.get()) != 0) files::fail(errno, "write", path);
    if (::renameat(parent.get(), temporary.c_str(), parent.get(), name.c_str()) != 0) files::fail(errno, "write", path);
  } catch (...) {
    ::unlinkat(parent.get(), temporary.c_str(), 0);
    throw;
  }
  if (::fsync(parent.get()) != 0) files::fail(errno, "write", path);
}

Fd make_directories(int directory, const std::string& path, mode_t mode) {
  auto at = open_beneath(directory, ".", O_RDONLY | O_DIRECTORY);
  std::size_t begin = 0;
  if (path.starts_with('/')) throw Error(Reason::invalid, files::doing("make directory", path) + ": must be relative");
  while (begin <= path.size()) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty() || name == ".") continue;
    if (name == "..")
      throw Error(Reason::forbidden, files::doing("make directory", path) + ": the path has \"..\" in it");
    if (::mkdirat(at.get(), name.c_str(), mode) != 0 && errno != EEXIST) files::fail(errno, "make directory", path);
    const int number = files::try_open(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY, 0, files::beneath);
    if (number < 0) files::fail(-number, "make directory", path);
    at = Fd(number);
  }
  return at;
}

bool remove_tree(int directory, const std::string& path) {
  const auto [parent_path, name] = files::split(path, "remove");
  const int found = files::try_open(directory, parent_path.c_str(), O_RDONLY | O_DIRECTORY, 0, files::beneath);
  if (found == -ENOENT) return false;
  if (found < 0) files::fail(-found, "remove", path);
  const Fd parent(found);
  struct stat status {};
  if (::fstatat(parent.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return false;
    files::fail(errno, "remove", path);
  }
  if (!S_ISDIR(status.st_mode)) {
    if (::unlinkat(parent.get(), name.c_str(), 0) != 0 && errno != ENOENT) files::fail(errno, "remove", path);
    return true;
  }
  const int number = files::try_open(parent.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0,
                                     files::beneath | RESOLVE_NO_XDEV);
  if (number == -EXDEV) throw Error(Reason::conflict, files::doing("remove", path) + ": something is mounted there");
  if (number < 0) files::fail(-number, "remove", path);
  const Fd top(number);
  files::Remover(top, path).empty(top);
  if (::unlinkat(parent.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) files::fail(errno, "remove", path);
  return true;
}

std::vector<Entry> list(int directory, const std::string& path, std::size_t limit) {
  const auto opened = open_beneath(directory, path, O_RDONLY | O_DIRECTORY);
  auto found = files::names(opened, limit, path);
  if (found.size() > limit)
    throw Error(Reason::request_entity_too_large,
                files::doing("list", path) + ": more than " + std::to_string(limit) + " entries");
  std::sort(found.begin(), found.end());
  std::vector<Entry> entries;
  for (auto& name : found) {
    struct stat status {};
    // Gone meanwhile: not listed.
    if (::fstatat(opened.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    entries.push_back({std::move(name), files::kind_of(status.st_mode)});
  }
  return entries;
}

}  // namespace coracle
