import type { Cancel } from "@informerlab/core";
import { parseDurationMs } from "../duration.ts";
import { type AdminCall, AdminError } from "./admin-route.ts";
import type { ObservedHost } from "./admin-target.ts";

/** The member of a query by which calls wait. */
export const waitParameter = {
  name: "wait",
  about: "how long to wait for it: 5s, 500ms; not at all when absent",
};

/** Waits as long as the call wants until the condition holds; answers whether it does. */
export function until(
  host: ObservedHost,
  { query, signal }: AdminCall,
  isReached: () => boolean,
): Promise<boolean> {
  const wait = query.get(waitParameter.name);
  const waitMs = wait === undefined ? 0 : parseDurationMs(wait);
  if (isReached() || waitMs === 0) return Promise.resolve(isReached());
  return new Promise((resolve) => {
    const cancels: Cancel[] = [];
    const end = (): void => {
      for (const cancel of cancels.splice(0)) cancel();
      resolve(isReached());
    };
    const look = (): void => {
      if (isReached()) end();
    };
    // Watches open after their request is noted; the next change may be far away.
    const lookSoon = (): void => {
      look();
      cancels.push(host.after(0, look));
    };
    cancels.push(host.onChange(lookSoon), host.after(waitMs, end));
    signal.addEventListener("abort", end, { once: true });
  });
}

/** A whole number of a query. */
export function countOf({ query }: AdminCall, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === undefined) return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AdminError(400, `${name} must be a whole number, got ${JSON.stringify(text)}`);
}
