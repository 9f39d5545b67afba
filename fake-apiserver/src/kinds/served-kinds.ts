import { builtInData } from "../schema/built-in-data.ts";
import { betaKinds, builtInKinds } from "./built-in/built-in-kinds.ts";
import type { ResourceDefinition } from "./resource-definition.ts";

/** Which versions and resources are served, as `--runtime-config` says it: `{ "api/beta": true, "apps/v1/deployments": true }`. */
export type RuntimeConfig = Readonly<Record<string, boolean>>;

/** Names for several versions at once, in the order in which they count. */
const severalVersions: Readonly<Record<string, RegExp>> = {
  "api/all": /^/,
  "api/ga": /^v\d+$/,
  "api/beta": /^v\d+beta\d+$/,
  "api/alpha": /^v\d+alpha\d+$/,
};

/** Resources that need a feature gate besides. */
const gateOf: Readonly<Record<string, string>> = {
  "clustertrustbundles.certificates.k8s.io": "ClusterTrustBundle",
  "podcertificaterequests.certificates.k8s.io": "PodCertificateRequest",
  "storageversionmigrations.storagemigration.k8s.io": "StorageVersionMigrator",
  "workloads.scheduling.k8s.io": "GenericWorkload",
};

/** True for what a runtime config may name: versions that are served when that is wished for, and their resources. */
export function isServable(key: string): boolean {
  return (
    runtimeConfigKeys().includes(key) ||
    servableKinds().some(
      ({ group, version, resource }) => key === `${group}/${version}/${resource}`,
    )
  );
}

/** Groups whose versions are built; what the others have is known, and served by nobody. */
const builtGroups: ReadonlySet<string> = new Set(["admissionregistration.k8s.io"]);

/** What a runtime config may name besides resources. */
export function runtimeConfigKeys(): readonly string[] {
  return [...Object.keys(severalVersions), ...betaVersions()];
}

function betaVersions(): readonly string[] {
  return [...new Set(servableKinds().map(({ group, version }) => `${group}/${version}`))];
}

function servableKinds(): readonly ResourceDefinition[] {
  return betaKinds().filter(({ group }) => builtGroups.has(group));
}

/** True for a version, or a resource of one, that a real server can be told to serve and this one cannot. */
export function isNotBuilt(key: string): boolean {
  return betaKinds().some(
    ({ group, version, resource }) =>
      !builtGroups.has(group) &&
      (key === `${group}/${version}` || key === `${group}/${version}/${resource}`),
  );
}

/**
 * The kinds that a server serves which is told so, in the order of discovery. A version or resource that is named counts before
 * the names for several.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/server/resourceconfig/helpers.go
 */
export function servedKinds(
  config: RuntimeConfig,
  isGateOn: (gate: string) => boolean,
): readonly ResourceDefinition[] {
  const wished = servableKinds().filter((definition) => {
    const gate = gateOf[definition.storageKey];
    return isWished(definition, config) && (gate === undefined || isGateOn(gate));
  });
  if (wished.length === 0) return builtInKinds();
  const groups = ["", ...builtInData().betaGroups.map(({ group }) => group)];
  return groups.flatMap((group) =>
    [...builtInKinds(), ...wished].filter((definition) => definition.group === group),
  );
}

function isWished(
  { group, version, resource }: ResourceDefinition,
  config: RuntimeConfig,
): boolean {
  const own = config[`${group}/${version}/${resource}`] ?? config[`${group}/${version}`];
  if (own !== undefined) return own;
  return Object.entries(severalVersions).reduce(
    (isServed, [name, versions]) =>
      versions.test(version) ? (config[name] ?? isServed) : isServed,
    false,
  );
}
