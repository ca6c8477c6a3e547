#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace coracle {

enum class LogLevel { debug, info, warning, error };

/// A component's log: one line each to standard error, `TIME LEVEL component: message key=value`.
/// Cheap to copy; constructed in main and handed down. Values are quoted when they hold blanks or control characters,
/// so that what a guest controls cannot forge a line.
class Log {
 public:
  struct Field {
    std::string_view key;
    std::string value;
  };
  explicit Log(std::string component, LogLevel least = LogLevel::info);

  void debug(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void info(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void warning(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void error(std::string_view message, std::initializer_list<Field> fields = {}) const;
  /// The same log for a part of the component: "component/part".
  Log part(std::string_view name) const;
  const std::string& component() const { return component_; }

 private:
  void write(LogLevel level, std::string_view message, std::initializer_list<Field> fields) const;
  std::string component_;
  LogLevel least_;
};

/// The line that a log writes, without its end of line.
std::string format_log_line(LogLevel level, std::string_view component, std::string_view message,
                            std::initializer_list<Log::Field> fields);

}  // namespace coracle
