#pragma once
// A transport with a bad day: what passes through it is counted, watches come late or are cut, requests fail.
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/scope.h"
#include "net/http.h"

namespace coracle::testing {

class Faults final : public net::RoundTrip {
 public:
  Faults(Loop& loop, net::RoundTrip& inner) : executor_(loop.executor()), inner_(inner), scope_(loop) {}
  ~Faults() override = default;

  /// From now on everything that a watch tells arrives so much later.
  void hold_watches_back(Duration by) { late_ = by; }
  /// Ends all open watches as a lost connection does.
  void cut_watches();
  /// The next request that `chosen` picks fails with this; after it was carried out when `afterwards`.
  void fail_next(std::function<bool(const net::Request&)> chosen, Error error, bool afterwards = false);
  /// "POST /api/v1/namespaces/default/pods" of all requests, queries left out.
  const std::vector<std::string>& log() const { return log_; }
  int count(std::string_view method, std::string_view part_of_path) const;

  Task<net::Answer> send(net::Request request) override;
  /// Before the end of the loop.
  Task<> stop();

 private:
  struct Line;
  struct Failure {
    std::function<bool(const net::Request&)> chosen;
    Error error;
    bool afterwards;
  };
  net::Answer late(net::Answer answer);
  Loop::Executor executor_;
  net::RoundTrip& inner_;
  Scope scope_;
  Duration late_{};
  std::deque<Failure> failures_;
  std::vector<std::string> log_;
  std::vector<std::weak_ptr<Line>> lines_;
};

}  // namespace coracle::testing
