// deps: coracle_net
#include <cstdlib>

#include "net/client.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto target = coracle::net::parse_target(text)) {
    std::string again;
    for (const auto& segment : target->path) {
      if (segment == "." || segment == "..") std::abort();
      again += "/" + coracle::net::percent_encode(segment);
    }
    if (again.empty()) again = "/";
    if (!target->query.empty()) again += "?" + coracle::net::encode_query(target->query);
    const auto back = coracle::net::parse_target(again);
    if (!back || back->path != target->path || back->query != target->query) std::abort();
  }
  if (const auto url = coracle::net::parse_url(text))
    if (url->host.empty() || url->port == 0) std::abort();
  return 0;
}
