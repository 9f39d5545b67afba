/** Fields of pods whose features are off in 1.35 unless somebody turns them on. */
const offInContainers = ["lifecycle.stopSignal"] as const;

/** Those of the spec at `at`, as paths. */
export function podDroppedFields(at: string): readonly string[] {
  return [
    ...["containers", "initContainers"].flatMap((group) =>
      offInContainers.map((field) => `${at}.${group}[].${field}`),
    ),
    `${at}.volumes[].projected.sources[].clusterTrustBundle`,
    `${at}.volumes[].projected.sources[].podCertificate`,
    `${at}.workloadRef`,
  ];
}
