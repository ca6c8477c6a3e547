// deps: coracle_json
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "json/json_path.h"
#include "json/patch.h"

using namespace coracle;

namespace {
std::size_t allocations = 0;

// About the size and shape of a running machine's object: 6 KB.
std::string machine() {
  json::Value vmi;
  json::at_path(vmi, {"apiVersion"}) = "kubevirt.io/v1";
  json::at_path(vmi, {"kind"}) = "VirtualMachineInstance";
  for (int i = 0; i < 12; ++i) {
    const auto number = std::to_string(i);
    json::at_path(vmi, {"metadata", "labels", "kubevirt.io/label-" + number}) = "value-" + number;
    json::at_path(vmi, {"metadata", "annotations", "example.com/annotation-" + number}) = std::string(60, 'a');
  }
  auto& disks = json::at_path(vmi, {"spec", "domain", "devices", "disks"}).emplace_array();
  auto& conditions = json::at_path(vmi, {"status", "conditions"}).emplace_array();
  for (int i = 0; i < 14; ++i) {
    json::Value disk;
    json::at_path(disk, {"name"}) = "disk-" + std::to_string(i);
    json::at_path(disk, {"disk", "bus"}) = "virtio";
    json::at_path(disk, {"bootOrder"}) = i;
    disks.push_back(disk);
    json::Value condition;
    json::at_path(condition, {"type"}) = i == 13 ? "Ready" : "Condition" + std::to_string(i);
    json::at_path(condition, {"status"}) = "True";
    json::at_path(condition, {"lastProbeTime"}) = nullptr;
    json::at_path(condition, {"lastTransitionTime"}) = "2026-11-21T00:19:57Z";
    json::at_path(condition, {"message"}) = "a sentence of the usual length that says what the matter is";
    conditions.push_back(condition);
  }
  return json::serialize(vmi);
}

template <class F>
void measure(const char* what, std::size_t bytes, F work) {
  constexpr int rounds = 20'000;
  const auto allocated = allocations;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) work();
  const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begin;
  const double each = taken.count() / rounds;
  std::printf("%-28s %8.2f us %8.0f MB/s %6zu allocations\n", what, each, static_cast<double>(bytes) / each,
              (allocations - allocated) / rounds);
}
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main() {
  const auto text = machine();
  const auto value = json::parse(text).take();
  auto other = json::parse(text).take();
  std::string out;
  std::printf("%zu bytes\n", text.size());
  measure("parse", text.size(), [&] { static_cast<void>(json::parse(text)); });
  measure("parse, 64 KB arena", text.size(), [&] {
    unsigned char buffer[65536];
    boost::json::monotonic_resource arena(buffer, sizeof buffer);
    static_cast<void>(json::parse(text, {}, &arena));
  });
  measure("serialize", text.size(), [&] {
    out.clear();
    json::serialize_to(out, value);
  });
  measure("Boost's own parse", text.size(), [&] { static_cast<void>(boost::json::parse(text)); });
  measure("Boost's own serialize", text.size(), [&] { static_cast<void>(boost::json::serialize(value)); });
  measure("Boost's own ==", text.size(), [&] { static_cast<void>(value == other); });
  measure("equal", text.size(), [&] { static_cast<void>(json::equal(value, other)); });
  json::at_path(other, {"status", "phase"}) = "Running";
  measure("diff", text.size(), [&] { static_cast<void>(json::diff(value, other)); });
  const auto path = json::JsonPath::compile(R"(.status.conditions[?(@.type=="Ready")].status)").take();
  measure("JSONPath", text.size(), [&] { static_cast<void>(path.first(value)); });
  return 0;
}
