import type { HandlerProgram, InformerProgram, Operation, Scenario } from "./scenario.ts";

/** The name under which an informer is known in scripts, facts and lanes. */
export function informerName({ name, resource }: InformerProgram): string {
  return name ?? resource;
}

/** The id of an operation: its own, or its number in the script. */
export function operationId(operation: Operation, index: number): string {
  return operation.id ?? `op-${index + 1}`;
}

/** When the last thing that the scenario asks for begins. */
export function lastActionMs(scenario: Scenario): number {
  const times = (scenario.script ?? []).map((operation) =>
    isLasting(operation) && scenario.healAtMs === undefined
      ? operation.atMs + (operation.forMs ?? 0)
      : operation.atMs,
  );
  for (const informer of scenario.informers) {
    times.push(informer.startAtMs ?? 0, informer.stopAtMs ?? 0);
    for (const handler of informer.handlers ?? [])
      times.push(handler.addAtMs ?? 0, handler.removeAtMs ?? 0);
  }
  return Math.max(0, ...times);
}

function isLasting(operation: Operation): operation is Operation & { readonly forMs?: number } {
  return ["fault", "starve", "function-throws"].includes(operation.do);
}

/** When every standing fault is undone. */
export function healTimeMs(scenario: Scenario): number {
  return scenario.healAtMs ?? lastActionMs(scenario) + 1;
}

/** A handler that is registered before its informer starts. */
export function isEarly({ addAtMs }: HandlerProgram, { startAtMs = 0 }: InformerProgram): boolean {
  return addAtMs === undefined || addAtMs < startAtMs;
}
