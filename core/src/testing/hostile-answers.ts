import { initialEventsEndAnnotation } from "../api/watch-event.ts";
import { type Random, randomInteger } from "../environment/random.ts";

/** One answer of a server, proxy or load balancer that does not do as it should. */
export interface HostileAnswer {
  /** What is wrong with it, for messages. */
  readonly fault: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `end`: the body ends as it should; `break`: the connection is lost; `hang`: nothing more ever comes. */
  readonly ending: "end" | "break" | "hang";
}

/** What was asked for. */
export interface HostileRequest {
  readonly isWatch: boolean;
  /** The watch is to begin with the objects. */
  readonly isStreamingList: boolean;
}

/** What a healthy server of these ConfigMaps answers, one that knows no version but its own. */
export function healthyAnswer(
  asked: ReadonlyMap<string, string>,
  isWatch: boolean,
  names: readonly string[],
): HostileAnswer {
  const version = asked.get("resourceVersion") ?? "";
  if (isWatch && version !== "" && version !== healthyVersion) {
    const reason = "Expired";
    const status = { kind: "Status", status: "Failure", code: 410, reason, message: "too old" };
    return answer("none", JSON.stringify(status), { status: 410 });
  }
  if (!isWatch) return answer("none", JSON.stringify(healthyList(Number(healthyVersion), names)));
  // Without a version a watch begins with what there is.
  const found = version === "" ? names : [];
  let body = found.map((name) => frame("ADDED", healthyObject(name, 900))).join("");
  if (asked.has("sendInitialEvents")) {
    const annotations = { [initialEventsEndAnnotation]: "true" };
    body += frame("BOOKMARK", { metadata: { resourceVersion: healthyVersion, annotations } });
  }
  return answer("none", body, { ending: "hang" });
}

const healthyVersion = "1000";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const json = { "content-type": "application/json" };
const html = { "content-type": "text/html; charset=utf-8" };
const loginPage = "<!doctype html><html><title>Sign in — ログイン</title><form></form></html>";
const nesting = 20_000;

/** Seeded: the same draws give the same answer. */
export function hostileAnswer(random: Random, request: HostileRequest): HostileAnswer {
  const makers = request.isWatch
    ? [...anyAnswers, ...watchAnswers]
    : [...anyAnswers, ...listAnswers];
  const make = pick(random, makers);
  return make(random, request);
}

function healthyList(version: number, names: readonly string[]): { [key: string]: Json } {
  return {
    kind: "ConfigMapList",
    apiVersion: "v1",
    metadata: { resourceVersion: String(version) },
    items: names.map((name, index) => healthyObject(name, version - index)),
  };
}

function healthyObject(name: string, version: number): { [key: string]: Json } {
  return {
    metadata: {
      name,
      namespace: "default",
      uid: `uid-${name}`,
      resourceVersion: String(version),
      labels: { app: "web" },
      annotations: { note: "größe 大きさ 🙂" },
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n1", uid: "u1" }],
      finalizers: ["example.com/keep"],
    },
    data: { key: "value" },
  };
}

/** One line of a watch. */
function frame(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}

type Maker = (random: Random, request: HostileRequest) => HostileAnswer;

function answer(fault: string, body: string, rest: Partial<HostileAnswer> = {}): HostileAnswer {
  return { fault, status: 200, headers: json, body, ending: "end", ...rest };
}

function refusing(status: number, retryAfter?: string): Maker {
  const headers = retryAfter === undefined ? html : { ...html, "retry-after": retryAfter };
  return () => answer(`${status} ${retryAfter ?? ""}`, loginPage, { status, headers });
}

const anyAnswers: readonly Maker[] = [
  () => answer("a login page", loginPage, { headers: html }),
  () => answer("a login page called JSON", loginPage),
  () => answer("nothing", ""),
  () => answer("only null", "null\n"),
  () => answer("a number", "5\n"),
  () => answer("a redirect", "", { status: 302, headers: { location: "https://login.example/" } }),
  () => answer("no content", "", { status: 204 }),
  () => answer("silence", "", { ending: "hang" }),
  () => answer("a broken connection", "", { ending: "break" }),
  () => answer("nesting without end", `${"[".repeat(nesting)}${"]".repeat(nesting)}\n`),
  () =>
    answer("unknown encoding", "\u001f\ufffd\b\u0000", {
      headers: { ...json, "content-encoding": "gzip" },
    }),
  (random) => {
    const [status, shape] = [pick(random, [400, 410, 429, 500, 504]), mutated(random, statusBody)];
    return answer(`a Status that is none, ${status}`, shape, { status });
  },
  ...[400, 401, 403, 404, 410, 418, 500, 502, 503, 504].map((status) => refusing(status)),
  ...["0", "1", "1000000000", "soon", "-5", "1e400"].map((time) => refusing(429, time)),
  refusing(503, "99999999999999999999"),
];

