#pragma once
#include <string>

namespace grpc {
class ByteBuffer;
}

namespace coracle::rpc {

grpc::ByteBuffer to_buffer(const std::string& bytes);
std::string from_buffer(const grpc::ByteBuffer& buffer);
/// "unix:<path>"; throws bad_request when the kernel could not hold the path.
std::string unix_target(const std::string& path);

/// Keeps gRPC from writing to standard error: what matters comes back as errors, and the log is ours.
void silence_grpc();

/// Answers of one CRI call, and so what one message may weigh: exec output ends at 16 MiB (CVE-2022-31030).
inline constexpr int max_message_bytes = 16 << 20;

}  // namespace coracle::rpc
