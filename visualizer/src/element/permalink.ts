import type { Conductor } from "./conductor.ts";

/** The address of what is shown: the runner's, else this page's with `#e=`; empty while there is nothing. */
export function permalinkOf(conductor: Conductor | undefined, address: string): string {
  if (conductor === undefined) return "";
  const { runner } = conductor.state;
  const scenario = conductor.timeline?.log.scenario;
  if (runner?.permalink !== undefined && scenario !== undefined)
    return runner.permalink(scenario, conductor.position);
  return `${address.split("#")[0] ?? ""}#e=${conductor.position}`;
}
