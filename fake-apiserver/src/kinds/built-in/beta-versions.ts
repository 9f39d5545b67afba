import type { KindRules } from "./kind-rules.ts";

/** What is true of a version that is served only when that is wished for. */
interface BetaVersion {
  /** The version of the same fields in which its objects are stored, by kind. @defaultValue its own */
  readonly stored?: Readonly<Record<string, string>>;
  /** Since which version of the server it is deprecated, and with which it goes. */
  readonly deprecated?: readonly [since: string, until: string];
  /** What is to be used in its place. */
  readonly instead?: string;
}

/** @see k8s.io/api GROUP/VERSION zz_generated.prerelease-lifecycle.go */
const betaVersions: Readonly<Record<string, BetaVersion>> = {
  "admissionregistration.k8s.io/v1alpha1": {
    stored: { MutatingAdmissionPolicy: "v1beta1", MutatingAdmissionPolicyBinding: "v1beta1" },
    deprecated: ["v1.35", "v1.38"],
  },
  "coordination.k8s.io/v1alpha2": {
    stored: { LeaseCandidate: "v1beta1" },
    deprecated: ["v1.35", "v1.38"],
  },
  "networking.k8s.io/v1beta1": {
    stored: { IPAddress: "v1", ServiceCIDR: "v1" },
    deprecated: ["v1.34", "v1.37"],
  },
  "resource.k8s.io/v1beta1": { deprecated: ["v1.35", "v1.38"] },
  "resource.k8s.io/v1beta2": {
    stored: {
      DeviceClass: "v1",
      ResourceClaim: "v1",
      ResourceClaimTemplate: "v1",
      ResourceSlice: "v1",
    },
  },
  "storage.k8s.io/v1beta1": {
    stored: { VolumeAttributesClass: "v1" },
    deprecated: ["v1.34", "v1.37"],
    instead: "storage.k8s.io/v1",
  },
};

/** Rules that kinds of a version have besides those of all their versions. */
export function betaRules(group: string, version: string, kind: string): KindRules {
  const apiVersion = `${group}/${version}`;
  const { stored = {}, deprecated, instead } = betaVersions[apiVersion] ?? {};
  const storedIn = stored[kind];
  return {
    ...(deprecated === undefined
      ? {}
      : {
          deprecation: deprecation(
            `${apiVersion} ${kind}`,
            deprecated,
            instead && `${instead} ${kind}`,
          ),
        }),
    ...(storedIn === undefined
      ? {}
      : {
          storageVersion: storedIn,
          toStored: (object) => ({ ...object, apiVersion: `${group}/${storedIn}` }),
          fromStored: (object) => ({ ...object, apiVersion }),
        }),
  };
}

function deprecation(
  type: string,
  [since, until]: readonly [string, string],
  instead: string | undefined,
): string {
  const hint = instead === undefined ? "" : `; use ${instead}`;
  return `${type} is deprecated in ${since}+, unavailable in ${until}+${hint}`;
}
