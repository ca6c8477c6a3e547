#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/http.h"

namespace coracle::net {

/// The numbered channels of exec and attach: v4.channel.k8s.io and before, v5 which can close one.
/// https://kubernetes.io/docs/reference/using-api/ (WebSocket streaming), k8s.io/apimachinery remotecommand constants.
enum class CommandChannel { standard_input = 0, standard_output = 1, standard_error = 2, error = 3, resize = 4 };

struct CommandData {
  CommandChannel channel;
  std::string bytes;
  bool closed = false;  ///< no more will come on this channel
};

/// exec or attach, whichever protocol carries it (SPDY/3.1 streams or WebSocket channels). One reader, any writers.
class CommandStreams {
 public:
  virtual ~CommandStreams() = default;
  /// The next piece from the other side, or nothing when the session is over. Never empty unless `closed`.
  virtual Task<std::optional<CommandData>> read() = 0;
  virtual Task<> write(CommandChannel channel, std::string_view bytes) = 0;
  /// Says that no more will be written on the channel. Does nothing where the protocol cannot say it (before v5).
  virtual Task<> close(CommandChannel channel) = 0;
  /// Ends the session in order, after everything written has been sent.
  virtual Task<> finish() = 0;
  virtual void abort() = 0;
  /// "v5.channel.k8s.io"
  virtual const std::string& protocol() const = 0;
};

/// Which streams the request's query asks for: stdin, stdout, stderr, tty.
struct CommandOptions {
  bool standard_input = false, standard_output = false, standard_error = false, terminal = false;
};
/// Kubelet's and API server's names: stdin, stdout, stderr, tty; CRI-style input=1, output=1 are read too.
CommandOptions command_options(const Target& target);

/// Answers an exec or attach request by SPDY/3.1 or WebSocket, as the client asks; 400 when it asks for neither.
/// `serve` is called once all streams are open (30 s, as the kubelet allows).
Response accept_command(const Request& request, CommandOptions options,
                        std::function<Task<>(std::unique_ptr<CommandStreams>)> serve);
/// The client's side over SPDY/3.1 (`websocket` false) or WebSocket v5 and v4. A refusal throws an Error with the
/// server's code.
Task<std::unique_ptr<CommandStreams>> connect_command(RoundTrip& client, Request request, CommandOptions options,
                                                      bool websocket);

}  // namespace coracle::net
