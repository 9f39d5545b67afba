import { problemOfFault } from "../../faults/check-fault.ts";
import type { Fault } from "../../faults/fault.ts";
import { FaultError } from "../../faults/fault-kinds.ts";

const text = { type: "string" };
const flag = { type: "boolean" };
const count = { type: "integer", minimum: 0 };
const ordinal = { type: "integer", minimum: 1 };
const ms = { type: "number", minimum: 0, description: "milliseconds" };
const status = { type: "integer", minimum: 400, maximum: 599 };
const trigger = { afterEvents: count, afterMs: ms };

function object(properties: object, required: readonly string[] = []): object {
  return {
    type: "object",
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties,
  };
}

function oneOf(...values: readonly string[]): object {
  return { type: "string", enum: values };
}

function oneOrMore(schema: object): object {
  return { oneOf: [schema, { type: "array", items: schema }] };
}

const delay = { oneOf: [ms, object({ min: ms, max: ms }, ["min", "max"])] };

const verbs = oneOf(
  ...["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
);

/** JSON schema of which requests, watches or events are meant. */
export const matchBody: object = object({
  verb: oneOrMore(verbs),
  resource: oneOrMore({
    ...text,
    description: "pods, deployments or deployments.apps, pods/status; * stands for any characters",
  }),
  unserved: {
    ...flag,
    enum: [true],
    description: "the resource may be one that is served only later",
  },
  namespace: text,
  name: text,
  client: { ...text, description: "user agent; * stands for any characters" },
  query: object({ resourceVersion: text, sendInitialEvents: flag, continue: flag }),
  event: object({ type: oneOf("ADDED", "MODIFIED", "DELETED", "BOOKMARK"), key: text }),
  open: { ...flag, description: "the watches that are open now, instead of requests to come" },
});

const moment = {
  ...object({ ms, resourceVersion: text, writes: count, fault: text }),
  minProperties: 1,
  maxProperties: 1,
};

/** Each action with what goes with it. */
const actions: readonly object[] = [
  object({ latency: delay, at: oneOf("request", "response", "event") }, ["latency"]),
  object({ status, reason: text, message: text, retryAfterSeconds: count }, ["status"]),
  object(
    { expire: oneOf("http410", "event410", "event410-gone", "continue410"), afterEvents: count },
    ["expire"],
  ),
  object({ futureResourceVersion: flag }, ["futureResourceVersion"]),
  object({ reset: oneOf("before-headers", "after-headers", "stream"), ...trigger }, ["reset"]),
  object({ close: oneOf("clean"), ...trigger }, ["close"]),
  object({ stall: flag, ...trigger }, ["stall"]),
  object({ errorEvent: status, message: text, afterEvents: count }, ["errorEvent"]),
  object({ bookmarks: oneOf("none", "no-initial-events-end") }, ["bookmarks"]),
  object({ refuseStreamingList: flag }, ["refuseStreamingList"]),
  object({ stale: object({ byRevisions: count, byMs: ms }) }, ["stale"]),
  object({ compact: object({ keep: count }, ["keep"]) }, ["compact"]),
  object({ restart: flag }, ["restart"]),
  object({ loseResponse: flag }, ["loseResponse"]),
  object({ malformEvent: oneOf("not-json", "unknown-type", "truncated", "nameless") }, [
    "malformEvent",
  ]),
  object({ dropEvent: flag }, ["dropEvent"]),
  object({ duplicateEvent: flag }, ["duplicateEvent"]),
  object({ reorderEvents: flag }, ["reorderEvents"]),
];

/** JSON schema of a fault. */
export const faultBody: object = object(
  {
    id: text,
    on: { ...matchBody, description: "which requests, watches or events" },
    life: {
      ...object({
        nth: oneOrMore(ordinal),
        times: ordinal,
        probability: { type: "number", minimum: 0, maximum: 1 },
        after: moment,
        until: moment,
      }),
      description: "when, and how often",
    },
    do: { oneOf: actions, description: "what happens: exactly one action" },
    unsound: { ...flag, description: "wanted although it breaks a promise of Kubernetes" },
  },
  ["do"],
);

/** The fault that a body describes. @throws FaultError saying what is wrong with it. */
export function toFault(body: unknown): Fault {
  const problem = problemOfFault(body);
  if (problem !== undefined) throw new FaultError(problem);
  return body as Fault;
}
