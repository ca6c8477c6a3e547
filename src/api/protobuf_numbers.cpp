// Facts of the published generated.proto files of k8s.io/api, apimachinery, apiextensions-apiserver and
// kube-aggregator. How to read a line: schema/protobuf.h.
#include "api/protobuf_numbers.h"

namespace coracle::api {
namespace {

constexpr schema::ProtobufPackage small_packages[] = {
    {"io.k8s.api.admissionregistration.v1", R"(
MatchCondition name=1 expression=2
MutatingWebhook name=1 clientConfig=2 rules=3 failurePolicy=4 namespaceSelector=5 sideEffects=6 timeoutSeconds=7
  admissionReviewVersions=8 matchPolicy=9 reinvocationPolicy=10 objectSelector=11 matchConditions=12
MutatingWebhookConfiguration apiVersion=0 kind=0 metadata=1 webhooks=2
RuleWithOperations operations=1 apiGroups=2.1 apiVersions=2.2 resources=2.3 scope=2.4
ServiceReference namespace=1 name=2 path=3 port=4
ValidatingWebhook name=1 clientConfig=2 rules=3 failurePolicy=4 namespaceSelector=5 sideEffects=6 timeoutSeconds=7
  admissionReviewVersions=8 matchPolicy=9 objectSelector=10 matchConditions=11
ValidatingWebhookConfiguration apiVersion=0 kind=0 metadata=1 webhooks=2
WebhookClientConfig service=1 caBundle=2 url=3
)"},
    {"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1", R"(
CustomResourceColumnDefinition name=1 type=2 format=3 description=4 priority=5 jsonPath=6
CustomResourceConversion strategy=1 webhook=2
CustomResourceDefinition apiVersion=0 kind=0 metadata=1 spec=2 status=3
CustomResourceDefinitionCondition type=1 status=2 lastTransitionTime=3 reason=4 message=5 observedGeneration=6
CustomResourceDefinitionNames plural=1 singular=2 shortNames=3 kind=4 listKind=5 categories=6
CustomResourceDefinitionSpec group=1 names=3 scope=4 versions=7 conversion=9 preserveUnknownFields=10
CustomResourceDefinitionStatus conditions=1 acceptedNames=2 storedVersions=3 observedGeneration=4
CustomResourceDefinitionVersion name=1 served=2 storage=3 schema=4 subresources=5 additionalPrinterColumns=6
  deprecated=7 deprecationWarning=8 selectableFields=9
CustomResourceSubresourceScale specReplicasPath=1 statusReplicasPath=2 labelSelectorPath=3
CustomResourceSubresourceStatus
CustomResourceSubresources status=1 scale=2
CustomResourceValidation openAPIV3Schema=1:JSONSchemaProps
ExternalDocumentation description=1 url=2
JSONSchemaProps id=1 $schema=2 $ref=3 description=4 type=5 format=6 title=7 default=8 maximum=9 exclusiveMaximum=10
  minimum=11 exclusiveMinimum=12 maxLength=13 minLength=14 pattern=15 maxItems=16 minItems=17 uniqueItems=18
  multipleOf=19 enum=20 maxProperties=21 minProperties=22 required=23 items=24:OrArray allOf=25:JSONSchemaProps
  oneOf=26:JSONSchemaProps anyOf=27:JSONSchemaProps not=28:JSONSchemaProps properties=29:JSONSchemaProps
  additionalProperties=30:OrBool patternProperties=31:JSONSchemaProps dependencies=32:OrStringArray
  additionalItems=33:OrBool definitions=34:JSONSchemaProps externalDocs=35 example=36 nullable=37
  x-kubernetes-preserve-unknown-fields=38 x-kubernetes-embedded-resource=39 x-kubernetes-int-or-string=40
  x-kubernetes-list-map-keys=41 x-kubernetes-list-type=42 x-kubernetes-map-type=43 x-kubernetes-validations=44
SelectableField jsonPath=1
ServiceReference namespace=1 name=2 path=3 port=4
ValidationRule rule=1 message=2 messageExpression=3 reason=4 fieldPath=5 optionalOldSelf=6
WebhookClientConfig service=1 caBundle=2 url=3
WebhookConversion clientConfig=2 conversionReviewVersions=3
)"},
    {"io.k8s.kube-aggregator.pkg.apis.apiregistration.v1", R"(
APIService apiVersion=0 kind=0 metadata=1 spec=2 status=3
APIServiceCondition type=1 status=2 lastTransitionTime=3 reason=4 message=5
APIServiceSpec service=1 group=2 version=3 insecureSkipTLSVerify=4 caBundle=5 groupPriorityMinimum=7 versionPriority=8
APIServiceStatus conditions=1
ServiceReference namespace=1 name=2 port=3
)"},
    {"io.k8s.api.apps.v1", R"(
ControllerRevision apiVersion=0 kind=0 metadata=1 data=2 revision=3
DaemonSet apiVersion=0 kind=0 metadata=1 spec=2 status=3
DaemonSetCondition type=1 status=2 lastTransitionTime=3 reason=4 message=5
DaemonSetSpec selector=1 template=2 updateStrategy=3 minReadySeconds=4 revisionHistoryLimit=6
DaemonSetStatus currentNumberScheduled=1 numberMisscheduled=2 desiredNumberScheduled=3 numberReady=4
  observedGeneration=5 updatedNumberScheduled=6 numberAvailable=7 numberUnavailable=8 collisionCount=9 conditions=10
DaemonSetUpdateStrategy type=1 rollingUpdate=2
Deployment apiVersion=0 kind=0 metadata=1 spec=2 status=3
DeploymentCondition type=1 status=2 reason=4 message=5 lastUpdateTime=6 lastTransitionTime=7
DeploymentSpec replicas=1 selector=2 template=3 strategy=4 minReadySeconds=5 revisionHistoryLimit=6 paused=7
  progressDeadlineSeconds=9
DeploymentStatus observedGeneration=1 replicas=2 updatedReplicas=3 availableReplicas=4 unavailableReplicas=5
  conditions=6 readyReplicas=7 collisionCount=8 terminatingReplicas=9
DeploymentStrategy type=1 rollingUpdate=2
ReplicaSet apiVersion=0 kind=0 metadata=1 spec=2 status=3
ReplicaSetCondition type=1 status=2 lastTransitionTime=3 reason=4 message=5
ReplicaSetSpec replicas=1 selector=2 template=3 minReadySeconds=4
ReplicaSetStatus replicas=1 fullyLabeledReplicas=2 observedGeneration=3 readyReplicas=4 availableReplicas=5
  conditions=6 terminatingReplicas=7
RollingUpdateDaemonSet maxUnavailable=1 maxSurge=2
RollingUpdateDeployment maxUnavailable=1 maxSurge=2
RollingUpdateStatefulSetStrategy partition=1 maxUnavailable=2
StatefulSet apiVersion=0 kind=0 metadata=1 spec=2 status=3
StatefulSetCondition type=1 status=2 lastTransitionTime=3 reason=4 message=5
StatefulSetOrdinals start=1
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted=1 whenScaled=2
StatefulSetSpec replicas=1 selector=2 template=3 volumeClaimTemplates=4 serviceName=5 podManagementPolicy=6
  updateStrategy=7 revisionHistoryLimit=8 minReadySeconds=9 persistentVolumeClaimRetentionPolicy=10 ordinals=11
StatefulSetStatus observedGeneration=1 replicas=2 readyReplicas=3 currentReplicas=4 updatedReplicas=5
  currentRevision=6 updateRevision=7 collisionCount=9 conditions=10 availableReplicas=11
StatefulSetUpdateStrategy type=1 rollingUpdate=2
)"},
    {"io.k8s.api.authentication.v1", R"(
BoundObjectReference kind=1 apiVersion=2 name=3 uid=4
SelfSubjectReview apiVersion=0 kind=0 metadata=1 status=2
SelfSubjectReviewStatus userInfo=1
TokenRequest apiVersion=0 kind=0 metadata=1 spec=2 status=3
TokenRequestSpec audiences=1 boundObjectRef=3 expirationSeconds=4
TokenRequestStatus token=1 expirationTimestamp=2
TokenReview apiVersion=0 kind=0 metadata=1 spec=2 status=3
TokenReviewSpec token=1 audiences=2
TokenReviewStatus authenticated=1 user=2 error=3 audiences=4
UserInfo username=1 uid=2 groups=3 extra=4
)"},
    {"io.k8s.api.authorization.v1", R"(
FieldSelectorAttributes rawSelector=1 requirements=2
LabelSelectorAttributes rawSelector=1 requirements=2
LocalSubjectAccessReview apiVersion=0 kind=0 metadata=1 spec=2 status=3
NonResourceAttributes path=1 verb=2
NonResourceRule verbs=1 nonResourceURLs=2
ResourceAttributes namespace=1 verb=2 group=3 version=4 resource=5 subresource=6 name=7 fieldSelector=8
  labelSelector=9
ResourceRule verbs=1 apiGroups=2 resources=3 resourceNames=4
SelfSubjectAccessReview apiVersion=0 kind=0 metadata=1 spec=2 status=3
SelfSubjectAccessReviewSpec resourceAttributes=1 nonResourceAttributes=2
SelfSubjectRulesReview apiVersion=0 kind=0 metadata=1 spec=2 status=3
SelfSubjectRulesReviewSpec namespace=1
SubjectAccessReview apiVersion=0 kind=0 metadata=1 spec=2 status=3
SubjectAccessReviewSpec resourceAttributes=1 nonResourceAttributes=2 user=3 groups=4 extra=5 uid=6
SubjectAccessReviewStatus allowed=1 reason=2 evaluationError=3 denied=4
SubjectRulesReviewStatus resourceRules=1 nonResourceRules=2 incomplete=3 evaluationError=4
)"},
    {"io.k8s.api.autoscaling.v1", R"(
Scale apiVersion=0 kind=0 metadata=1 spec=2 status=3
ScaleSpec replicas=1
ScaleStatus replicas=1 selector=2
)"},
    {"io.k8s.api.batch.v1", R"(
CronJob apiVersion=0 kind=0 metadata=1 spec=2 status=3
CronJobSpec schedule=1 startingDeadlineSeconds=2 concurrencyPolicy=3 suspend=4 jobTemplate=5
  successfulJobsHistoryLimit=6 failedJobsHistoryLimit=7 timeZone=8
CronJobStatus active=1 lastScheduleTime=4 lastSuccessfulTime=5
Job apiVersion=0 kind=0 metadata=1 spec=2 status=3
JobCondition type=1 status=2 lastProbeTime=3 lastTransitionTime=4 reason=5 message=6
JobSpec parallelism=1 completions=2 activeDeadlineSeconds=3 selector=4 manualSelector=5 template=6 backoffLimit=7
  ttlSecondsAfterFinished=8 completionMode=9 suspend=10 podFailurePolicy=11 backoffLimitPerIndex=12
  maxFailedIndexes=13 podReplacementPolicy=14 managedBy=15 successPolicy=16
JobStatus conditions=1 startTime=2 completionTime=3 active=4 succeeded=5 failed=6 completedIndexes=7
  uncountedTerminatedPods=8 ready=9 failedIndexes=10 terminating=11
JobTemplateSpec metadata=1 spec=2
PodFailurePolicy rules=1
PodFailurePolicyOnExitCodesRequirement containerName=1 operator=2 values=3
PodFailurePolicyOnPodConditionsPattern type=1 status=2
PodFailurePolicyRule action=1 onExitCodes=2 onPodConditions=3
SuccessPolicy rules=1
SuccessPolicyRule succeededIndexes=1 succeededCount=2
UncountedTerminatedPods succeeded=1 failed=2
)"},
    {"io.k8s.api.certificates.v1", R"(
CertificateSigningRequest apiVersion=0 kind=0 metadata=1 spec=2 status=3
CertificateSigningRequestCondition type=1 reason=2 message=3 lastUpdateTime=4 lastTransitionTime=5 status=6
CertificateSigningRequestSpec request=1 username=2 uid=3 groups=4 usages=5 extra=6 signerName=7 expirationSeconds=8
CertificateSigningRequestStatus conditions=1 certificate=2
)"},
    {"io.k8s.api.coordination.v1", R"(
Lease apiVersion=0 kind=0 metadata=1 spec=2
LeaseSpec holderIdentity=1 leaseDurationSeconds=2 acquireTime=3 renewTime=4 leaseTransitions=5 strategy=6
  preferredHolder=7
)"},
    {"io.k8s.api.discovery.v1", R"(
Endpoint addresses=1 conditions=2 hostname=3 targetRef=4 deprecatedTopology=5 nodeName=6 zone=7 hints=8
EndpointConditions ready=1 serving=2 terminating=3
EndpointHints forZones=1 forNodes=2
EndpointPort name=1 protocol=2 port=3 appProtocol=4
EndpointSlice apiVersion=0 kind=0 metadata=1 endpoints=2 ports=3 addressType=4
ForNode name=1
ForZone name=1
)"},
    {"io.k8s.api.events.v1", R"(
Event apiVersion=0 kind=0 metadata=1 eventTime=2 series=3 reportingController=4 reportingInstance=5 action=6 reason=7
  regarding=8 related=9 note=10 type=11 deprecatedSource=12 deprecatedFirstTimestamp=13 deprecatedLastTimestamp=14
  deprecatedCount=15
EventSeries count=1 lastObservedTime=2
)"},
    {"io.k8s.apimachinery.pkg.apis.meta.v1", R"(
Condition type=1 status=2 observedGeneration=3 lastTransitionTime=4 reason=5 message=6
DeleteOptions apiVersion=0 kind=0 gracePeriodSeconds=1 preconditions=2 orphanDependents=3 propagationPolicy=4 dryRun=5
  ignoreStoreReadErrorWithClusterBreakingPotential=6
FieldSelectorRequirement key=1 operator=2 values=3
LabelSelector matchLabels=1 matchExpressions=2
LabelSelectorRequirement key=1 operator=2 values=3
ListMeta selfLink=1 resourceVersion=2 continue=3 remainingItemCount=4 shardInfo=5
ManagedFieldsEntry manager=1 operation=2 apiVersion=3 time=4 fieldsType=6 fieldsV1=7 subresource=8
ObjectMeta name=1 generateName=2 namespace=3 selfLink=4 uid=5 resourceVersion=6 generation=7 creationTimestamp=8
  deletionTimestamp=9 deletionGracePeriodSeconds=10 labels=11 annotations=12 ownerReferences=13 finalizers=14
  managedFields=17
OwnerReference kind=1 name=3 uid=4 apiVersion=5 controller=6 blockOwnerDeletion=7
Preconditions uid=1 resourceVersion=2
ShardInfo selector=1
Status apiVersion=0 kind=0 metadata=1 status=2 message=3 reason=4 details=5 code=6
StatusCause reason=1 message=2 field=3
StatusDetails name=1 group=2 kind=3 causes=4 retryAfterSeconds=5 uid=6
)"},
    {"io.k8s.api.networking.v1", R"(
HTTPIngressPath path=1 backend=2 pathType=3
HTTPIngressRuleValue paths=1
IPBlock cidr=1 except=2
Ingress apiVersion=0 kind=0 metadata=1 spec=2 status=3
IngressBackend resource=3 service=4
IngressClass apiVersion=0 kind=0 metadata=1 spec=2
IngressClassParametersReference apiGroup=1 kind=2 name=3 scope=4 namespace=5
IngressClassSpec controller=1 parameters=2
IngressLoadBalancerIngress ip=1 hostname=2 ports=4
IngressLoadBalancerStatus ingress=1
IngressPortStatus port=1 protocol=2 error=3
IngressRule host=1 http=2.1
IngressServiceBackend name=1 port=2
IngressSpec defaultBackend=1 tls=2 rules=3 ingressClassName=4
IngressStatus loadBalancer=1
IngressTLS hosts=1 secretName=2
NetworkPolicy apiVersion=0 kind=0 metadata=1 spec=2
NetworkPolicyEgressRule ports=1 to=2
NetworkPolicyIngressRule ports=1 from=2
NetworkPolicyPeer podSelector=1 namespaceSelector=2 ipBlock=3
NetworkPolicyPort protocol=1 port=2 endPort=3
NetworkPolicySpec podSelector=1 ingress=2 egress=3 policyTypes=4
ServiceBackendPort name=1 number=2
)"},
    {"io.k8s.api.node.v1", R"(
Overhead podFixed=1
RuntimeClass apiVersion=0 kind=0 metadata=1 handler=2 overhead=3 scheduling=4
Scheduling nodeSelector=1 tolerations=2
)"},
    {"io.k8s.api.policy.v1", R"(
Eviction apiVersion=0 kind=0 metadata=1 deleteOptions=2
PodDisruptionBudget apiVersion=0 kind=0 metadata=1 spec=2 status=3
PodDisruptionBudgetSpec minAvailable=1 selector=2 maxUnavailable=3 unhealthyPodEvictionPolicy=4
PodDisruptionBudgetStatus observedGeneration=1 disruptedPods=2 disruptionsAllowed=3 currentHealthy=4 desiredHealthy=5
  expectedPods=6 conditions=7
)"},
    {"io.k8s.api.rbac.v1", R"(
AggregationRule clusterRoleSelectors=1
ClusterRole apiVersion=0 kind=0 metadata=1 rules=2 aggregationRule=3
ClusterRoleBinding apiVersion=0 kind=0 metadata=1 subjects=2 roleRef=3
PolicyRule verbs=1 apiGroups=2 resources=3 resourceNames=4 nonResourceURLs=5
Role apiVersion=0 kind=0 metadata=1 rules=2
RoleBinding apiVersion=0 kind=0 metadata=1 subjects=2 roleRef=3
RoleRef apiGroup=1 kind=2 name=3
Subject kind=1 apiGroup=2 name=3 namespace=4
)"},
    {"io.k8s.api.scheduling.v1", R"(
PriorityClass apiVersion=0 kind=0 metadata=1 value=2 globalDefault=3 description=4 preemptionPolicy=5
)"},
    {"io.k8s.api.storage.v1", R"(
CSIDriver apiVersion=0 kind=0 metadata=1 spec=2
CSIDriverSpec attachRequired=1 podInfoOnMount=2 volumeLifecycleModes=3 storageCapacity=4 fsGroupPolicy=5
  tokenRequests=6 requiresRepublish=7 seLinuxMount=8 nodeAllocatableUpdatePeriodSeconds=9
  serviceAccountTokenInSecrets=10 preventPodSchedulingIfMissing=11
CSINode apiVersion=0 kind=0 metadata=1 spec=2
CSINodeDriver name=1 nodeID=2 topologyKeys=3 allocatable=4
CSINodeSpec drivers=1
StorageClass apiVersion=0 kind=0 metadata=1 provisioner=2 parameters=3 reclaimPolicy=4 mountOptions=5
  allowVolumeExpansion=6 volumeBindingMode=7 allowedTopologies=8
TokenRequest audience=1 expirationSeconds=2
VolumeAttachment apiVersion=0 kind=0 metadata=1 spec=2 status=3
VolumeAttachmentSource persistentVolumeName=1 inlineVolumeSpec=2
VolumeAttachmentSpec attacher=1 source=2 nodeName=3
VolumeAttachmentStatus attached=1 attachmentMetadata=2 attachError=3 detachError=4
VolumeError time=1 message=2 errorCode=3
VolumeNodeResources count=1
)"},
};

schema::ProtobufNumbers all_protobuf_numbers() {
  schema::ProtobufNumbers numbers;
  numbers.add({"io.k8s.api.core.v1", core_protobuf_numbers});
  for (const auto& package : small_packages) numbers.add(package);
  return numbers;
}

}  // namespace

const schema::ProtobufNumbers& protobuf_numbers() {
  static const auto all = all_protobuf_numbers();
  return all;
}

}  // namespace coracle::api
