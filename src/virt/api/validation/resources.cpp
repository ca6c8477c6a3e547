#include <fmt/core.h>

#include <algorithm>

#include "json/quantity.h"
#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

using Amounts = std::map<std::string, schema::Quantity>;

const auto least_memory = json::Quantity::whole(1'000'000);
constexpr std::uint32_t most_vcpus = 512;
constexpr std::string_view feature_policies[] = {"force", "require", "optional", "disable", "forbid"};

std::optional<json::Quantity> amount_in(const Amounts& amounts, const char* name) {
  const auto found = amounts.find(name);
  if (found == amounts.end()) return std::nullopt;
  const auto parsed = json::Quantity::parse(found->second.text);
  if (!parsed) return std::nullopt;
  return *parsed;
}

void check_amounts(const std::string& at, const Amounts& amounts, Findings& found) {
  for (const auto& [name, amount] : amounts) {
    const auto field = fmt::format("{}.{}", at, name);
    const auto parsed = json::Quantity::parse(amount.text);
    if (!parsed)
      found.invalid(field, fmt::format("{} '{}': {}", field, amount.text, parsed.error().message()));
    else if (parsed->sign() < 0)
      found.invalid(field, fmt::format("{} '{}': must be greater than or equal to 0.", field, amount.text));
  }
}

void check_request_fits(const std::string& at, const kubevirt::ResourceRequirements& resources, const char* name,
                        Findings& found) {
  const auto request = amount_in(resources.requests, name);
  const auto limit = amount_in(resources.limits, name);
  if (request && limit && limit->sign() > 0 && *request > *limit)
    found.invalid(fmt::format("{}.requests.{}", at, name),
                  fmt::format("{0}.requests.{1} '{2}' is greater than {0}.limits.{1} '{3}'", at, name, request->text(),
                              limit->text()));
}

void check_hugepages(const std::string& path, const kubevirt::DomainSpec& domain, Findings& found) {
  if (!domain.memory || !domain.memory->hugepages) return;
  const auto field = path + ".domain.memory.hugepages.pageSize";
  const auto& text = domain.memory->hugepages->page_size;
  const auto page = json::Quantity::parse(text);
  if (!page || page->sign() <= 0) {
    found.invalid(field, fmt::format("{} '{}': quantities must match the regular expression "
                                     "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                                     field, text));
    return;
  }
  const auto at = path + ".domain.resources.requests.memory";
  const auto request = amount_in(domain.resources.requests, "memory");
  auto memory = request && request->sign() > 0 ? request : std::nullopt;
  if (!memory && domain.memory->guest)
    if (const auto guest = json::Quantity::parse(domain.memory->guest->text)) memory = *guest;
  if (!memory) memory = amount_in(domain.resources.limits, "memory");
  if (!memory) return;
  // The request is named and shown even where the memory comes from elsewhere, as people know it.
  const auto shown = request ? request->text() : std::string("0");
  if (*memory < *page)
    found.invalid(at, fmt::format("{} '{}' must be equal to or larger than page size {} '{}'", at, shown, field, text));
  else if (memory->value() % page->value() != 0)
    found.invalid(at, fmt::format("{} '{}' is not a multiple of the page size {} '{}'", at, shown, field, text));
}

void check_guest_memory(const std::string& path, const kubevirt::DomainSpec& domain, Findings& found) {
  const auto& memory = domain.memory;
  if (!memory || !memory->guest) return;
  const auto field = path + ".domain.memory.guest";
  const auto guest = json::Quantity::parse(memory->guest->text);
  if (!guest) {
    found.invalid(field, fmt::format("{} '{}': {}", field, memory->guest->text, guest.error().message()));
    return;
  }
  if (*guest < least_memory)
    found.invalid(field, fmt::format("{} '{}': must be greater than or equal to 1M.", field, memory->guest->text));
  const auto limit = amount_in(domain.resources.limits, "memory");
  if (limit && limit->sign() > 0 && *guest > *limit)
    found.invalid(field, fmt::format("{} '{}' must be equal to or less than the memory limit "
                                     "{}.domain.resources.limits.memory '{}'",
                                     field, guest->text(), path, limit->text()));
  if (!memory->max_guest) return;
  const auto most = json::Quantity::parse(memory->max_guest->text);
  if (!most || *most < *guest) found.invalid(field, "Guest memory is greater than the configured maxGuest memory");
}

void check_memory(const std::string& path, const kubevirt::DomainSpec& domain, Findings& found) {
  const auto at = path + ".domain.resources";
  const auto request = amount_in(domain.resources.requests, "memory");
  if (request && request->sign() >= 0 && *request < least_memory)
    found.invalid(at + ".requests.memory",
                  fmt::format("{}.requests.memory '{}': must be greater than or equal to 1M.", at, request->text()));
  check_request_fits(at, domain.resources, "memory", found);
  check_hugepages(path, domain, found);
  check_guest_memory(path, domain, found);
  const bool guest = domain.memory && domain.memory->guest;
  if (!guest && !request && !amount_in(domain.resources.limits, "memory"))
    found.required("",
                   fmt::format("no memory requested, at least one of '{0}.domain.memory.guest', "
                               "'{0}.domain.memory.hugepages.pageSize' or '{0}.domain.resources.requests.memory' must "
                               "be set",
                               path));
}

void check_cpu(const std::string& path, const kubevirt::DomainSpec& domain, Findings& found) {
  check_request_fits(path + ".domain.resources", domain.resources, "cpu", found);
  if (!domain.cpu) return;
  const auto at = path + ".domain.cpu";
  const auto& cpu = *domain.cpu;
  // Each for itself first: the product of three may be beyond any number.
  const bool too_many =
      std::max({cpu.sockets, cpu.cores, cpu.threads}) > most_vcpus ||
      static_cast<std::uint64_t>(std::max(cpu.sockets, 1U)) * std::max(cpu.cores, 1U) * std::max(cpu.threads, 1U) >
          most_vcpus;
  if (too_many)
    found.invalid(at,
                  fmt::format("{}: {} sockets of {} cores of {} threads are more than the {} virtual processors that "
                              "a guest may have",
                              at, cpu.sockets, cpu.cores, cpu.threads, most_vcpus));
  if (cpu.max_sockets != 0 && cpu.sockets > cpu.max_sockets)
    found.invalid(at + ".sockets", fmt::format("Number of sockets in CPU topology is greater than the maximum sockets "
                                               "allowed"));
  for (std::size_t i = 0; i < cpu.features.size(); ++i) {
    const auto& policy = cpu.features[i].policy;
    const auto field = fmt::format("{}.features[{}]", at, i);
    if (cpu.features[i].name.empty()) found.required(field + ".name", fmt::format("{} must have a name", field));
    if (!policy.empty() && std::ranges::find(feature_policies, policy) == std::end(feature_policies))
      found.not_supported(field + ".policy", fmt::format("CPU feature {} uses policy {} that is not supported.",
                                                         cpu.features[i].name, policy));
  }
}

}  // namespace

void check_resources(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig&, Findings& found) {
  const auto at = path + ".domain.resources";
  check_amounts(at + ".requests", spec.domain.resources.requests, found);
  check_amounts(at + ".limits", spec.domain.resources.limits, found);
  check_memory(path, spec.domain, found);
  check_cpu(path, spec.domain, found);
}

}  // namespace coracle::virt::api
