#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/kind.h"
#include "base/task.h"
#include "base/time.h"
#include "json/value.h"
#include "kube/key.h"
#include "net/http.h"

namespace coracle::kube {

using api::Kind;

/// What a list or watch is narrowed to. An empty namespace means all of them.
struct Selection {
  std::string ns;
  std::string label_selector;  ///< "kubevirt.io=virt-launcher,kubevirt.io/created-by in (a,b)"
  std::string field_selector;  ///< "spec.nodeName=node1"
};

struct List {
  std::vector<json::Value> items;  ///< each with apiVersion and kind, which lists leave out
  std::string resource_version;    ///< where a watch goes on from
};

enum class PatchType { json, merge, strategic, apply };

struct PatchOptions {
  std::string subresource;  ///< "status", "scale"
  bool force = false;       ///< of an apply: take fields from other managers
  bool dry_run = false;     ///< nothing is stored
};

struct RemoveOptions {
  std::string uid;  ///< only this very object
  std::optional<std::int64_t> grace_seconds;
  std::string propagation;  ///< "Background", "Foreground", "Orphan"; the kind's default when empty
};

/// One change, as a watch tells it.
struct WatchEvent {
  enum class Type { added, modified, deleted, bookmark };
  Type type;
  json::Value object;
};

/// A watch that is open. Ends (nothing) when the server closes it, as servers do after some minutes, or at `until`: a
/// connection that was lost without a word would else be listened to for ever. Error(expired) when its resource version
/// is no longer kept, then list again.
class Watch {
 public:
  explicit Watch(std::unique_ptr<net::BodyReader> body, SteadyTime until = SteadyTime::max());
  Task<std::optional<WatchEvent>> next();

 private:
  Task<std::string> more();
  std::unique_ptr<net::BodyReader> body_;
  SteadyTime until_;
  std::string buffer_;
  std::size_t scanned_ = 0;
};

struct ClientOptions {
  std::string user_agent = "coracle";
  std::string field_manager = "coracle";
  Duration timeout = std::chrono::seconds(30);
};

/// Speaks the Kubernetes API over any RoundTrip: TLS to a cluster, or a function call into a server of this process.
/// Failures of the server come back as Error with its reason, message and details. A request that the server refuses
/// for now (429, 5xx with Retry-After) is sent again when the server says, see patience.h; there is no limit of our own
/// on how many requests are sent, the server's priority and fairness is the one that knows.
class Client {
 public:
  Client(net::RoundTrip& transport, ClientOptions options = {});

  Task<json::Value> get(const Kind& kind, Key key);
  Task<std::optional<json::Value>> find(const Kind& kind, Key key);
  /// Everything, page by page, from one moment: the newest. With `from` "0" whatever the server has at hand, which may
  /// be older where servers keep caches, and costs them less.
  Task<List> list(const Kind& kind, Selection selection = {}, std::string from = {});
  /// The pages of a list as they come, for those who want another form of it. When the moment is forgotten between two
  /// pages, everything is asked for at once.
  Task<std::vector<json::Value>> pages(std::string path, std::vector<std::pair<std::string, std::string>> query,
                                       std::string accept);
  Task<Watch> watch(const Kind& kind, Selection selection, std::string resource_version);

  Task<json::Value> create(const Kind& kind, std::string ns, json::Value object);
  /// The object as it was made, or nothing when one of that name exists already.
  Task<std::optional<json::Value>> create_if_absent(const Kind& kind, std::string ns, json::Value object);
  Task<json::Value> replace(const Kind& kind, Key key, json::Value object, std::string subresource = {});
  Task<json::Value> patch(const Kind& kind, Key key, PatchType type, json::Value patch, PatchOptions options = {});
  Task<> remove(const Kind& kind, Key key, RemoveOptions options = {});
  /// False when it was gone already, or another object (uid) has the name now.
  Task<bool> remove_if_present(const Kind& kind, Key key, RemoveOptions options = {});

  /// Any request; the answer is read whole and decoded. Errors as above.
  Task<json::Value> call(std::string method, std::string target, std::optional<json::Value> body = {});
  /// Any request with its answer as it comes; an error status is thrown as Error. For streams and upgrades.
  Task<net::Answer> open(net::Request request);

 private:
  Task<net::Answer> patiently(net::Request request, std::string what);
  Task<json::Value> send_json(net::Request request);
  net::Request request(std::string method, std::string target) const;
  net::RoundTrip& transport_;
  ClientOptions options_;
};

/// The Error that a Status (or any other body of an answer with that HTTP status) stands for.
Error error_of(int status, std::string_view body);

/// Resource versions order changes of one kind. Kubernetes compares them as whole numbers; 0 when it is none.
std::uint64_t version_number(std::string_view resource_version);

}  // namespace coracle::kube
