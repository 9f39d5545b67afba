/** A feature gate of the real server, as it stands by default. */
export interface FeatureGate {
  readonly name: string;
  /** `ALPHA`, `BETA`, `DEPRECATED`; empty: everybody may rely on it. */
  readonly stage: string;
  readonly isOn: boolean;
}

const namesByStage: readonly (readonly [stage: string, isOn: boolean, names: string])[] = [
  [
    "",
    true,
    `
      APIServerTracing AnonymousAuthConfigurableEndpoints AnyVolumeDataSource AuthorizeNodeWithSelectors
      AuthorizeWithSelectors BtreeWatchCache CPUManagerPolicyOptions CRDValidationRatcheting
      CSIMigrationPortworx ConsistentListFromCache CustomResourceFieldSelectors DisableAllocatorDualWrite
      DynamicResourceAllocation ExecProbeTimeout HonorPVReclaimPolicy ImageMaximumGCAge
      InPlacePodVerticalScaling InformerResourceVersion JobBackoffLimitPerIndex JobManagedBy
      JobPodReplacementPolicy JobSuccessPolicy KubeletCgroupDriverFromCRI KubeletTracing LogarithmicScaleDown
      MatchLabelKeysInPodAffinity MemoryManager MultiCIDRServiceAllocator NFTablesProxyMode
      NodeInclusionPolicyInPodTopologySpread NodeSwap OrderedNamespaceDeletion PodLifecycleSleepAction
      PodLifecycleSleepActionAllowZero PodObservedGenerationTracking PodSchedulingReadiness
      PreferSameTrafficDistribution RecoverVolumeExpansionFailure RecursiveReadOnlyMounts
      RelaxedDNSSearchValidation RelaxedEnvironmentVariableValidation ResilientWatchCacheInitialization
      RetryGenerateName SchedulerQueueingHints SeparateTaintEvictionController ServiceAccountTokenJTI
      ServiceAccountTokenNodeBinding ServiceAccountTokenNodeBindingValidation ServiceAccountTokenPodNodeInfo
      ServiceTrafficDistribution SidecarContainers StreamingCollectionEncodingToJSON
      StreamingCollectionEncodingToProtobuf StructuredAuthenticationConfiguration
      StructuredAuthorizationConfiguration SupplementalGroupsPolicy SystemdWatchdog TopologyAwareHints
      TopologyManagerPolicyOptions VolumeAttributesClass WinDSR WinOverlay`,
  ],
  [
    "ALPHA",
    false,
    `
      APIServingWithRoutine AllAlpha AllowUnsafeMalformedObjectDeletion CBORServingAndStorage
      CPUManagerPolicyAlphaOptions CSIVolumeHealth ClientsAllowCBOR ClientsPreferCBOR
      CloudControllerManagerWatchBasedRoutesReconciliation CloudControllerManagerWebhook ComponentFlagz
      ComponentStatusz ConstrainedImpersonation ContainerStopSignals CrossNamespaceVolumeDataSource
      CustomCPUCFSQuotaPeriod DRAConsumableCapacity DRADeviceBindingConditions DRADeviceTaintRules
      DRADeviceTaints DRAExtendedResource DRAPartitionableDevices EventedPLEG GangScheduling GenericWorkload
      HPAScaleToZero InPlacePodLevelResourcesVerticalScaling InPlacePodVerticalScalingExclusiveCPUs
      InPlacePodVerticalScalingExclusiveMemory InTreePluginPortworxUnregister KubeletInUserNamespace
      LoggingAlphaOptions MemoryQoS MutablePVNodeAffinity MutablePodResourcesForSuspendedJobs
      MutableSchedulingDirectivesForSuspendedJobs NodeDeclaredFeatures PodAndContainerStatsFromCRI
      PodLogsQuerySplitStreams QOSReserved ReduceDefaultCrashLoopBackOffDecay RelaxedServiceNameValidation
      ResourceHealthStatus RestartAllContainersOnContainerExits RuntimeClassInImageCriApi
      StorageCapacityScoring StorageVersionAPI StrictIPCIDRValidation TaintTolerationComparisonOperators
      TopologyManagerPolicyAlphaOptions UnknownVersionInteroperabilityProxy UserNamespacesHostNetworkSupport
      VolumeLimitScaling WindowsCPUAndMemoryAffinity`,
  ],
  [
    "BETA",
    false,
    `
      AllBeta CRDObservedGenerationTracking ClusterTrustBundle ClusterTrustBundleProjection
      ConcurrentWatchObjectDecode CoordinatedLeaderElection DeclarativeValidationTakeover
      LocalStorageCapacityIsolationFSQuotaMonitoring MaxUnavailableStatefulSet MutatingAdmissionPolicy
      NodeLogQuery PodCertificateRequest SELinuxMount SchedulerAsyncAPICalls StorageVersionMigrator
      WatchCacheInitializationPostStartHook`,
  ],
  [
    "BETA",
    true,
    `
      APIResponseCompression APIServerIdentity AllowParsingUserUIDFromCertAuth
      AuthorizePodWebsocketUpgradeCreatePermission CPUManagerPolicyBetaOptions CSIServiceAccountTokenSecrets
      ClearingNominatedNodeNameAfterBinding ContainerCheckpoint ContainerRestartRules ContextualLogging
      DRAAdminAccess DRAPrioritizedList DRAResourceClaimDeviceStatus DRASchedulerFilterTimeout
      DeclarativeValidation DeploymentReplicaSetTerminatingReplicas DetectCacheInconsistency
      DisableCPUQuotaWithExclusiveCPUs EnvFiles ExternalServiceAccountTokenSigner GracefulNodeShutdown
      GracefulNodeShutdownBasedOnPodPriority HPAConfigurableTolerance HostnameOverride ImageVolume
      InOrderInformers InOrderInformersBatchProcess KubeletCrashLoopBackOffMax KubeletEnsureSecretPulledImages
      KubeletFineGrainedAuthz KubeletPSI KubeletPodResourcesDynamicResources KubeletPodResourcesGet
      KubeletSeparateDiskGC KubeletServiceAccountTokenForCredentialProviders ListFromCacheSnapshot
      LoggingBetaOptions MatchLabelKeysInPodTopologySpread MatchLabelKeysInPodTopologySpreadSelectorMerge
      MutableCSINodeAllocatableCount NominatedNodeNameForExpectation OpenAPIEnums OpportunisticBatching
      PodDeletionCost PodLevelResources PodReadyToStartContainersCondition PodTopologyLabelsAdmission
      PortForwardWebsockets PreventStaticPodAPIReferences ProcMountType ReloadKubeletServerCertificateFile
      RemoteRequestHeaderUID RotateKubeletServerCertificate SELinuxChangePolicy SELinuxMountReadWriteOncePod
      SchedulerAsyncPreemption SchedulerPopFromBackoffQ ServiceAccountNodeAudienceRestriction
      SizeBasedListCostEstimate StatefulSetSemanticRevisionComparison StorageVersionHash
      StructuredAuthenticationConfigurationEgressSelector StructuredAuthenticationConfigurationJWKSMetrics
      TokenRequestServiceAccountUIDValidation TopologyManagerPolicyBetaOptions
      TranslateStreamCloseWebsocketRequests UnauthenticatedHTTP2DOSMitigation UserNamespacesSupport WatchList
      WatchListClient WindowsGracefulNodeShutdown`,
  ],
  [
    "DEPRECATED",
    false,
    `
      AllowDNSOnlyNodeCSR AllowInsecureKubeletCertificateSigningRequests
      AllowOverwriteTerminationGracePeriodSeconds ChangeContainerStatusOnKubeletRestart GitRepoVolumeDriver
      InPlacePodVerticalScalingAllocatedStatus KMSv1 KubeletRegistrationGetOnExistsOnly SeparateCacheWatchRPC
      WatchFromStorageWithoutResourceVersion WindowsHostNetwork`,
  ],
  [
    "DEPRECATED",
    true,
    `
      AggregatedDiscoveryRemoveBetaType DisableNodeKubeProxyVersion KubeletPodResourcesListUseActivePods
      StorageNamespaceIndex`,
  ],
];

/** The gates that kube-apiserver v1.35.4 tells of, by name. @see `kubernetes_feature_enabled` of its metrics */
export const featureGates: readonly FeatureGate[] = namesByStage
  .flatMap(([stage, isOn, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => ({ name, stage, isOn })),
  )
  .sort((a, b) => (a.name < b.name ? -1 : 1));
