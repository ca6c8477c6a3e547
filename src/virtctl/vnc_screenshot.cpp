#include <fcntl.h>

#include "base/files.h"
#include "base/scope.h"
#include "virtctl/subresource.h"
#include "virtctl/vnc.h"

namespace coracle::virtctl {
namespace {
using namespace std::chrono_literals;
constexpr std::size_t picture_limit = 64U << 20U;
}  // namespace

Task<int> screenshot(Session& session, ScreenshotFlags flags) {
  net::Request request;
  request.target = subresource_path(Target::instance, session.ns(), flags.name, "vnc/screenshot");
  request.target += flags.move_cursor ? "?moveCursor=true" : "?moveCursor=false";
  request.headers.set("Accept", "image/png");
  const auto answer = co_await session.client().open(std::move(request));
  auto reading = net::read_all(*answer.body, picture_limit);
  const auto picture = co_await within(60s, std::move(reading), "the screenshot of " + flags.name);
  const Fd file(::open(flags.file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file) throw system_error(errno, "write " + flags.file);
  write_all(file.get(), picture, flags.file);
  co_return 0;
}

}  // namespace coracle::virtctl
