#include "faults.h"

#include <algorithm>

namespace coracle::testing {

/// One open watch: read eagerly, told late.
struct Faults::Line {
  struct Piece {
    SteadyTime due;
    std::string bytes;
  };
  Line(Loop::Executor executor, std::unique_ptr<net::BodyReader> of)
      : body(std::move(of)), pieces(std::move(executor)) {}
  std::unique_ptr<net::BodyReader> body;
  Channel<Piece> pieces;
  bool cut = false;

  static Task<> pump(std::shared_ptr<Line> line, Duration late) {
    try {
      while (!line->cut) {
        auto bytes = co_await line->body->next();
        const bool ended = bytes.empty();
        line->pieces.push({std::chrono::steady_clock::now() + late, std::move(bytes)});
        if (ended) break;
      }
    } catch (const Error&) {
    }
    line->pieces.close();
  }
};

namespace {
bool is_watch(const net::Request& request) { return request.target.find("watch=1") != std::string::npos; }

template <class LinePointer>
struct LateBody final : net::BodyReader {
  explicit LateBody(LinePointer of) : line(std::move(of)) {}
  Task<std::string> next() override {
    auto piece = co_await line->pieces.next();
    if (line->cut) throw Error(Reason::service_unavailable, "the connection broke");
    if (!piece) co_return std::string();
    co_await sleep_until(piece->due);
    if (line->cut) throw Error(Reason::service_unavailable, "the connection broke");
    co_return std::move(piece->bytes);
  }
  LinePointer line;
};
}  // namespace

void Faults::cut_watches() {
  for (const auto& weak : lines_) {
    const auto line = weak.lock();
    if (!line) continue;
    line->cut = true;
    line->pieces.close();
  }
  lines_.clear();
}

void Faults::fail_next(std::function<bool(const net::Request&)> chosen, Error error, bool afterwards) {
  failures_.push_back({std::move(chosen), std::move(error), afterwards});
}

int Faults::count(std::string_view method, std::string_view part) const {
  return static_cast<int>(std::ranges::count_if(log_, [&](const std::string& line) {
    return line.starts_with(std::string(method) + " ") && line.find(part) != std::string::npos;
  }));
}

Task<net::Answer> Faults::send(net::Request request) {
  log_.push_back(request.method + " " + request.target.substr(0, request.target.find('?')));
  const bool watch = is_watch(request);
  const auto failure = std::ranges::find_if(failures_, [&](const auto& one) { return one.chosen(request); });
  if (failure != failures_.end()) {
    const auto taken = *failure;
    failures_.erase(failure);
    if (taken.afterwards) {
      auto answer = co_await inner_.send(std::move(request));
      if (answer.body) co_await net::read_all(*answer.body, 64U << 20U);
    }
    throw taken.error;
  }
  auto answer = co_await inner_.send(std::move(request));
  if (watch && answer.status == 200) co_return late(std::move(answer));
  co_return answer;
}

net::Answer Faults::late(net::Answer answer) {
  auto line = std::make_shared<Line>(executor_, std::move(answer.body));
  scope_.spawn(Line::pump(line, late_), "watch");
  lines_.push_back(line);
  answer.body = std::make_unique<LateBody<std::shared_ptr<Line>>>(line);
  return answer;
}

Task<> Faults::stop() {
  cut_watches();
  co_await scope_.cancel_and_join();
}

}  // namespace coracle::testing
