#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace coracle::net {

/// SHA-256 of what comes piece by piece: for files that are not to be held in memory.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  /// 32 bytes; once, at the end.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coracle::net