const statusBody: Json = {
  kind: "Status",
  apiVersion: "v1",
  metadata: {},
  status: "Failure",
  message: "no",
  reason: "Timeout",
  details: { causes: [{ reason: "x", message: "y" }], retryAfterSeconds: 1 },
  code: 504,
};

const listAnswers: readonly Maker[] = [
  (random) =>
    answer("one value of a wrong type", mutated(random, healthyList(50, ["a", "b", "c"]))),
  (random) =>
    answer("one value of a wrong type", mutated(random, healthyList(50, ["a", "b", "c"]))),
  (random) => {
    const whole = JSON.stringify(healthyList(50, ["a", "b", "c"]));
    const ending = pick(random, ["end", "break", "hang"] as const);
    return answer(
      `a list cut short (${ending})`,
      whole.slice(0, randomInteger(random, whole.length)),
      { ending },
    );
  },
  () => answer("the same object twice", JSON.stringify(healthyList(50, ["a", "a", "b", "a"]))),
  (random) =>
    answer("a version of the past", JSON.stringify(healthyList(randomInteger(random, 9), ["a"]))),
  () => answer("no version", JSON.stringify({ kind: "ConfigMapList", items: [] })),
  () =>
    answer(
      "pages without end",
      JSON.stringify({
        ...healthyList(50, []),
        metadata: { continue: "more", resourceVersion: "50" },
      }),
    ),
  () =>
    answer(
      "another kind",
      JSON.stringify({
        kind: "PodList",
        apiVersion: "v1",
        metadata: {},
        items: [{ kind: "Pod", metadata: { name: "p" } }],
      }),
    ),
  () => answer("an object", JSON.stringify(healthyObject("a", 5))),
  () =>
    answer(
      "a key called __proto__",
      `{"kind":"ConfigMapList","metadata":{"resourceVersion":"50"},"items":[{"metadata":{"name":"a","labels":{"__proto__":"x"}},"__proto__":null}]}`,
    ),
];

const watchAnswers: readonly Maker[] = [
  (random) =>
    answer(
      "ends after an event",
      frame("MODIFIED", healthyObject(pick(random, ["a", "b", "z"]), 51)),
    ),
  () => answer("ends at once", ""),
  (random) => answer("an event of a wrong type", mutatedFrame(random), { ending: "hang" }),
  (random) => answer("an event of a wrong type", mutatedFrame(random), { ending: "end" }),
  (random) => {
    const line = frame("ADDED", healthyObject("a", 60));
    return answer("half an event", line.slice(0, randomInteger(random, line.length)), {
      ending: pick(random, ["end", "break", "hang"] as const),
    });
  },
  () =>
    answer(
      "a streaming list cut before its bookmark",
      frame("ADDED", healthyObject("a", 9)) + frame("ADDED", healthyObject("b", 8)),
    ),
  () =>
    answer("a version of the past", frame("MODIFIED", healthyObject("a", 1)), { ending: "hang" }),
  () => answer("an unknown event", frame("RENAMED", healthyObject("a", 61))),
  () => answer("events without objects", `{"type":"ADDED"}\n`),
  () =>
    answer("no line breaks", `${frame("ADDED", healthyObject("a", 62)).trim()} `, {
      ending: "break",
    }),
  () =>
    answer(
      "an event of another kind",
      frame("ADDED", {
        kind: "Pod",
        apiVersion: "v1",
        metadata: { name: "p", resourceVersion: "63" },
      }),
    ),
  (random) =>
    answer("an ERROR that is none", `{"type":"ERROR","object":${mutated(random, statusBody)}}\n`),
  ...[410, 429, 500, 504].map(
    (code): Maker =>
      () =>
        answer(
          `ERROR ${code}`,
          frame("ERROR", { kind: "Status", code, reason: "", message: `no ${code}` }),
        ),
  ),
];

function mutatedFrame(random: Random): string {
  return `${mutated(random, { type: "MODIFIED", object: healthyObject("a", 64) })}\n`;
}

const replacements: readonly Json[] = [null, 5, -1e300, true, "text", [], {}, [null], { "": null }];

/** The JSON of `value` with one place, drawn from all, holding something else. */
function mutated(random: Random, value: Json): string {
  const places: ((replacement: Json) => Json)[] = [];
  collect(value, (replacement) => replacement, places);
  return JSON.stringify(pick(random, places)(pick(random, replacements)));
}

function collect(
  value: Json,
  rebuild: (replacement: Json) => Json,
  places: ((replacement: Json) => Json)[],
): void {
  places.push(rebuild);
  if (typeof value !== "object" || value === null) return;
  for (const key of Object.keys(value)) {
    const inner = (value as { [key: string]: Json })[key] ?? null;
    const rebuildInner = (replacement: Json): Json =>
      rebuild(
        Array.isArray(value)
          ? value.with(Number(key), replacement)
          : { ...value, [key]: replacement },
      );
    collect(inner, rebuildInner, places);
  }
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInteger(random, from.length)] as T;
}
