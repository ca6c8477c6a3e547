#include "cri.pb.h"
#include "rpc/cri.h"
#include "rpc/cri_call.h"

namespace coracle::rpc {
namespace v1 = ::runtime::v1;

namespace {
std::string stream_call(const char* name) { return std::string("/runtime.v1.RuntimeService/") + name; }
}  // namespace

Task<ExecResult> CriClient::exec_sync(std::string container_id, std::vector<std::string> command,
                                      std::chrono::seconds limit) const {
  v1::ExecSyncRequest request;
  request.set_container_id(container_id);
  request.mutable_cmd()->Add(command.begin(), command.end());
  request.set_timeout(limit.count());
  auto answer = co_await call_with<v1::ExecSyncResponse>(connection_, stream_call("ExecSync"), std::move(request),
                                                         limit + deadline::quick);
  ExecResult result;
  result.out = std::move(*answer.mutable_stdout());
  result.err = std::move(*answer.mutable_stderr());
  result.exit_code = answer.exit_code();
  co_return result;
}

Task<std::string> CriClient::exec_url(StreamRequest from) const {
  v1::ExecRequest request;
  request.set_container_id(from.container_id);
  request.mutable_cmd()->Add(from.command.begin(), from.command.end());
  request.set_tty(from.tty);
  request.set_stdin(from.in);
  request.set_stdout(from.out);
  request.set_stderr(from.err);
  const auto answer =
      co_await call_with<v1::ExecResponse>(connection_, stream_call("Exec"), std::move(request), deadline::quick);
  co_return answer.url();
}

Task<std::string> CriClient::attach_url(StreamRequest from) const {
  v1::AttachRequest request;
  request.set_container_id(from.container_id);
  request.set_tty(from.tty);
  request.set_stdin(from.in);
  request.set_stdout(from.out);
  request.set_stderr(from.err);
  const auto answer =
      co_await call_with<v1::AttachResponse>(connection_, stream_call("Attach"), request, deadline::quick);
  co_return answer.url();
}

Task<std::string> CriClient::port_forward_url(std::string sandbox_id, std::vector<std::int32_t> ports) const {
  v1::PortForwardRequest request;
  request.set_pod_sandbox_id(sandbox_id);
  request.mutable_port()->Add(ports.begin(), ports.end());
  const auto answer = co_await call_with<v1::PortForwardResponse>(connection_, stream_call("PortForward"),
                                                                  std::move(request), deadline::quick);
  co_return answer.url();
}

}  // namespace coracle::rpc
