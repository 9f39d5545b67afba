import type { WatchEvent } from "@informerlab/core";

/** What a watch of your own does after an event. Informers do this by themselves. */
export function afterEvent(event: WatchEvent): "go on" | "list again" | "wait, then watch" {
  if (event.type !== "ERROR") return "go on";
  // Instead of an object it carries a Status. The HTTP status was 200 long before.
  const { code, reason } = event.object;
  const isTooOld = code === 410 || reason === "Expired" || reason === "Gone";
  return isTooOld ? "list again" : "wait, then watch";
}
