#include "api/core/v1/affinity.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const NodeSelectorRequirement*) {
  using T = NodeSelectorRequirement;
  static const Field fields[] = {
      field<&T::key>("key", "Label or field.").required(),
      field<&T::operator_>("operator", "In, NotIn, Exists, DoesNotExist, Gt or Lt.")
          .required()
          .one_of("DoesNotExist|Exists|Gt|In|Lt|NotIn"),
      field<&T::values>("values", "Values for In and NotIn, one number for Gt and Lt.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeSelectorRequirement",
                            "One condition on a label or field of a node.", fields};
  return table;
}

const Struct& describe(const NodeSelectorTerm*) {
  using T = NodeSelectorTerm;
  static const Field fields[] = {
      field<&T::match_expressions>("matchExpressions", "Conditions on the node's labels.").atomic(),
      field<&T::match_fields>("matchFields", "Conditions on the node's fields.").atomic(),
  };
  static const Struct table{
      "io.k8s.api.core.v1.NodeSelectorTerm", "Conditions on a node that must all hold.", fields, {}, true};
  return table;
}

const Struct& describe(const NodeSelector*) {
  using T = NodeSelector;
  static const Field fields[] = {
      field<&T::node_selector_terms>("nodeSelectorTerms", "Alternatives of which one must match.").required().atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeSelector", "Chooses nodes; one term is enough.", fields, {}, true};
  return table;
}

const Struct& describe(const PreferredSchedulingTerm*) {
  using T = PreferredSchedulingTerm;
  static const Field fields[] = {
      field<&T::weight>("weight", "How much the wish counts, from 1 to 100.").required(),
      field<&T::preference>("preference", "The nodes wished for.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PreferredSchedulingTerm", "A wish about nodes.", fields};
  return table;
}

const Struct& describe(const NodeAffinity*) {
  using T = NodeAffinity;
  static const Field fields[] = {
      field<&T::preferred_during_scheduling_ignored_during_execution>(
          "preferredDuringSchedulingIgnoredDuringExecution", "What should hold, by weight, when the pod is placed.")
          .atomic(),
      field<&T::required_during_scheduling_ignored_during_execution>("requiredDuringSchedulingIgnoredDuringExecution",
                                                                     "What must hold when the pod is placed."),
  };
  static const Struct table{"io.k8s.api.core.v1.NodeAffinity", "Rules about the nodes a pod runs on.", fields};
  return table;
}

const Struct& describe(const PodAffinityTerm*) {
  using T = PodAffinityTerm;
  static const Field fields[] = {
      field<&T::topology_key>("topologyKey", "Node label; nodes with the same value are one place.").required(),
      field<&T::label_selector>("labelSelector", "Pods by label."),
      field<&T::namespaces>("namespaces", "Namespaces to look in, by name.").atomic(),
      field<&T::namespace_selector>("namespaceSelector", "Namespaces to look in, by label."),
      field<&T::match_label_keys>("matchLabelKeys", "Labels whose values must be those of the pod being placed.")
          .atomic(),
      field<&T::mismatch_label_keys>("mismatchLabelKeys",
                                     "Labels whose values must differ from those of the pod being placed.")
          .atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodAffinityTerm",
                            "Chooses pods and says what counts as the same place.", fields};
  return table;
}

const Struct& describe(const WeightedPodAffinityTerm*) {
  using T = WeightedPodAffinityTerm;
  static const Field fields[] = {
      field<&T::weight>("weight", "How much the wish counts, from 1 to 100.").required(),
      field<&T::pod_affinity_term>("podAffinityTerm", "The pods meant.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.WeightedPodAffinityTerm", "A wish about pods.", fields};
  return table;
}

const Struct& describe(const PodAffinity*) {
  using T = PodAffinity;
  static const Field fields[] = {
      field<&T::preferred_during_scheduling_ignored_during_execution>(
          "preferredDuringSchedulingIgnoredDuringExecution", "What should hold, by weight, when the pod is placed.")
          .atomic(),
      field<&T::required_during_scheduling_ignored_during_execution>("requiredDuringSchedulingIgnoredDuringExecution",
                                                                     "What must hold when the pod is placed.")
          .atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodAffinity", "Pods to be placed near to.", fields};
  return table;
}

const Struct& describe(const PodAntiAffinity*) {
  using T = PodAntiAffinity;
  static const Field fields[] = {
      field<&T::preferred_during_scheduling_ignored_during_execution>(
          "preferredDuringSchedulingIgnoredDuringExecution", "What should hold, by weight, when the pod is placed.")
          .atomic(),
      field<&T::required_during_scheduling_ignored_during_execution>("requiredDuringSchedulingIgnoredDuringExecution",
                                                                     "What must hold when the pod is placed.")
          .atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.PodAntiAffinity", "Pods to be kept away from.", fields};
  return table;
}

const Struct& describe(const Affinity*) {
  using T = Affinity;
  static const Field fields[] = {
      field<&T::node_affinity>("nodeAffinity", "Rules about nodes."),
      field<&T::pod_affinity>("podAffinity", "Pods to be near to."),
      field<&T::pod_anti_affinity>("podAntiAffinity", "Pods to keep away from."),
  };
  static const Struct table{"io.k8s.api.core.v1.Affinity", "Rules for where a pod may or should run.", fields};
  return table;
}

const Struct& describe(const Toleration*) {
  using T = Toleration;
  static const Field fields[] = {
      field<&T::key>("key", "Key of the taint; empty for every key."),
      field<&T::operator_>("operator", "Exists for any value, Equal for this one.").one_of("Equal|Exists|Gt|Lt"),
      field<&T::value>("value", "Value of the taint."),
      field<&T::effect>("effect", "Effect that is borne; empty for all.")
          .one_of("NoExecute|NoSchedule|PreferNoSchedule"),
      field<&T::toleration_seconds>("tolerationSeconds", "How long a NoExecute taint is borne; for ever when absent."),
  };
  static const Struct table{"io.k8s.api.core.v1.Toleration", "A taint that a pod bears.", fields};
  return table;
}

const Struct& describe(const TopologySpreadConstraint*) {
  using T = TopologySpreadConstraint;
  static const Field fields[] = {
      field<&T::max_skew>("maxSkew", "Greatest difference in number between places.").required(),
      field<&T::topology_key>("topologyKey", "Node label; nodes with the same value are one place.").required(),
      field<&T::when_unsatisfiable>("whenUnsatisfiable",
                                    "Whether a pod that breaks the rule waits or is placed all the same.")
          .required()
          .one_of("DoNotSchedule|ScheduleAnyway"),
      field<&T::label_selector>("labelSelector", "Pods that are counted."),
      field<&T::min_domains>("minDomains", "Number of places there must be."),
      field<&T::node_affinity_policy>("nodeAffinityPolicy", "Whether nodes that the pod's node rules exclude count.")
          .one_of("Honor|Ignore"),
      field<&T::node_taints_policy>("nodeTaintsPolicy", "Whether nodes whose taints the pod does not bear count.")
          .one_of("Honor|Ignore"),
      field<&T::match_label_keys>("matchLabelKeys", "Labels whose values must be those of the pod being placed.")
          .atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.TopologySpreadConstraint", "How evenly pods are spread over places.",
                            fields};
  return table;
}

}  // namespace coracle::api::core::v1
