import type { FlowControl, LimitedServer } from "./flow-control.ts";
import { InflightLimits, type RequestLimits } from "./inflight-limits.ts";
import { InflightCounts } from "./metrics/inflight-counts.ts";
import { PriorityAndFairness } from "./priority-and-fairness.ts";

/** Where nothing is said about it. */
export const defaultRequestLimits: RequestLimits = { reading: 400, writing: 200 };

/** The one of the two ways to limit requests that the settings say. */
export function createFlowControl(server: LimitedServer): FlowControl {
  const { environment, storage, settings, metrics } = server;
  const limits = settings.requestLimits ?? defaultRequestLimits;
  const { registry, startedAtMs } = metrics;
  return settings.hasPriorityAndFairness === false
    ? new InflightLimits(limits, new InflightCounts(registry, () => environment.clock.now(), false))
    : new PriorityAndFairness(
        { environment, storage, registry, startedAtMs },
        limits.reading + limits.writing,
      );
}
