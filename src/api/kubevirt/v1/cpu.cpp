#include "api/kubevirt/v1/cpu.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const CPUFeature*) {
  using T = CPUFeature;
  static const Field fields[] = {
      field<&T::name>("name", "Name as libvirt knows it.").required(),
      field<&T::policy>("policy", "What to do about it; require when empty."),
  };
  static const Struct table{"io.kubevirt.v1.CPUFeature", "A processor feature.", fields};
  return table;
}

const Struct& describe(const NUMAGuestMappingPassthrough*) {
  static const Struct table{"io.kubevirt.v1.NUMAGuestMappingPassthrough",
                            "Shows the guest the NUMA layout of its physical processors. It has no settings.",
                            {}};
  return table;
}

const Struct& describe(const NUMA*) {
  using T = NUMA;
  static const Field fields[] = {
      field<&T::guest_mapping_passthrough>("guestMappingPassthrough",
                                           "Shows the guest the layout of the physical processors it is pinned to."),
  };
  static const Struct table{"io.kubevirt.v1.NUMA", "NUMA layout the guest sees.", fields};
  return table;
}

const Struct& describe(const Realtime*) {
  using T = Realtime;
  static const Field fields[] = {
      field<&T::mask>("mask", "Virtual processors to tune, such as 0-3,^1; all when empty."),
  };
  static const Struct table{"io.kubevirt.v1.Realtime", "Real-time tuning.", fields};
  return table;
}

const Struct& describe(const CPU*) {
  using T = CPU;
  static const Field fields[] = {
      field<&T::cores>("cores", "Cores of each socket; 1 when absent."),
      field<&T::sockets>("sockets", "Sockets; 1 when absent. May be raised while the guest runs."),
      field<&T::max_sockets>("maxSockets", "Most sockets that can be plugged in; four times the sockets when absent."),
      field<&T::threads>("threads", "Threads of each core; 1 when absent."),
      field<&T::model>("model", "Model the guest sees: host-model, host-passthrough or a named model."),
      field<&T::features>("features", "Features to add to the model, require or take away."),
      field<&T::dedicated_cpu_placement>("dedicatedCpuPlacement",
                                         "Pins each virtual processor to a physical one of its own."),
      field<&T::numa>("numa", "NUMA layout the guest sees."),
      field<&T::isolate_emulator_thread>(
          "isolateEmulatorThread",
          "Gives the emulator thread a physical processor of its own; needs dedicated placement."),
      field<&T::realtime>("realtime", "Tunes processors and memory for real-time work."),
  };
  static const Struct table{"io.kubevirt.v1.CPU", "Processors of the guest: sockets x cores x threads.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
