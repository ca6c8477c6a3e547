#include "cmd/virt-tail/tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace virt_tail {

namespace {
constexpr off_t page = 4096;
}

Tail::~Tail() { close_file(); }

void Tail::close_file() {
  if (file_ >= 0) close(file_);
  file_ = -1;
}

bool Tail::open_file() {
  if (file_ >= 0) return true;
  constexpr int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  file_ = open(path_, O_RDWR | flags);
  writable_ = file_ >= 0;
  if (file_ < 0 && (errno == EACCES || errno == EROFS || errno == EPERM)) {
    file_ = open(path_, O_RDONLY | flags);
    if (file_ >= 0 && !told_) {
      fprintf(stderr, "virt-tail: %s cannot be written to, so the space of what was read is not freed\n", path_);
      told_ = true;
    }
  }
  struct stat status;
  if (file_ < 0 || fstat(file_, &status) < 0 || !S_ISREG(status.st_mode)) {
    close_file();
    return false;
  }
  device_ = status.st_dev;
  inode_ = status.st_ino;
  // An earlier reader of this file has left a hole before what nobody has read.
  const off_t data = lseek(file_, 0, SEEK_DATA);
  offset_ = data > 0 ? data : 0;
  freed_ = offset_;
  return true;
}

Found Tail::look() const {
  struct stat status;
  if (fstatat(AT_FDCWD, path_, &status, AT_SYMLINK_NOFOLLOW) < 0) return Found::nothing;
  return status.st_dev == device_ && status.st_ino == inode_ ? Found::same : Found::other;
}

void Tail::give_back(off_t end) {
  end -= end % page;
  if (!writable_ || end <= freed_) return;
  if (fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, freed_, end - freed_) < 0) {
    if (!told_) fprintf(stderr, "virt-tail: cannot free what was read of %s: %s\n", path_, strerror(errno));
    told_ = true;
    writable_ = false;
    return;
  }
  freed_ = end;
}

void Tail::bound() {
  struct stat status;
  if (file_ < 0 || fstat(file_, &status) < 0) return;
  if (status.st_size < offset_) {
    offset_ = 0;
    freed_ = 0;
  }
  if (status.st_size - offset_ <= unread_limit) return;
  const off_t kept = status.st_size - kept_when_dropping;
  dropped_ += kept - offset_;
  offset_ = kept;
  give_back(offset_);
}

bool Tail::fill() {
  if (pending_size() > 0) return true;
  if (file_ < 0) return false;
  bound();
  taken_ = 0;
  filled_ = 0;
  if (dropped_ > 0) {
    const int length = snprintf(buffer_, 256, "\n[virt-tail: %lld bytes of the guest's console were dropped here]\n",
                                static_cast<long long>(dropped_));
    filled_ = static_cast<size_t>(length);
    dropped_ = 0;
    return true;
  }
  while (true) {
    const ssize_t got = pread(file_, buffer_, sizeof buffer_, offset_);
    if (got <= 0) return false;
    filled_ = static_cast<size_t>(got);
    // File systems free whole blocks: the block where a hole ends may begin with zeroes. A console sends no NUL that
    // anyone could miss.
    taken_ = 0;
    if (offset_ < freed_ + page) {
      while (taken_ < filled_ && buffer_[taken_] == '\0') ++taken_;
    }
    offset_ += got;
    if (pending_size() > 0) return true;
  }
}

void Tail::take(size_t size) {
  taken_ += size;
  if (taken_ == filled_) give_back(offset_);
}

}  // namespace virt_tail
