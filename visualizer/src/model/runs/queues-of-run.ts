import type { Timeline } from "../timeline/timeline.ts";

/** Whether one run already shows the same objects through several queues: then nothing has to be run again. */
export function comparesQueues({ end }: Timeline): boolean {
  const informers = [...end.informers.values()];
  const flavours = new Set(informers.map(({ flavour }) => flavour));
  const resources = new Set(informers.map(({ resource }) => resource));
  return flavours.size > 1 && resources.size === 1;
}
