import { millisecondsOf } from "../../codec/go/time-text.ts";
import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import type { TableCell, TableRowCondition } from "../resource-definition.ts";
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
  const inits = initSummary(spec, isGated(status) ? "SchedulingGated" : initial, status);
  const total = listOf(spec["containers"]).length + sidecarNames(spec).size;
  const isStarting =
    inits.isInitializing && conditionOf(status, "Initialized")?.["status"] !== "True";
  if (isStarting) return { ...inits, total, reason: whileDeleting(pod, status, inits.reason) };
  const containers = listOf(status["containerStatuses"]).map(objectOf);
  const running = containers.filter(isRunningReady).length;
  let reason = containerReason(containers, inits.reason);
  if (reason === "Completed" && running > 0) reason = isPodReady(status) ? "Running" : "NotReady";
  const counted = [...containers, ...inits.sidecars];
  return {
    ready: inits.ready + running,
    total,
    restarts: restartsOf(counted),
    lastRestart: lastFinish(counted),
    reason: whileDeleting(pod, status, reason),
  };
}

/** What the init containers amount to, up to the first that is not done. */
interface InitSummary {
  readonly isInitializing: boolean;
  readonly reason: string;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: number;
  /** Statuses of those that run beside the pod's other containers. */
  readonly sidecars: readonly PlainObject[];
}

function initSummary(spec: PlainObject, initial: string, status: PlainObject): InitSummary {
  const names = sidecarNames(spec);
  const isSidecar = (container: PlainObject): boolean => names.has(textOf(container["name"]));
  const all = listOf(status["initContainerStatuses"]).map(objectOf);
  const isDone = (container: PlainObject): boolean =>
    exitCodeOf(container) === 0 || (isSidecar(container) && container["started"] === true);
  const current = all.findIndex((container) => !isDone(container));
  const seen = current === -1 ? all : all.slice(0, current + 1);
  const waiting = all[current];
  return {
    isInitializing: waiting !== undefined,
    reason:
      waiting === undefined
        ? initial
        : (initReason(waiting) ?? `Init:${current}/${listOf(spec["initContainers"]).length}`),
    ready: seen.filter(
      (container) =>
        isSidecar(container) &&
        isDone(container) &&
        exitCodeOf(container) !== 0 &&
        container["ready"] === true,
    ).length,
    restarts: restartsOf(seen),
    lastRestart: lastFinish(seen),
    sidecars: seen.filter(isSidecar),
  };
}

/** Why an init container is not done; undefined while it simply runs. */
function initReason(container: PlainObject): string | undefined {
  const { terminated, waiting } = objectOf(container["state"]);
  const { exitCode, signal, reason } = objectOf(terminated);
  if (terminated !== undefined) {
    if (textOf(reason) !== "") return `Init:${textOf(reason)}`;
    return numberOf(signal) === 0
      ? `Init:ExitCode:${numberOf(exitCode)}`
      : `Init:Signal:${numberOf(signal)}`;
  }
  const waitingFor = textOf(objectOf(waiting)["reason"]);
  const isNews = waitingFor !== "" && waitingFor !== "PodInitializing";
  return isNews ? `Init:${waitingFor}` : undefined;
}

function exitCodeOf(container: PlainObject): number | undefined {
  const { terminated } = objectOf(container["state"]);
  return terminated === undefined ? undefined : numberOf(objectOf(terminated)["exitCode"]);
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

function sidecarNames(spec: PlainObject): ReadonlySet<string> {
  const sidecars = listOf(spec["initContainers"])
    .map(objectOf)
    .filter(({ restartPolicy }) => restartPolicy === "Always");
  return new Set(sidecars.map(({ name }) => textOf(name)));
}

function restartsOf(containers: readonly PlainObject[]): number {
  return sum(containers.map(({ restartCount }) => numberOf(restartCount)));
}

/** Milliseconds since the epoch at which the last of their runs ended, 0 for none. */
function lastFinish(containers: readonly PlainObject[]): number {
  const ends = containers.map(
    (container) => millisecondsOf(valueAt(container, "lastState", "terminated", "finishedAt")) ?? 0,
  );
  return Math.max(0, ...ends);
}

function readinessGatesText(pod: PlainObject, status: PlainObject): string {
  const gates = listOf(valueAt(pod, "spec", "readinessGates")).map(objectOf);
  if (gates.length === 0) return none;
  const passed = gates.filter(
    ({ conditionType }) => conditionOf(status, textOf(conditionType))?.["status"] === "True",
  );
  return `${passed.length}/${gates.length}`;
}

/** What a Table says about the row of a pod that is over. */
export function podRowConditions(pod: PlainObject): readonly TableRowCondition[] {
  const phase = textOf(valueAt(pod, "status", "phase"));
  const message =
    phase === "Succeeded"
      ? "The pod has completed successfully."
      : phase === "Failed"
        ? "The pod failed."
        : undefined;
  return message === undefined
    ? []
    : [{ type: "Completed", status: "True", reason: phase, message }];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
