import { asOne } from "../../../../codec/as-one.ts";
import { type FeatureGates, isFeatureGate } from "../../../../feature-gates.ts";
import { wordsOf } from "./kube-apiserver-flags.ts";
import { boolProblem, isTrueText } from "./parse-flags.ts";

/** The gates of v1.35.4 that cannot be switched any more. @see kubernetes pkg/features/kube_features.go */
const lockedOn = wordsOf(`
  APIServerTracing AggregatedDiscoveryRemoveBetaType AnonymousAuthConfigurableEndpoints AnyVolumeDataSource
  AuthorizeNodeWithSelectors AuthorizeWithSelectors BtreeWatchCache CPUManagerPolicyOptions
  CRDValidationRatcheting CSIMigrationPortworx ConsistentListFromCache CustomResourceFieldSelectors
  DisableAllocatorDualWrite DynamicResourceAllocation ExecProbeTimeout HonorPVReclaimPolicy ImageMaximumGCAge
  InPlacePodVerticalScaling JobBackoffLimitPerIndex JobManagedBy JobPodReplacementPolicy JobSuccessPolicy
  KubeletCgroupDriverFromCRI KubeletTracing LogarithmicScaleDown MatchLabelKeysInPodAffinity MemoryManager
  MultiCIDRServiceAllocator NFTablesProxyMode NodeInclusionPolicyInPodTopologySpread NodeSwap
  OrderedNamespaceDeletion PodLifecycleSleepAction PodLifecycleSleepActionAllowZero
  PodObservedGenerationTracking PodSchedulingReadiness PreferSameTrafficDistribution
  RecoverVolumeExpansionFailure RecursiveReadOnlyMounts RelaxedDNSSearchValidation
  RelaxedEnvironmentVariableValidation ResilientWatchCacheInitialization RetryGenerateName
  SchedulerQueueingHints SeparateTaintEvictionController ServiceAccountTokenJTI ServiceAccountTokenNodeBinding
  ServiceAccountTokenNodeBindingValidation ServiceAccountTokenPodNodeInfo ServiceTrafficDistribution
  SidecarContainers StreamingCollectionEncodingToJSON StreamingCollectionEncodingToProtobuf
  StructuredAuthenticationConfiguration StructuredAuthorizationConfiguration SupplementalGroupsPolicy
  TopologyAwareHints WinDSR WinOverlay`);

const lockedOff = wordsOf(
  "AllowOverwriteTerminationGracePeriodSeconds WatchFromStorageWithoutResourceVersion",
);

/** Those that `--help` does not show, and that can be switched. */
const onUnshown = wordsOf(`
  DisableNodeKubeProxyVersion InformerResourceVersion KubeletPodResourcesListUseActivePods StorageNamespaceIndex
  TopologyManagerPolicyOptions VolumeAttributesClass`);

const offUnshown = wordsOf(`
  AllowDNSOnlyNodeCSR AllowInsecureKubeletCertificateSigningRequests GitRepoVolumeDriver
  InPlacePodVerticalScalingAllocatedStatus KMSv1 KubeletRegistrationGetOnExistsOnly SeparateCacheWatchRPC
  WindowsHostNetwork`);

/** The gates that `--help` shows. @see kube-apiserver --help */
const onByDefault = wordsOf(`
  APIResponseCompression APIServerIdentity AllowParsingUserUIDFromCertAuth
  AuthorizePodWebsocketUpgradeCreatePermission CPUManagerPolicyBetaOptions CSIServiceAccountTokenSecrets
  ClearingNominatedNodeNameAfterBinding ContainerCheckpoint ContainerRestartRules ContextualLogging DRAAdminAccess
  DRAPrioritizedList DRAResourceClaimDeviceStatus DRASchedulerFilterTimeout DeclarativeValidation
  DeploymentReplicaSetTerminatingReplicas DetectCacheInconsistency DisableCPUQuotaWithExclusiveCPUs EnvFiles
  ExternalServiceAccountTokenSigner GracefulNodeShutdown GracefulNodeShutdownBasedOnPodPriority
  HPAConfigurableTolerance HostnameOverride ImageVolume InOrderInformers InOrderInformersBatchProcess
  KubeletCrashLoopBackOffMax KubeletEnsureSecretPulledImages KubeletFineGrainedAuthz KubeletPSI
  KubeletPodResourcesDynamicResources KubeletPodResourcesGet KubeletSeparateDiskGC
  KubeletServiceAccountTokenForCredentialProviders ListFromCacheSnapshot LoggingBetaOptions
  MatchLabelKeysInPodTopologySpread MatchLabelKeysInPodTopologySpreadSelectorMerge MutableCSINodeAllocatableCount
  NominatedNodeNameForExpectation OpenAPIEnums OpportunisticBatching PodDeletionCost PodLevelResources
  PodReadyToStartContainersCondition PodTopologyLabelsAdmission PortForwardWebsockets
  PreventStaticPodAPIReferences ProcMountType ReloadKubeletServerCertificateFile RemoteRequestHeaderUID
  RotateKubeletServerCertificate SELinuxChangePolicy SELinuxMountReadWriteOncePod SchedulerAsyncPreemption
  SchedulerPopFromBackoffQ ServiceAccountNodeAudienceRestriction SizeBasedListCostEstimate
  StatefulSetSemanticRevisionComparison StorageVersionHash StructuredAuthenticationConfigurationEgressSelector
  StructuredAuthenticationConfigurationJWKSMetrics TokenRequestServiceAccountUIDValidation
  TopologyManagerPolicyBetaOptions TranslateStreamCloseWebsocketRequests UnauthenticatedHTTP2DOSMitigation
  UserNamespacesSupport WatchList WatchListClient WindowsGracefulNodeShutdown`);

