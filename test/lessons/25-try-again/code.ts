import { type Environment, type ReconcileFailure, ReconcileLoop } from "@informerlab/core";

/** Renews certificates: fails with back-off, gives up after ten retries, and comes again in time. */
export function createRenewer(
  environment: Environment,
  renew: (name: string) => Promise<{ expiresInMs: number }>,
  onError: (failure: ReconcileFailure) => void,
): ReconcileLoop {
  return new ReconcileLoop(environment, {
    name: "certificates",
    maxRetries: 10,
    onError,
    reconcile: async (name) => {
      const { expiresInMs } = await renew(name); // What throws here is added again, rate limited.
      return { requeueAfterMs: expiresInMs / 2 }; // The loop forgets the failures, then adds after this long.
    },
  });
}
