#include "cmd/coracle/report.h"

#include <unistd.h>

#include <cstdio>

#include "base/error.h"

namespace coracle::cmd {
namespace {
constexpr std::size_t report_limit = 64U << 10U;
constexpr std::string_view word_ready = "ready", word_late = "late ", word_failed = "failed ";
}  // namespace

void Report::tell(const std::string& line) {
  try {
    write_all(waiting_.get(), line, "the waiting process");
  } catch (const Error&) {  // it went away; so be it
  }
  waiting_.close();
}

void Report::ready() {
  if (waiting_) return tell(std::string(word_ready));
  std::printf("ready\n");
  std::fflush(stdout);
}

void Report::late(const std::string& what_is_missing) {
  if (waiting_) return tell(std::string(word_late) + what_is_missing);
  std::fprintf(stderr, "coracle: not ready yet: %s\n", what_is_missing.c_str());
}

void Report::failed(const std::string& why) {
  if (waiting_) return tell(std::string(word_failed) + why);
  std::fprintf(stderr, "coracle: %s\n", why.c_str());
}

int wait_for_report(Fd from, const std::string& log_path) {
  std::string said;
  try {
    said = read_to_end(from.get(), report_limit, "the report");
  } catch (const Error& error) {
    said = std::string(word_failed) + error.message();
  }
  if (said == word_ready) {
    std::printf("ready\n");
    return 0;
  }
  if (said.starts_with(word_late)) {
    std::fprintf(stderr, "coracle: it runs, but is not ready: %s (its log: %s)\n",
                 said.substr(word_late.size()).c_str(), log_path.c_str());
    return 1;
  }
  const auto why = said.starts_with(word_failed) ? said.substr(word_failed.size()) : "it ended without a word";
  std::fprintf(stderr, "coracle: %s (its log: %s)\n", why.c_str(), log_path.c_str());
  return 1;
}

}  // namespace coracle::cmd
