import { timeText } from "../codec/go/time-text.ts";
import type { PriorityLevel } from "./levels/priority-level.ts";

import { type RequestQueue, seatsOf, type Visitor } from "./visitor.ts";

type Row = readonly (string | number | boolean)[];

/** Empty queues are shown up to here. */
const queuesShownMax = 1024;
const columnWidthMin = 8;

/**
 * What a server shows below `/debug/api_priority_and_fairness/`.
 *
 * @see kubernetes apiserver pkg/util/flowcontrol/apf_controller_debug.go
 */
export function dumpFlowControl(
  levels: readonly PriorityLevel[],
  name: string,
  withDetails: boolean,
): string | undefined {
  switch (name) {
    case "dump_priority_levels":
      return alignColumns([levelHeads, ...levels.map(levelRow)]);
    case "dump_queues":
      return alignColumns([queueHeads, ...levels.flatMap(queueRows)]);
    case "dump_requests": {
      const heads = withDetails ? [...requestHeads, ...detailHeads] : requestHeads;
      return alignColumns([heads, ...levels.flatMap((level) => requestRows(level, withDetails))]);
    }
    default:
      return undefined;
  }
}

const levelHeads = [
  "PriorityLevelName",
  "ActiveQueues",
  "IsIdle",
  "IsQuiescing",
  "WaitingRequests",
  "ExecutingRequests",
  "DispatchedRequests",
  "RejectedRequests",
  "TimedoutRequests",
  "CancelledRequests",
];
const queueHeads = [
  "PriorityLevelName",
  "Index",
  "PendingRequests",
  "ExecutingRequests",
  "SeatsInUse",
  "NextDispatchR",
  "InitialSeatsSum",
  "MaxSeatsSum",
  "TotalWorkSum",
];
const requestHeads = [
  "PriorityLevelName",
  "FlowSchemaName",
  "QueueIndex",
  "RequestIndexInQueue",
  "FlowDistingsher",
  "ArriveTime",
  "InitialSeats",
  "FinalSeats",
  "AdditionalLatency",
  "StartTime",
];
const detailHeads = [
  "UserName",
  "Verb",
  "APIPath",
  "Namespace",
  "Name",
  "APIVersion",
  "Resource",
  "SubResource",
];

function levelRow({ name, queues, isQuiescing }: PriorityLevel): Row {
  const active = queues.queues.filter(({ waiting }) => waiting.size > 0).length;
  const { dispatched, rejected, cancelled } = queues.totals;
  const now = [active, queues.isIdle, isQuiescing, queues.waiting, queues.executing];
  return [name, ...now, dispatched, rejected, 0, cancelled];
}

function queueRows({ name, queues, spec: { response } }: PriorityLevel): readonly Row[] {
  const used = new Map(queues.queues.map((queue) => [queue.index, queue]));
  const count = response.kind === "queue" ? Math.min(response.queues, queuesShownMax) : 0;
  const indexes = new Set([...Array(count).keys(), ...used.keys()]);
  return [...indexes].map((index) => [name, index, ...queueCells(used.get(index))]);
}

function queueCells(queue: RequestQueue | undefined): Row {
  const waiting = [...(queue?.waiting ?? [])];
  const sum = (seats: (visitor: Visitor) => number): number =>
    waiting.reduce((total, visitor) => total + seats(visitor), 0);
  return [
    waiting.length,
    queue?.executing.size ?? 0,
    queue?.seatsInUse ?? 0,
    seatSeconds(queue?.nextAt ?? 0),
    sum(({ estimate }) => estimate.initial),
    sum(seatsOf),
    seatSeconds(queue?.work ?? 0),
  ];
}

function requestRows({ name, queues }: PriorityLevel, withDetails: boolean): readonly Row[] {
  const row = (visitor: Visitor, queue: number, place: number): Row => [
    name,
    visitor.flow.names.flowSchema,
    queue,
    place,
    visitor.distinguisher,
    momentText(visitor.arrivedAt),
    visitor.estimate.initial,
    visitor.estimate.final,
    "0s",
    visitor.begunAt === undefined ? "0001-01-01T00:00:00Z" : momentText(visitor.begunAt),
    ...(withDetails ? detailsOf(visitor) : []),
  ];
  return [
    ...queues.queues.flatMap(({ index, waiting, executing }) => [
      ...[...waiting].map((visitor, place) => row(visitor, index, place)),
      ...[...executing].map((visitor) => row(visitor, index, -1)),
    ]),
    ...[...queues.seated].map((visitor) => row(visitor, -1, -1)),
  ];
}

function detailsOf({ arrival: { user, verb, path, resource } }: Visitor): Row {
  const { group = "", version = "", namespace = "", name = "" } = resource ?? {};
  const groupVersion = group === "" ? version : `${group}/${version}`;
  const kind = [groupVersion, resource?.resource ?? "", resource?.subresource ?? ""];
  return [user.name, verb, path, namespace, name, ...kind];
}

/** With as many digits of a second as there are. */
function momentText(ms: number): string {
  const fraction = String((ms % 1000) / 1000).slice(1);
  return `${timeText(ms).slice(0, -1)}${fraction}Z`;
}

function seatSeconds(value: number): string {
  return `${value.toFixed(8)}ss`;
}

/** As Go's tabwriter sets them. */
function alignColumns(rows: readonly Row[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? columnWidthMin, `${cell}, `.length);
  const lineOf = (row: Row): string =>
    row
      .map((cell, index) =>
        index === row.length - 1 ? `${cell}` : `${cell},`.padEnd(widths[index] ?? 0),
      )
      .join("");
  return `${rows.map(lineOf).join("\n")}\n`;
}
