#pragma once

namespace virt_tail {

/// Tells when the file at a path may have come, grown or gone: inotify on the file, or on the nearest folder above it
/// that exists.
class Watch {
 public:
  explicit Watch(const char* path);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  bool good() const { return inotify_ >= 0; }
  int descriptor() const { return inotify_; }
  /// Forgets the events that were there and watches what exists now. Look at the file after it, so that nothing that
  /// happens meanwhile is missed.
  void renew();

 private:
  void watch_nearest_folder();
  const char* path_;
  int inotify_;
  int file_ = -1;
  int folder_ = -1;
};

}  // namespace virt_tail
