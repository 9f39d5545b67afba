import type { Cancel } from "@informerlab/core";
import type { WireServer } from "./wire-server.ts";

/** A request that is not looked at yet: others say first who asks, what he may do, or whether there is room. */
export interface HeldRequest {
  readonly client: string;
  /** Begins the wait and calls `decided` once, at any time. */
  readonly wait: (decided: () => void) => Cancel;
  readonly goOn: () => Cancel;
  /** The cluster has begun anew. */
  readonly breakOff: () => void;
}

/** Holds a request until it goes on, its client goes, or the cluster begins anew: one of these, whatever comes later. */
export function holdRequest(
  server: Pick<WireServer, "unanswered" | "environment" | "laneOf">,
  { client, wait, goOn, breakOff }: HeldRequest,
): Cancel {
  const { unanswered, environment } = server;
  const held = {
    breakOff: (): void => {
      giveUp();
      breakOff();
    },
  };
  const step = (): void => {
    if (unanswered.delete(held)) cancel = goOn();
  };
  unanswered.add(held);
  let cancel = wait(() => environment.scheduler.post(server.laneOf(client), step));
  const giveUp = (): void => {
    unanswered.delete(held);
    cancel();
  };
  return giveUp;
}
