#include "api/kubevirt/v1/probe.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const GuestAgentPing*) {
  static const Struct table{
      "io.kubevirt.v1.GuestAgentPing", "A sign of life from the guest's agent. It has no settings.", {}};
  return table;
}

const Struct& describe(const Probe*) {
  using T = Probe;
  static const Field fields[] = {
      field<&T::exec>("exec", "Runs a command in the guest, by its agent; exit code 0 is success."),
      field<&T::guest_agent_ping>("guestAgentPing", "Asks the guest's agent for a sign of life."),
      field<&T::http_get>("httpGet", "Sends an HTTP request to the guest."),
      field<&T::tcp_socket>("tcpSocket", "Opens a TCP connection to the guest."),
      field<&T::initial_delay_seconds>("initialDelaySeconds", "Seconds from the start to the first check."),
      field<&T::timeout_seconds>("timeoutSeconds", "Seconds a check may take; 1 when 0."),
      field<&T::period_seconds>("periodSeconds", "Seconds between checks; 10 when 0."),
      field<&T::success_threshold>("successThreshold",
                                   "Successes in a row that make the guest healthy again; 1 when 0."),
      field<&T::failure_threshold>("failureThreshold", "Failures in a row that make it unhealthy; 3 when 0."),
  };
  static const Struct table{"io.kubevirt.v1.Probe",
                            "A check of the guest, made again and again. Exactly one of the four ways is given.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
