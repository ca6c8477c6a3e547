#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::shared {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const LauncherInfo*) {
  using T = LauncherInfo;
  static const Field fields[] = {
      field<&T::protocols>("protocols", "Protocol versions the launcher understands."),
      field<&T::version>("version", "Release of the launcher."),
      field<&T::domain_uid>("domainUID", "Instance the launcher was started for."),
  };
  static const Struct table{"coracle.LauncherInfo", "Who answers on a launcher's socket.", fields};
  return table;
}

const Struct& describe(const PreparedInterface*) {
  using T = PreparedInterface;
  static const Field fields[] = {
      field<&T::name>("name", "Interface of the instance."),
      field<&T::tap>("tap", "Tap device for QEMU."),
      field<&T::bridge>("bridge", "Bridge that DHCP is served on."),
      field<&T::mac>("mac", "Hardware address of the guest's card."),
      field<&T::mtu>("mtu", "Largest packet."),
      field<&T::guest_address>("guestAddress", "Address and prefix that DHCP gives."),
      field<&T::gateway>("gateway", "Default gateway that DHCP gives."),
      field<&T::dns_servers>("dnsServers", "Name servers that DHCP gives."),
      field<&T::dns_search>("dnsSearch", "Search list that DHCP gives."),
  };
  static const Struct table{"coracle.PreparedInterface", "A guest interface, prepared in the pod's network.", fields};
  return table;
}

const Struct& describe(const LauncherOptions*) {
  using T = LauncherOptions;
  static const Field fields[] = {
      field<&T::use_kvm>("useKVM", "KVM works on this node."),
      field<&T::smbios_manufacturer>("smbiosManufacturer", "Manufacturer the guest reads."),
      field<&T::smbios_product>("smbiosProduct", "Product the guest reads."),
      field<&T::smbios_family>("smbiosFamily", "Family the guest reads."),
      field<&T::smbios_version>("smbiosVersion", "Version the guest reads."),
      field<&T::smbios_sku>("smbiosSku", "Stock keeping unit the guest reads."),
      field<&T::balloon_stats_period>("balloonStatsPeriod", "Seconds between memory statistics.").always(),
      field<&T::free_page_reporting>("freePageReporting", "The guest gives unused pages back.").always(),
      field<&T::log_serial_console>("logSerialConsole", "The serial console goes to a log file too.").always(),
      field<&T::interfaces>("interfaces", "Guest interfaces as prepared."),
  };
  static const Struct table{"coracle.LauncherOptions", "What node and cluster add to an instance.", fields};
  return table;
}

const Struct& describe(const LauncherRequest*) {
  using T = LauncherRequest;
  static const Field fields[] = {
      field<&T::protocol>("protocol", "Protocol version of the sender.").always(),
      field<&T::vmi>("vmi", "The instance."),
      field<&T::options>("options", "What node and cluster add."),
      field<&T::timeout_seconds>("timeoutSeconds", "How long the guest may take."),
      field<&T::command>("command", "Program to run in the guest."),
      field<&T::args>("args", "Its arguments."),
  };
  static const Struct table{"coracle.LauncherRequest", "A command to a launcher.", fields};
  return table;
}

const Struct& describe(const LauncherAnswer*) {
  using T = LauncherAnswer;
  static const Field fields[] = {
      field<&T::success>("success", "Whether it was done.").always(),
      field<&T::message>("message", "Why not."),
      field<&T::exit_code>("exitCode", "Exit status of the program in the guest."),
      field<&T::out>("out", "What it wrote."),
      field<&T::data>("data", "The answer of a question.").any_members(),
  };
  static const Struct table{"coracle.LauncherAnswer", "A launcher's answer.", fields};
  return table;
}

const Struct& describe(const DomainReport*) {
  using T = DomainReport;
  static const Field fields[] = {
      field<&T::uid>("uid", "Instance."),
      field<&T::state>("state", "libvirt's state of the domain."),
      field<&T::reason>("reason", "How it came to that state."),
      field<&T::grace_expired>("graceExpired", "It was destroyed because it did not shut down in time."),
      field<&T::asked_to_end>("askedToEnd", "The pod was told to end."),
      field<&T::agent_connected>("agentConnected", "The guest agent is connected."),
      field<&T::agent_version>("agentVersion", "Version of the guest agent."),
      field<&T::fs_freeze_status>("fsFreezeStatus", "frozen, or nothing."),
      field<&T::machine_type>("machineType", "Machine type QEMU runs."),
      field<&T::guest_os>("guestOSInfo", "What the agent says of the system."),
      field<&T::interfaces>("interfaces", "Cards as domain and agent know them."),
      field<&T::disk_targets>("diskTargets", "Volume and device of each disk."),
      field<&T::guest_memory_bytes>("guestMemoryBytes", "Memory the guest has now."),
  };
  static const Struct table{"coracle.DomainReport", "A domain as its launcher sees it.", fields};
  return table;
}

const Struct& describe(const LauncherEvent*) {
  using T = LauncherEvent;
  static const Field fields[] = {
      field<&T::domain>("domain", "The domain as it is now."),
      field<&T::type>("type", "Normal or Warning."),
      field<&T::reason>("reason", "One word for people."),
      field<&T::message>("message", "A sentence for people."),
  };
  static const Struct table{"coracle.LauncherEvent", "Something a launcher tells.", fields};
  return table;
}

}  // namespace coracle::virt::shared
