// How the guest comes to life.
#include "virt/launcher/disks/prepare.h"
#include "virt/launcher/domain/domain.h"
#include "virt/launcher/machine/machine.h"

namespace coracle::virt::launcher {
using namespace std::chrono_literals;

namespace guest_start {
namespace {

constexpr auto libvirt_is_up_within = 15s;
constexpr auto looks_within = 5s;

domain::Input input_for(const RunOptions& options, const shared::LauncherRequest& request) {
  const auto& given = *request.options;
  domain::Input input{.vmi = *request.vmi};
  input.kvm = given.use_kvm;
  input.private_folder = options.instance_dir();
  const auto prefer = [](std::string& into, const std::string& value) {
    if (!value.empty()) into = value;
  };
  prefer(input.smbios_manufacturer, given.smbios_manufacturer);
  prefer(input.smbios_product, given.smbios_product);
  prefer(input.smbios_family, given.smbios_family);
  prefer(input.smbios_version, given.smbios_version);
  prefer(input.smbios_sku, given.smbios_sku);
  input.balloon_stats_period = static_cast<unsigned>(std::clamp<std::int64_t>(given.balloon_stats_period, 0, 3600));
  input.free_page_reporting = given.free_page_reporting;
  input.log_serial_console = given.log_serial_console;
  for (const auto& each : given.interfaces) {
    input.interfaces[each.name] = {each.tap, each.mac, static_cast<std::uint32_t>(each.mtu)};
  }
  return input;
}

void must_be_ours(const RunOptions& options, const api::kubevirt::v1::VirtualMachineInstance& vmi) {
  const auto& metadata = vmi.metadata;
  if (metadata.uid == options.uid && metadata.name == options.name && metadata.namespace_ == options.namespace_) return;
  throw Error(Reason::invalid, "this pod runs instance " + options.namespace_ + "/" + options.name + " (" +
                                   options.uid + "), not " + metadata.namespace_ + "/" + metadata.name + " (" +
                                   metadata.uid + ")");
}

}  // namespace
}  // namespace guest_start

Task<> Machine::sync(api::kubevirt::v1::VirtualMachineInstance vmi, shared::LauncherOptions options) {
  guest_start::must_be_ours(options_, vmi);
  const auto held = co_await turn_.take();
  if (phase_ != Phase::none) co_return;
  must_not_be_ending();
  auto request = std::make_shared<shared::LauncherRequest>();
  request->vmi = std::move(vmi);
  request->options = std::move(options);
  co_await start(request);
}

void Machine::must_not_be_ending() const {
  if (asked_to_end_.is_set()) throw Error(Reason::conflict, "the pod of the guest is ending: it is not started");
  if (killed_) throw Error(Reason::conflict, "the guest was ended before it ran: it is not started");
}

Task<> Machine::start(std::shared_ptr<const shared::LauncherRequest> request) {
  const std::shared_ptr<const api::kubevirt::v1::VirtualMachineInstance> vmi(request, request->vmi.get());
  auto prepared = co_await disks::prepare(vmi, disks::disk_places(options_));
  auto input = guest_start::input_for(options_, *request);
  input.disks = prepared.disks;
  auto xml = domain::build(input).take();
  co_await keeper_.ready(guest_start::libvirt_is_up_within);
  // The wait was long enough for a predecessor's guest to be found, or for the pod to be told to end.
  if (phase_ != Phase::none) co_return;
  must_not_be_ending();
  open_dhcp(*request);
  folder_.save_request(*request);
  record_.started = true;
  folder_.save(record_);
  phase_ = Phase::starting;
  auto descriptors = std::make_shared<std::vector<int>>();
  auto groups = std::make_shared<std::vector<std::string>>();
  for (const auto& file : prepared.files) {
    descriptors->push_back(file.file.get());
    groups->push_back(file.group);
  }
  std::exception_ptr failure;
  try {
    co_await define_and_start(std::move(xml), descriptors, groups, vmi->spec.start_strategy == "Paused");
  } catch (const Error&) {
    failure = std::current_exception();
  }
  if (failure) {
    co_await after_failed_start();
    std::rethrow_exception(failure);
  }
  phase_ = Phase::running;
  if (killed_) co_await kill();
  if (phase_ == Phase::over) co_return;
  // QEMU may have ended already, while this did not look.
  const auto status = co_await keeper_.libvirt().status(domain_);
  if (!status || !is_active(*status)) {
    end(status ? *status : DomainStatus{"Shutoff", "Failed"});
    co_return;
  }
  log_.info("the guest was started", {{"domain", domain_}, {"state", status->state}});
  set_status(*status);
  co_await look_at_domain();
  follow();
}

Task<> Machine::define_and_start(std::string xml, std::shared_ptr<std::vector<int>> descriptors,
                                 std::shared_ptr<std::vector<std::string>> groups, bool paused) {
  auto& libvirt = keeper_.libvirt();
  co_await libvirt.define(std::move(xml));
  for (std::size_t i = 0; i < groups->size(); ++i) {
    std::vector<int> one = {(*descriptors)[i]};
    co_await libvirt.associate(domain_, (*groups)[i], std::move(one));
  }
  co_await libvirt.start(domain_, paused);
}

/// A start that failed is taken back, so that it can be tried again; with no word from libvirt on whether QEMU runs,
/// the guest counts as started, and the next connection tells.
Task<> Machine::after_failed_start() {
  phase_ = Phase::running;
  try {
    auto asked = keeper_.libvirt().status(domain_);
    const auto status = co_await within(guest_start::looks_within, std::move(asked), "state of the domain");
    if (status && is_active(*status)) {
      co_await adopt(*status);
      co_return;
    }
    co_await keeper_.libvirt().undefine(domain_);
  } catch (const Error& error) {
    log_.warning("whether the guest runs is not known", {{"error", error.message()}});
    co_return;
  }
  if (phase_ != Phase::running) co_return;
  record_.started = false;
  folder_.save(record_);
  phase_ = Phase::none;
  dhcp_.clear();
}

}  // namespace coracle::virt::launcher
