import type { Environment } from "@informerlab/core";
import type { RequestMetrics } from "../metrics/request-metrics.ts";
import type { ServerSettings } from "../request/server-settings.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";
import type { FlowControl } from "./flow-control.ts";
import { InflightCounts } from "./inflight-counts.ts";
import { InflightLimits, type RequestLimits } from "./inflight-limits.ts";
import { PriorityAndFairness } from "./priority-and-fairness.ts";

/** Where nothing is said about it. */
export const defaultRequestLimits: RequestLimits = { reading: 400, writing: 200 };

/** The one of the two ways to limit requests that the settings say. */
export function createFlowControl(server: {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly settings: ServerSettings;
  readonly metrics: RequestMetrics;
}): FlowControl {
  const { environment, storage, settings, metrics } = server;
  const limits = settings.requestLimits ?? defaultRequestLimits;
  const { registry, startedAtMs } = metrics;
  return settings.hasPriorityAndFairness === false
    ? new InflightLimits(limits, new InflightCounts(registry, () => environment.clock.now()))
    : new PriorityAndFairness(
        { environment, storage, registry, startedAtMs },
        limits.reading + limits.writing,
      );
}
