import type { RateLimitingQueue } from "@informerlab/core";

/** A worker by hand: `done` is called whatever happens, or the key would never be handed out again. */
export async function work(
  queue: RateLimitingQueue,
  reconcile: (key: string) => Promise<void>,
): Promise<void> {
  for (;;) {
    const key = await queue.next();
    if (key === undefined) return; // Shut down.
    try {
      await reconcile(key);
      queue.forget(key);
    } catch {
      queue.addRateLimited(key);
    } finally {
      queue.done(key); // Changed meanwhile? Then it lines up again now.
    }
  }
}