const offByDefault = wordsOf(`
  APIServingWithRoutine AllAlpha AllBeta AllowUnsafeMalformedObjectDeletion CBORServingAndStorage
  CPUManagerPolicyAlphaOptions CRDObservedGenerationTracking CSIVolumeHealth ClientsAllowCBOR ClientsPreferCBOR
  CloudControllerManagerWatchBasedRoutesReconciliation CloudControllerManagerWebhook ClusterTrustBundle
  ClusterTrustBundleProjection ComponentFlagz ComponentStatusz ConcurrentWatchObjectDecode
  ConstrainedImpersonation ContainerStopSignals CoordinatedLeaderElection CrossNamespaceVolumeDataSource
  CustomCPUCFSQuotaPeriod DRAConsumableCapacity DRADeviceBindingConditions DRADeviceTaintRules DRADeviceTaints
  DRAExtendedResource DRAPartitionableDevices DeclarativeValidationTakeover EventedPLEG GangScheduling
  GenericWorkload HPAScaleToZero InPlacePodLevelResourcesVerticalScaling InPlacePodVerticalScalingExclusiveCPUs
  InPlacePodVerticalScalingExclusiveMemory InTreePluginPortworxUnregister KubeletInUserNamespace
  LocalStorageCapacityIsolationFSQuotaMonitoring LoggingAlphaOptions MaxUnavailableStatefulSet MemoryQoS
  MutablePVNodeAffinity MutablePodResourcesForSuspendedJobs MutableSchedulingDirectivesForSuspendedJobs
  MutatingAdmissionPolicy NodeDeclaredFeatures NodeLogQuery PodAndContainerStatsFromCRI PodCertificateRequest
  PodLogsQuerySplitStreams QOSReserved ReduceDefaultCrashLoopBackOffDecay RelaxedServiceNameValidation
  ResourceHealthStatus RestartAllContainersOnContainerExits RuntimeClassInImageCriApi SELinuxMount
  SchedulerAsyncAPICalls StorageCapacityScoring StorageVersionAPI StorageVersionMigrator StrictIPCIDRValidation
  TaintTolerationComparisonOperators TopologyManagerPolicyAlphaOptions UnknownVersionInteroperabilityProxy
  UserNamespacesHostNetworkSupport VolumeLimitScaling WatchCacheInitializationPostStartHook
  WindowsCPUAndMemoryAffinity`);

/**
 * Gates about other programs of a cluster, logs, storage and speed: nothing of them shows in the API. No package that is
 * part of kube-apiserver asks for them, or for its speed alone.
 */
const invisible = new Set(
  wordsOf(`
  APIResponseCompression APIServerIdentity APIServingWithRoutine AllowDNSOnlyNodeCSR
  CPUManagerPolicyAlphaOptions CPUManagerPolicyBetaOptions CSIVolumeHealth ClientsAllowCBOR
  ClientsPreferCBOR CloudControllerManagerWatchBasedRoutesReconciliation CloudControllerManagerWebhook
  ComponentFlagz ComponentStatusz ConcurrentWatchObjectDecode ContainerCheckpoint ContextualLogging
  CustomCPUCFSQuotaPeriod DRASchedulerFilterTimeout DetectCacheInconsistency
  DisableCPUQuotaWithExclusiveCPUs DisableNodeKubeProxyVersion EventedPLEG
  ExternalServiceAccountTokenSigner GangScheduling GracefulNodeShutdown
  GracefulNodeShutdownBasedOnPodPriority InOrderInformers InOrderInformersBatchProcess
  InPlacePodVerticalScalingAllocatedStatus InPlacePodVerticalScalingExclusiveCPUs
  InPlacePodVerticalScalingExclusiveMemory InTreePluginPortworxUnregister InformerResourceVersion KMSv1
  KubeletCrashLoopBackOffMax KubeletEnsureSecretPulledImages KubeletInUserNamespace KubeletPSI
  KubeletPodResourcesDynamicResources KubeletPodResourcesGet KubeletPodResourcesListUseActivePods
  KubeletRegistrationGetOnExistsOnly KubeletSeparateDiskGC ListFromCacheSnapshot
  LocalStorageCapacityIsolationFSQuotaMonitoring LoggingAlphaOptions LoggingBetaOptions MemoryQoS
  NodeLogQuery NominatedNodeNameForExpectation OpportunisticBatching PodAndContainerStatsFromCRI
  PodReadyToStartContainersCondition PreventStaticPodAPIReferences QOSReserved
  ReduceDefaultCrashLoopBackOffDecay ReloadKubeletServerCertificateFile RotateKubeletServerCertificate
  RuntimeClassInImageCriApi SchedulerAsyncAPICalls SchedulerAsyncPreemption SchedulerPopFromBackoffQ
  SeparateCacheWatchRPC SizeBasedListCostEstimate StatefulSetSemanticRevisionComparison
  StorageCapacityScoring StorageNamespaceIndex StructuredAuthenticationConfigurationJWKSMetrics
  TopologyManagerPolicyAlphaOptions TopologyManagerPolicyBetaOptions TopologyManagerPolicyOptions
  UnauthenticatedHTTP2DOSMitigation VolumeLimitScaling WatchCacheInitializationPostStartHook
  WatchListClient WindowsCPUAndMemoryAffinity WindowsGracefulNodeShutdown WindowsHostNetwork`),
);

