import type { Scenario } from "../scenario/scenario.ts";

/** How long answers may be under way by a scenario's faults, milliseconds: one request can meet all of them. */
export function heldAnswersMs({ script = [] }: Scenario): number {
  let sum = 0;
  for (const operation of script) {
    if (operation.do !== "fault" || !("latency" in operation.fault.do)) continue;
    const { latency } = operation.fault.do;
    const longest = typeof latency === "number" ? latency : latency.max;
    sum += longest * (operation.fault.life?.times ?? 1);
  }
  return sum;
}
