#include "node/kubelet_api/stats.h"

#include <unistd.h>

#include <charconv>
#include <sstream>

#include "node/kubelet_api/status.h"

namespace coracle::node::kubelet_api {
namespace {
/// Of "cpu  user nice system idle iowait irq softirq steal guest guest_nice": nanoseconds that were not idle.
std::uint64_t busy_nanoseconds(std::string_view proc_stat) {
  std::istringstream line{std::string(proc_stat.substr(0, proc_stat.find('\n')))};
  std::string name;
  line >> name;
  std::uint64_t busy = 0;
  std::uint64_t value = 0;
  for (int column = 0; column < 8 && line >> value; ++column)
    if (column != 3 && column != 4) busy += value;
  const auto ticks = ::sysconf(_SC_CLK_TCK);
  return busy * (1'000'000'000U / static_cast<std::uint64_t>(ticks > 0 ? ticks : 100));
}

std::uint64_t boot_seconds(std::string_view proc_stat) {
  const auto at = proc_stat.find("\nbtime ");
  std::uint64_t seconds = 0;
  if (at != std::string_view::npos)
    std::from_chars(proc_stat.data() + at + 7, proc_stat.data() + proc_stat.size(), seconds);
  return seconds;
}

std::uint64_t meminfo_bytes(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  if (at == std::string_view::npos) return 0;
  auto rest = text.substr(at + name.size());
  rest.remove_prefix(std::min(rest.find_first_of("0123456789"), rest.size()));
  std::uint64_t kibibytes = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), kibibytes);
  return kibibytes * 1024;
}

json::Object memory_json(WallTime time, std::uint64_t usage, std::uint64_t working_set) {
  return {{"time", format_time(time)}, {"usageBytes", usage}, {"workingSetBytes", working_set}};
}

struct PodTotals {
  std::uint64_t cpu = 0, usage = 0, working_set = 0;
};
}  // namespace

json::Object Summary::cpu_of(const std::string& key, std::uint64_t cpu, WallTime time) {
  Sample sample{cpu, time, 0};
  json::Object out{{"time", format_time(time)}};
  if (const auto before = samples_.find(key); before != samples_.end()) {
    const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(time - before->second.time).count();
    sample.rate = before->second.rate;
    if (passed > 0 && cpu >= before->second.cpu)
      sample.rate =
          static_cast<std::uint64_t>(static_cast<double>(cpu - before->second.cpu) * 1e9 / static_cast<double>(passed));
    out["usageNanoCores"] = sample.rate;
  }
  out["usageCoreNanoSeconds"] = cpu;
  fresh_[key] = sample;
  return out;
}

json::Value Summary::make(const std::vector<FoundPod>& pods, const std::vector<rpc::ContainerStats>& containers,
                          std::string_view proc_stat, std::string_view proc_meminfo, WallTime now) {
  std::map<std::string, const rpc::ContainerStats*> by_id;
  for (const auto& one : containers) by_id[one.id] = &one;
  fresh_.clear();
  json::Array pods_json;
  for (const auto& found : pods) {
    const auto& pod = *found.pod;
    PodTotals totals;
    WallTime newest{};
    json::Array list;
    for (const auto* statuses : {&pod.status.init_container_statuses, &pod.status.container_statuses})
      for (const auto& status : *statuses) {
        const auto stats = by_id.find(runtime_id(status.container_id));
        if (!status.state.running || stats == by_id.end()) continue;
        const auto& one = *stats->second;
        totals.cpu += one.cpu_usage_core_nano_seconds;
        totals.usage += one.memory_usage_bytes;
        totals.working_set += one.memory_working_set_bytes;
        newest = std::max(newest, one.timestamp);
        list.push_back(
            json::Object{{"name", status.name},
                         {"startTime", status.state.running->started_at.text},
                         {"cpu", cpu_of(one.id, one.cpu_usage_core_nano_seconds, one.timestamp)},
                         {"memory", memory_json(one.timestamp, one.memory_usage_bytes, one.memory_working_set_bytes)},
                         {"rootfs", json::Object{{"time", format_time(one.writable_layer.timestamp)},
                                                 {"usedBytes", one.writable_layer.used_bytes},
                                                 {"inodesUsed", one.writable_layer.inodes_used}}}});
      }
    if (list.empty()) continue;
    const auto& meta = pod.metadata;
    pods_json.push_back(
        json::Object{{"podRef", json::Object{{"name", meta.name}, {"namespace", meta.namespace_}, {"uid", meta.uid}}},
                     {"startTime", pod.status.start_time.text},
                     {"containers", std::move(list)},
                     {"cpu", cpu_of("pod " + meta.uid, totals.cpu, newest)},
                     {"memory", memory_json(newest, totals.usage, totals.working_set)}});
  }
  const auto total = meminfo_bytes(proc_meminfo, "MemTotal:");
  const auto available = meminfo_bytes(proc_meminfo, "MemAvailable:");
  const auto free = meminfo_bytes(proc_meminfo, "MemFree:");
  auto memory = memory_json(now, total - std::min(total, free), total - std::min(total, available));
  memory["availableBytes"] = available;
  const WallTime boot{std::chrono::seconds(boot_seconds(proc_stat))};
  json::Object node{{"nodeName", node_name_},
                    {"startTime", format_time(boot)},
                    {"cpu", cpu_of("node", busy_nanoseconds(proc_stat), now)},
                    {"memory", std::move(memory)}};
  samples_ = std::move(fresh_);
  fresh_.clear();
  return json::Object{{"node", std::move(node)}, {"pods", std::move(pods_json)}};
}

}  // namespace coracle::node::kubelet_api
