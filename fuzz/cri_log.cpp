// deps: coracle_base
// The files themselves: the library they are in brings gRPC, which is not instrumented.
#include "node/kubelet_api/cri_log.cpp"

#include <sys/mman.h>

#include <cstdint>

#include "base/error.h"
#include "base/files.h"

using namespace coracle;
using namespace coracle::node::kubelet_api;

namespace {
std::string shown(std::string_view log, const LogOptions& options) {
  LogText text(options);
  std::string out;
  while (!log.empty()) {
    const auto end = std::min(log.find('\n'), log.size());
    text.add(log.substr(0, end), out);
    log.remove_prefix(std::min(end + 1, log.size()));
  }
  return out;
}
}  // namespace

// What a container writes is whatever its author likes; the runtime's lines around it may be cut off anywhere.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::uint64_t count = data[0];
  const std::string_view log(reinterpret_cast<const char*>(data + 1), size - 1);
  LogOptions options;
  const auto all = shown(log, options);
  options.limit_bytes = count;
  const auto cut = shown(log, options);
  if (cut.size() > count || !all.starts_with(cut)) broken("a limited log is no beginning of the whole one");
  static const Fd file(::memfd_create("log", MFD_CLOEXEC));
  if (::ftruncate(file.get(), 0) != 0 || ::lseek(file.get(), 0, SEEK_SET) != 0) return 0;
  write_all(file.get(), log, "log");
  const auto begin = find_tail(file.get(), log.size(), count);
  if (begin > log.size()) broken("a tail begins behind its log");
  if (begin > 0 && begin < log.size() && log[begin - 1] != '\n') broken("a tail begins within a line");
  if (const auto again = find_tail(file.get(), log.size(), count + 1); again > begin)
    broken("a longer tail is shorter");
  return 0;
}
