import type { KubernetesObject, WatchEvent } from "@informerlab/core";
import { asRead } from "../model/as-read.ts";

/** An event that carries an object. */
type ObjectEvent = Exclude<WatchEvent<KubernetesObject>, { type: "ERROR" }>;

/** The events before the first ERROR: who reads a watch takes in nothing of what comes behind it. */
export function beforeError(
  events: readonly WatchEvent<KubernetesObject>[],
): readonly ObjectEvent[] {
  const end = events.findIndex((event) => asRead(event).type === "ERROR");
  return (end < 0 ? events : events.slice(0, end)) as readonly ObjectEvent[];
}
