import type { FeatureGate } from "../feature-gates.ts";
import { apiVersionOf } from "../schema/api-version.ts";
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
const gateOf: Readonly<Record<string, FeatureGate>> = {
  "storageversionmigrations.storagemigration.k8s.io": "StorageVersionMigrator",
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

/** Versions that are built; what the others have is known, and served by nobody. */
const builtVersions: ReadonlySet<string> = new Set([
  "admissionregistration.k8s.io/v1alpha1",
  "admissionregistration.k8s.io/v1beta1",
  "coordination.k8s.io/v1alpha2",
  "coordination.k8s.io/v1beta1",
  "networking.k8s.io/v1beta1",
  "resource.k8s.io/v1alpha3",
  "resource.k8s.io/v1beta1",
  "resource.k8s.io/v1beta2",
  "storage.k8s.io/v1beta1",
  "storagemigration.k8s.io/v1beta1",
]);

/** What a runtime config may name besides resources. */
export function runtimeConfigKeys(): readonly string[] {
  return [...Object.keys(severalVersions), ...betaVersions()];
}

function betaVersions(): readonly string[] {
  return [...new Set(servableKinds().map(({ group, version }) => `${group}/${version}`))];
}

function servableKinds(): readonly ResourceDefinition[] {
  return betaKinds().filter((definition) => builtVersions.has(apiVersionOf(definition)));
}

/** True for a version, or a resource of one, that a real server can be told to serve and this one cannot. */
export function isNotBuilt(key: string): boolean {
  return betaKinds().some((definition) => {
    const version = apiVersionOf(definition);
    return (
      !builtVersions.has(version) &&
      (key === version || key === `${version}/${definition.resource}`)
    );
  });
}

/**
 * The kinds that a server serves which is told so, in the order of discovery. A version or resource that is named counts before
 * the names for several.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/server/resourceconfig/helpers.go
 */
export function servedKinds(
  config: RuntimeConfig,
  isGateOn: (gate: FeatureGate) => boolean,
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
