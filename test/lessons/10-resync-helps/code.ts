import type { KubernetesObject, Reconcile } from "@informerlab/core";

/** Something outside the cluster, of which no event tells. */
export interface Firewall {
  /** Makes it so, and changes nothing where it is so already. */
  open(port: string): Promise<void>;
}

/** Needs no resync period: an error is returned, and what is outside is looked at again when this object needs it. */
export function portKeeper(
  read: (key: string) => KubernetesObject | undefined,
  firewall: Firewall,
  againAfterMs: number,
): Reconcile {
  return async (key) => {
    const { port } = read(key)?.metadata?.labels ?? {};
    if (port === undefined) return undefined;
    await firewall.open(port); // Not caught: whoever fails is tried again, after milliseconds.
    return { requeueAfterMs: againAfterMs };
  };
}
