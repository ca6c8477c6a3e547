#include "base/log.h"

#ifndef SPDLOG_COMPILED_LIB
#define SPDLOG_COMPILED_LIB
#endif
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/time.h"

namespace coracle {
namespace {
constexpr const char* level_letter(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "D";
    case LogLevel::info:
      return "I";
    case LogLevel::warning:
      return "W";
    case LogLevel::error:
      return "E";
  }
  return "?";
}

bool is_plain(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '\\' || c == 0x7f) return false;
  return true;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out += c;
  }
}

spdlog::logger& standard_error() {
  // spdlog's own sink serializes writers; one for the process, because standard error is one.
  static spdlog::logger logger("coracle", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  static const bool prepared = [] {
    logger.set_pattern("%v");
    logger.set_level(spdlog::level::trace);
    logger.flush_on(spdlog::level::trace);
    return true;
  }();
  static_cast<void>(prepared);
  return logger;
}
}  // namespace

std::string format_log_line(LogLevel level, std::string_view component, std::string_view message,
                            std::initializer_list<Log::Field> fields) {
  std::string line = format_micro_time(std::chrono::system_clock::now());
  line += ' ';
  line += level_letter(level);
  line += ' ';
  line += component;
  line += ": ";
  append_escaped(line, message);
  for (const auto& field : fields) {
    line += ' ';
    line += field.key;
    line += '=';
    if (is_plain(field.value)) {
      line += field.value;
      continue;
    }
    std::string quoted;
    for (const char c : field.value) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
    line += '"';
    append_escaped(line, quoted);
    line += '"';
  }
  return line;
}

Log::Log(std::string component, LogLevel least) : component_(std::move(component)), least_(least) {}

void Log::write(LogLevel level, std::string_view message, std::initializer_list<Field> fields) const {
  if (level < least_) return;
  standard_error().log(spdlog::level::info, "{}", format_log_line(level, component_, message, fields));
}

void Log::debug(std::string_view m, std::initializer_list<Field> f) const { write(LogLevel::debug, m, f); }
void Log::info(std::string_view m, std::initializer_list<Field> f) const { write(LogLevel::info, m, f); }
void Log::warning(std::string_view m, std::initializer_list<Field> f) const { write(LogLevel::warning, m, f); }
void Log::error(std::string_view m, std::initializer_list<Field> f) const { write(LogLevel::error, m, f); }
Log Log::part(std::string_view name) const { return Log(component_ + "/" + std::string(name), least_); }

}  // namespace coracle
