#include "api/core/v1/probe.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ExecAction*) {
  using T = ExecAction;
  static const Field fields[] = {
      field<&T::command>("command", "Program and arguments; no shell.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.ExecAction", "A command in the container.", fields};
  return table;
}

const Struct& describe(const GRPCAction*) {
  using T = GRPCAction;
  static const Field fields[] = {
      field<&T::port>("port", "Port of the service.").required(),
      field<&T::service>("service", "Service name in the request."),
  };
  static const Struct table{"io.k8s.api.core.v1.GRPCAction", "A gRPC health check.", fields};
  return table;
}

const Struct& describe(const HTTPHeader*) {
  using T = HTTPHeader;
  static const Field fields[] = {
      field<&T::name>("name", "Name.").required(),
      field<&T::value>("value", "Value.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.HTTPHeader", "A header of a request.", fields};
  return table;
}

const Struct& describe(const HTTPGetAction*) {
  using T = HTTPGetAction;
  static const Field fields[] = {
      field<&T::path>("path", "Path on the server."),
      field<&T::port>("port", "Port number or name.").required(),
      field<&T::scheme>("scheme", "HTTP or HTTPS.").one_of("HTTP|HTTPS"),
      field<&T::http_headers>("httpHeaders", "Headers to send.").atomic(),
      field<&T::host>("host", "Host to connect to; the pod's address when empty."),
  };
  static const Struct table{"io.k8s.api.core.v1.HTTPGetAction", "An HTTP request.", fields};
  return table;
}

const Struct& describe(const TCPSocketAction*) {
  using T = TCPSocketAction;
  static const Field fields[] = {
      field<&T::port>("port", "Port number or name.").required(),
      field<&T::host>("host", "Host to connect to; the pod's address when empty."),
  };
  static const Struct table{"io.k8s.api.core.v1.TCPSocketAction", "A connection to a port.", fields};
  return table;
}

const Struct& describe(const Probe*) {
  using T = Probe;
  static const Field fields[] = {
      field<&T::exec>("exec", "Command that must end with 0."),
      field<&T::http_get>("httpGet", "Request that must succeed."),
      field<&T::tcp_socket>("tcpSocket", "Port that must accept a connection."),
      field<&T::grpc>("grpc", "Health check that must succeed."),
      field<&T::initial_delay_seconds>("initialDelaySeconds", "Seconds from start to the first try."),
      field<&T::timeout_seconds>("timeoutSeconds", "Seconds until a try counts as failed."),
      field<&T::period_seconds>("periodSeconds", "Seconds between tries."),
      field<&T::success_threshold>("successThreshold", "Successes in a row that make it well."),
      field<&T::failure_threshold>("failureThreshold", "Failures in a row that make it unwell."),
      field<&T::termination_grace_period_seconds>(
          "terminationGracePeriodSeconds", "Seconds it is given to end when the probe fails; the pod's when absent."),
  };
  static const Struct table{"io.k8s.api.core.v1.Probe", "How a container is asked whether it is well.", fields};
  return table;
}

const Struct& describe(const SleepAction*) {
  using T = SleepAction;
  static const Field fields[] = {
      field<&T::seconds>("seconds", "Seconds to wait.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.SleepAction", "A wait.", fields};
  return table;
}

const Struct& describe(const LifecycleHandler*) {
  using T = LifecycleHandler;
  static const Field fields[] = {
      field<&T::exec>("exec", "Command to run in the container."),
      field<&T::http_get>("httpGet", "Request to send."),
      field<&T::tcp_socket>("tcpSocket", "No longer used."),
      field<&T::sleep>("sleep", "Time to wait."),
  };
  static const Struct table{"io.k8s.api.core.v1.LifecycleHandler", "One thing to do.", fields};
  return table;
}

const Struct& describe(const Lifecycle*) {
  using T = Lifecycle;
  static const Field fields[] = {
      field<&T::post_start>("postStart", "Done right after the start."),
      field<&T::pre_stop>("preStop", "Done before the container is stopped."),
      field<&T::stop_signal>("stopSignal", "Signal by which it is stopped.")
          .one_of("SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|"
                  "SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|"
                  "SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-"
                  "8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|"
                  "SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|"
                  "SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|"
                  "SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ"),
  };
  static const Struct table{"io.k8s.api.core.v1.Lifecycle", "What is done when a container starts and stops.", fields};
  return table;
}

}  // namespace coracle::api::core::v1
