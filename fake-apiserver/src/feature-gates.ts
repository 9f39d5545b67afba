/** A feature gate that changes something here; all are off, as in a real server, unless they are switched on. */
export type FeatureGate = "MutatingAdmissionPolicy" | "StorageVersionMigrator";

const gates: readonly FeatureGate[] = ["MutatingAdmissionPolicy", "StorageVersionMigrator"];

/** Gates switched on or off, as `--feature-gates` says it. @defaultValue all are off */
export type FeatureGates = Readonly<Partial<Record<FeatureGate, boolean>>>;

/** True for a gate that can be switched on here. */
export function isFeatureGate(name: string): name is FeatureGate {
  return gates.some((gate) => gate === name);
}

/** Names of all gates that can be switched on here. */
export function featureGateNames(): readonly FeatureGate[] {
  return gates;
}
