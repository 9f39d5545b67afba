import { printJson } from "@informerlab/core";
import type { FaultKind } from "./fault.ts";

/** Says what a value must be, where it is not; undefined where it is. `at` is its path, such as `life.times`. */
type Check = (value: unknown, at: string) => string | undefined;

/** What is wrong with a value that is meant as a fault, as one line with its path; undefined for a fault. */
export function problemOfFault(value: unknown): string | undefined {
  if (isObject(value) && value["do"] === undefined) {
    return 'a fault needs "do": what happens, such as {"status": 500}';
  }
  return fault(value, "");
}

/** What is wrong with a value that is meant as the match of a gate. */
export function problemOfMatch(value: unknown): string | undefined {
  return match(value, "the match");
}

function number(min: number, max: number, isWhole: boolean, wanted: string): Check {
  return (value, at) =>
    typeof value === "number" &&
    value >= min &&
    value <= max &&
    (!isWhole || Number.isInteger(value))
      ? undefined
      : wrong(at, wanted, value);
}

function oneOf(...allowed: readonly (string | boolean)[]): Check {
  return (value, at) =>
    allowed.includes(value as string | boolean)
      ? undefined
      : wrong(at, allowed.map((one) => JSON.stringify(one)).join(" or "), value);
}

/** One, or a list of them. */
function oneOrMore(check: Check): Check {
  return (value, at) =>
    Array.isArray(value)
      ? first(value.map((one, index) => () => check(one, `${at}[${index}]`)))
      : check(value, at);
}

/** An object of these members and no others. */
function members(checks: Readonly<Record<string, Check>>, needed: readonly string[] = []): Check {
  return (value, at) => {
    if (!isObject(value)) {
      return wrong(at, `an object with ${Object.keys(checks).join(", ")}`, value);
    }
    const missing = needed.find((name) => value[name] === undefined);
    if (missing !== undefined) return `${subject(at)} needs ${JSON.stringify(missing)}`;
    return first(
      Object.entries(value).map(([name, member]) => () => {
        if (member === undefined) return undefined;
        const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
        return check === undefined
          ? `${subject(at)} knows no ${JSON.stringify(name)}; it takes ${Object.keys(checks).join(", ")}`
          : check(member, pathOf(at, name));
      }),
    );
  };
}

/** An object with exactly one of these members. */
function exactlyOne(checks: Readonly<Record<string, Check>>): Check {
  const whole = members(checks);
  return (value, at) =>
    isObject(value) && Object.keys(value).length === 1
      ? whole(value, at)
      : wrong(at, `an object with one of ${Object.keys(checks).join(", ")}`, value);
}

const text: Check = (value, at) =>
  typeof value === "string" ? undefined : wrong(at, "text", value);
const flag = oneOf(true, false);
const always = oneOf(true);
const count = number(0, Number.MAX_SAFE_INTEGER, true, "a whole number, 0 or more");
const ordinal = number(1, Number.MAX_SAFE_INTEGER, true, "a whole number, 1 or more");
const ms = number(0, Number.MAX_SAFE_INTEGER, false, "milliseconds, 0 or more");
const status = number(400, 599, true, "an HTTP status from 400 to 599");

const delay: Check = (value, at) => {
  if (!isObject(value)) return ms(value, at);
  const problem = members({ min: ms, max: ms }, ["min", "max"])(value, at);
  if (problem !== undefined) return problem;
  return Number(value["min"]) > Number(value["max"])
    ? `${at} must have a min that is not above its max, found ${shown(value)}`
    : undefined;
};

const trigger = { afterEvents: count, afterMs: ms };

/** Each kind of action: its own member, and those that go with it. */
const actions: Readonly<Record<FaultKind, Readonly<Record<string, Check>>>> = {
  latency: { latency: delay, at: oneOf("request", "response", "event") },
  status: { status, reason: text, message: text, retryAfterSeconds: count },
  expire: {
    expire: oneOf("http410", "event410", "event410-gone", "continue410"),
    afterEvents: count,
  },
  futureResourceVersion: { futureResourceVersion: always },
  reset: { reset: oneOf("before-headers", "after-headers", "stream"), ...trigger },
  close: { close: oneOf("clean"), ...trigger },
  stall: { stall: always, ...trigger },
  errorEvent: { errorEvent: status, message: text, afterEvents: count },
  bookmarks: { bookmarks: oneOf("none", "no-initial-events-end") },
  refuseStreamingList: { refuseStreamingList: always },
  stale: { stale: exactlyOne({ byRevisions: count, byMs: ms }) },
  compact: { compact: members({ keep: count }, ["keep"]) },
  restart: { restart: always },
  loseResponse: { loseResponse: always },
  malformEvent: { malformEvent: oneOf("not-json", "unknown-type", "truncated", "nameless") },
  dropEvent: { dropEvent: always },
  duplicateEvent: { duplicateEvent: always },
  reorderEvents: { reorderEvents: always },
};

const action: Check = (value, at) => {
  const given = isObject(value)
    ? Object.keys(value)
        .filter(isKind)
        .filter((kind) => value[kind] !== undefined)
    : [];
  const [kind] = given;
  return kind === undefined || given.length > 1
    ? `a fault does exactly one thing, found ${shown(value)}; possible are ${Object.keys(actions).join(", ")}`
    : members(actions[kind])(value, at);
};

function isKind(name: string): name is FaultKind {
  return Object.hasOwn(actions, name);
}

const verb = oneOf(
  ...["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"],
);
const moment = exactlyOne({ ms, resourceVersion: text, writes: count, fault: text });

const match = members({
  verb: oneOrMore(verb),
  resource: oneOrMore(text),
  unserved: always,
  namespace: text,
  name: text,
  client: text,
  query: members({ resourceVersion: text, sendInitialEvents: flag, continue: flag }),
  event: members({ type: oneOf("ADDED", "MODIFIED", "DELETED", "BOOKMARK"), key: text }),
  open: flag,
});

const fault = members({
  id: text,
  on: match,
  life: members({
    nth: oneOrMore(ordinal),
    times: ordinal,
    probability: number(0, 1, false, "a chance from 0 to 1"),
    after: moment,
    until: moment,
  }),
  do: action,
  unsound: flag,
});

function first(steps: readonly (() => string | undefined)[]): string | undefined {
  for (const step of steps) {
    const problem = step();
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function wrong(at: string, wanted: string, value: unknown): string {
  return `${subject(at)} must be ${wanted}, found ${shown(value)}`;
}

function subject(at: string): string {
  return at === "" ? "a fault" : at;
}

function pathOf(at: string, name: string): string {
  return at === "" ? name : `${at}.${name}`;
}

function shown(value: unknown): string {
  return (printJson(value) ?? String(value)).slice(0, 80);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
