#include "rpc/bytes.h"

#include <grpc/support/log.h>
#include <grpcpp/support/byte_buffer.h>

#include <vector>

#include "base/error.h"

namespace coracle::rpc {

grpc::ByteBuffer to_buffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string from_buffer(const grpc::ByteBuffer& buffer) {
  std::string bytes;
  std::vector<grpc::Slice> slices;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const auto& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

void silence_grpc() {
  gpr_set_log_function([](gpr_log_func_args*) {});
}

std::string unix_target(const std::string& path) {
  constexpr std::size_t longest = 107;  // sun_path without its end
  if (path.empty() || path.front() != '/')
    throw Error(Reason::bad_request, "socket path '" + path + "' must be absolute");
  if (path.size() > longest)
    throw Error(Reason::bad_request,
                "socket path '" + path + "' is longer than 107 bytes, which is what Linux can bind");
  return "unix:" + path;
}

}  // namespace coracle::rpc
