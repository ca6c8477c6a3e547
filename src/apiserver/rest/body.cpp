#include "apiserver/rest/body.h"

#include <fmt/core.h>

#include "apiserver/rest/protobuf.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/yaml.h"

namespace coracle::apiserver {

std::string content_type_of(const net::Request& request) {
  auto type = request.headers.get("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  std::string lower(type);
  for (auto& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return lower;
}

namespace {
constexpr std::size_t arena_room = 8U << 10U;

/// Rooms for arenas, used again and again: malloc's larger pieces cost more than what a small object's parsing does. A
/// room may come back on another thread than it was taken on.
class Rooms {
 public:
  ~Rooms() {
    for (auto* room : free_) ::operator delete(room);
  }
  static void* take() {
    auto& rooms = of_thread();
    if (rooms.free_.empty()) return ::operator new(arena_room);
    auto* room = rooms.free_.back();
    rooms.free_.pop_back();
    return room;
  }
  static void give_back(void* room) {
    constexpr std::size_t most = 64;
    auto& rooms = of_thread();
    if (rooms.free_.size() < most)
      rooms.free_.push_back(room);
    else
      ::operator delete(room);
  }

 private:
  static Rooms& of_thread() {
    thread_local Rooms rooms;
    return rooms;
  }
  std::vector<void*> free_;
};

class ReusedArena final : public boost::json::memory_resource {
 private:
  struct Room {
    Room() : at(static_cast<unsigned char*>(Rooms::take())) {}
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    ~Room() { Rooms::give_back(at); }
    unsigned char* at;
  };
  void* do_allocate(std::size_t size, std::size_t alignment) override { return arena_.allocate(size, alignment); }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const boost::json::memory_resource& other) const noexcept override { return this == &other; }
  Room room_;
  boost::json::monotonic_resource arena_{room_.at, arena_room};
};
}  // namespace

json::Storage arena_for(std::size_t bytes) {
  const auto wanted = bytes * 3 + 1024;
  if (wanted <= arena_room) return boost::json::make_shared_resource<ReusedArena>();
  return boost::json::make_shared_resource<boost::json::monotonic_resource>(wanted);
}

namespace {
void check_body_size(const net::Request& request) {
  constexpr auto limit = json::Limits{}.bytes;
  if (request.body.size() > limit)
    throw Error(Reason::request_entity_too_large, fmt::format("Request entity too large: limit is {}", limit));
}
}  // namespace

json::Value read_body(const net::Request& request, const ObjectRules* rules) {
  if (rules == nullptr || content_type_of(request) != protobuf_type) return read_body(request);
  check_body_size(request);
  return rules->from_protobuf(request.body).take();
}

json::Value read_body(const net::Request& request, const schema::Struct& table) {
  if (content_type_of(request) != protobuf_type) return read_body(request);
  check_body_size(request);
  return protobuf_object(request.body, table).take();
}

bool is_json_body(const net::Request& request) {
  const auto type = content_type_of(request);
  return type.empty() || type == "application/json" || type.ends_with("+json");
}

json::Value read_body(const net::Request& request) {
  check_body_size(request);
  const auto type = content_type_of(request);
  if (type == "application/yaml" || type == "application/apply-patch+yaml") return parse_yaml(request.body).take();
  if (!is_json_body(request))
    throw Error(Reason::unsupported_media_type,
                "the body of the request was in an unknown format - accepted media types include: application/json, "
                "application/yaml");
  return json::parse(request.body, {}, arena_for(request.body.size())).take();
}

}  // namespace coracle::apiserver
