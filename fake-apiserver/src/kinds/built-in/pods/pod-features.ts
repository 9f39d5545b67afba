/** Fields of pods whose features are off in 1.35 unless somebody turns them on: those of the spec at `at`, as paths. */
export function podDroppedFields(at: string): readonly string[] {
  return [
    ...["containers", "initContainers", "ephemeralContainers"].map(
      (group) => `${at}.${group}[].lifecycle?.stopSignal`,
    ),
    `${at}.volumes[].projected.sources[].clusterTrustBundle`,
    `${at}.volumes[].projected.sources[].podCertificate`,
    `${at}.workloadRef`,
  ];
}

/** The same of the status of a pod. */
export const podStatusDroppedFields: readonly string[] = [
  "status.resources",
  "status.allocatedResources",
  "status.extendedResourceClaimStatus",
  ...["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"].map(
    (group) => `status.${group}[].allocatedResourcesStatus`,
  ),
];
