import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../json/plain-object.ts";
import { millisecondsOf } from "../json/time-text.ts";
import type { TableCell } from "../resource-definition.ts";
import { ageText, durationText } from "./age.ts";
import { none, orNone } from "./cell-text.ts";

/** What a pod's containers add up to. */
interface ContainerSummary {
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** Milliseconds since the epoch of the last restart, 0 for none. */
  readonly lastRestart: number;
  readonly reason: string;
}

/**
 * The cells of a pod.
 *
 * @see kubernetes pkg/printers/internalversion/printers.go printPod
 */
export function podTableRow(pod: PlainObject, now: number): readonly TableCell[] {
  const status = objectOf(pod["status"]);
  const summary = summaryOf(pod, status);
  const { podIP, podIPs, nominatedNodeName } = status;
  return [
    textOf(valueAt(pod, "metadata", "name")),
    `${summary.ready}/${summary.total}`,
    summary.reason,
    summary.restarts > 0 && summary.lastRestart > 0
      ? `${summary.restarts} (${durationText(now - summary.lastRestart)} ago)`
      : String(summary.restarts),
    ageText(valueAt(pod, "metadata", "creationTimestamp"), now),
    orNone(valueAt(listOf(podIPs)[0], "ip") ?? podIP),
    orNone(valueAt(pod, "spec", "nodeName")),
    orNone(nominatedNodeName),
    readinessGatesText(pod, status),
  ];
}

function summaryOf(pod: PlainObject, status: PlainObject): ContainerSummary {
  const spec = objectOf(pod["spec"]);
  const phase = textOf(status["phase"]);
  const initial = textOf(status["reason"]) === "" ? phase : textOf(status["reason"]);
  const initialising = initReason(spec, status);
  const containers = listOf(status["containerStatuses"]).map(objectOf);
  const total = listOf(spec["containers"]).length + sidecarCount(spec);
  const sidecars = readySidecars(spec, status);
  const ready = containers.filter(isRunningReady).length + sidecars;
  const restarts = sum(containers.map(({ restartCount }) => numberOf(restartCount)));
  const lastRestart = Math.max(0, ...containers.map(lastFinish));
  let reason =
    initialising ?? (isGated(status) ? "SchedulingGated" : containerReason(containers, initial));
  if (initialising === undefined && reason === "Completed" && containers.some(isRunningReady)) {
    reason = isPodReady(status) ? "Running" : "NotReady";
  }
  return { ready, total, restarts, lastRestart, reason: whileDeleting(pod, status, reason) };
}

function initReason(spec: PlainObject, status: PlainObject): string | undefined {
  const inits = listOf(spec["initContainers"]).map(objectOf);
  const statuses = listOf(status["initContainerStatuses"]).map(objectOf);
  for (const [index, container] of statuses.entries()) {
    const { terminated, waiting } = objectOf(container["state"]);
    const { exitCode, signal, reason } = objectOf(terminated);
    if (terminated !== undefined && numberOf(exitCode) === 0) continue;
    if (isSidecar(inits[index]) && container["started"] === true) continue;
    if (terminated !== undefined) {
      if (textOf(reason) !== "") return `Init:${textOf(reason)}`;
      return numberOf(signal) === 0
        ? `Init:ExitCode:${numberOf(exitCode)}`
        : `Init:Signal:${numberOf(signal)}`;
    }
    const waitingFor = textOf(objectOf(waiting)["reason"]);
    if (waitingFor !== "" && waitingFor !== "PodInitializing") return `Init:${waitingFor}`;
    return `Init:${index}/${inits.length}`;
  }
  return undefined;
}

/** The last container that has something to say is asked first. */
function containerReason(containers: readonly PlainObject[], initial: string): string {
  let reason = initial;
  for (const { state } of [...containers].reverse()) {
    const { waiting, terminated } = objectOf(state);
    const waitingFor = textOf(objectOf(waiting)["reason"]);
    const { reason: ended, exitCode, signal } = objectOf(terminated);
    if (waitingFor !== "") reason = waitingFor;
    else if (textOf(ended) !== "") reason = textOf(ended);
    else if (terminated !== undefined) {
      reason =
        numberOf(signal) === 0 ? `ExitCode:${numberOf(exitCode)}` : `Signal:${numberOf(signal)}`;
    }
  }
  return reason;
}

function whileDeleting(pod: PlainObject, status: PlainObject, reason: string): string {
  if (valueAt(pod, "metadata", "deletionTimestamp") === undefined) return reason;
  if (status["reason"] === "NodeLost") return "Unknown";
  const isOver = status["phase"] === "Failed" || status["phase"] === "Succeeded";
  return isOver ? reason : "Terminating";
}

function isRunningReady({ ready, state }: PlainObject): boolean {
  return ready === true && objectOf(state)["running"] !== undefined;
}

function isGated(status: PlainObject): boolean {
  return conditionOf(status, "PodScheduled")?.["reason"] === "SchedulingGated";
}

function isPodReady(status: PlainObject): boolean {
  return conditionOf(status, "Ready")?.["status"] === "True";
}

function conditionOf(status: PlainObject, type: string): PlainObject | undefined {
  return listOf(status["conditions"])
    .map(objectOf)
    .find((condition) => condition["type"] === type);
}

function isSidecar(container: PlainObject | undefined): boolean {
  return container?.["restartPolicy"] === "Always";
}

function sidecarCount(spec: PlainObject): number {
  return listOf(spec["initContainers"]).map(objectOf).filter(isSidecar).length;
}

function readySidecars(spec: PlainObject, status: PlainObject): number {
  const inits = listOf(spec["initContainers"]).map(objectOf);
  return listOf(status["initContainerStatuses"])
    .map(objectOf)
    .filter((container, index) => isSidecar(inits[index]) && container["ready"] === true).length;
}

function lastFinish(container: PlainObject): number {
  return millisecondsOf(valueAt(container, "lastState", "terminated", "finishedAt")) ?? 0;
}

function readinessGatesText(pod: PlainObject, status: PlainObject): string {
  const gates = listOf(valueAt(pod, "spec", "readinessGates")).map(objectOf);
  if (gates.length === 0) return none;
  const passed = gates.filter(
    ({ conditionType }) => conditionOf(status, textOf(conditionType))?.["status"] === "True",
  );
  return `${passed.length}/${gates.length}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