/** Gates that need another one. @see kubernetes pkg/features/kube_features.go defaultKubernetesFeatureGateDependencies */
const needs: Readonly<Record<string, string>> = {
  GangScheduling: "GenericWorkload",
  GracefulNodeShutdownBasedOnPodPriority: "GracefulNodeShutdown",
  WindowsGracefulNodeShutdown: "GracefulNodeShutdown",
};

const known = new Set([
  ...lockedOn,
  ...lockedOff,
  ...onUnshown,
  ...offUnshown,
  ...onByDefault,
  ...offByDefault,
]);

/** What the gates of a command line change here. */
export interface SwitchedGates {
  readonly supportsWatchList: boolean;
  /** Those that switch on what is off by default. */
  readonly featureGates: FeatureGates;
}

/**
 * Reads `--feature-gates`. A gate that changes the API, and does not here, may only say what holds anyhow.
 *
 * @throws Error in the real server's words, or naming the gate that is not built
 * @see k8s.io/component-base featuregate/feature_gate.go
 */
export function readFeatureGates(texts: readonly string[]): SwitchedGates {
  let supportsWatchList = true;
  const featureGates: Record<string, boolean> = {};
  const switches = texts.flatMap(switchesOf);
  refuseUnmetNeeds(new Map(switches.map(({ name, isOn }) => [name, isOn])));
  for (const { name, isOn } of switches) {
    const isDefault = isOnByDefault(name) === isOn;
    if (name === "WatchList") supportsWatchList = isOn;
    else if (isFeatureGate(name)) featureGates[name] = isOn;
    else if (!isDefault && !invisible.has(name)) {
      throw new Error(
        `feature gate ${name}=${isOn} is not built into this server; it has ${name}=${!isOn}, as kube-apiserver by default`,
      );
    }
  }
  return { supportsWatchList, featureGates };
}

function isOnByDefault(name: string): boolean {
  return [...lockedOn, ...onUnshown, ...onByDefault].includes(name);
}

function refuseUnmetNeeds(switched: ReadonlyMap<string, boolean>): void {
  const isOn = (name: string): boolean => switched.get(name) ?? isOnByDefault(name);
  const problems = Object.entries(needs)
    .filter(([name, needed]) => isOn(name) && !isOn(needed))
    .map(
      ([name, needed]) =>
        `${name} is enabled, but depends on features that are disabled: [${needed}]`,
    );
  if (problems.length > 0) throw new Error(asOne(problems));
}

function switchesOf(text: string): readonly { readonly name: string; readonly isOn: boolean }[] {
  const parts = text.split(",").filter((part) => part.trim() !== "");
  const components = parts.map((part) => /^([^=:]*):/.exec(part.trimStart())?.[1]);
  if (components.includes("kube") && components.includes(undefined)) {
    throw new Error(
      "set kube feature gates with default empty prefix or kube: prefix consistently, do not mix use",
    );
  }
  return parts.map((part, index) => {
    const component = components[index];
    if (component !== undefined && component !== "kube")
      throw new Error(`component not registered: ${component}`);
    const [name = "", value] = part
      .slice(component === undefined ? 0 : part.indexOf(":") + 1)
      .trim()
      .split("=");
    if (value === undefined) throw new Error(`missing bool value for ${name}`);
    const problem = boolProblem(value.trim());
    if (problem !== undefined)
      throw new Error(`invalid value of ${name}=${value}, err: ${problem}`);
    if (!known.has(name)) throw new Error(`unrecognized feature gate: ${name}`);
    const isOn = isTrueText(value.trim());
    if ((isOn ? lockedOff : lockedOn).includes(name))
      throw new Error(`cannot set feature gate ${name} to ${isOn}, feature is locked to ${!isOn}`);
    return { name, isOn };
  });
}
