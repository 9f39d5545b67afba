import type { Door, WireAnswer, WireRequest } from "./door.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  type RecordedStep,
  type Scenario,
  type Step,
  type Transcript,
} from "./fixture.ts";
import { memberAt, Variables } from "./variables.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"] as const;
const patchTypes: Readonly<Record<string, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};
/** Longer texts are only compared by their presence. */
const textLengthMax = 20_000;
const answerTimeoutMs = 60_000;
const watchOpenTimeoutMs = 5_000;

/** Plays a script through a door and writes down what the server answered, in the form of the recorded transcripts. */
export async function play(scenario: Scenario, door: Door): Promise<Transcript> {
  await door.admin("reset", {
    watchCache: scenario.server?.["ORACLE_WATCH_CACHE"] !== "false",
    // Most were recorded without the plugin that wants an account for each pod.
    ...(scenario.server?.["ORACLE_STOCK"] === undefined ? {} : { isStock: true }),
  });
  return new Player(scenario, door).run();
}

interface OpenWatch {
  readonly record: Record<string, Json>;
  answer: WireAnswer | undefined;
  isClosedByClient: boolean;
}

class Player {
  readonly #scenario: Scenario;
  readonly #door: Door;
  readonly #variables = new Variables();
  readonly #steps: Record<string, Json>[] = [];
  readonly #watches = new Map<string, OpenWatch>();

  constructor(scenario: Scenario, door: Door) {
    this.#scenario = scenario;
    this.#door = door;
    this.#variables.set("ns", scenario.namespace ?? "");
    this.#variables.set("rand", scenario.id);
  }

  async run(): Promise<Transcript> {
    const { namespace, steps } = this.#scenario;
    if (namespace !== undefined && namespace !== "") {
      await this.#step({
        id: "ns",
        POST: "/api/v1/namespaces",
        body: { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
      });
    }
    for (const [index, step] of steps.entries()) {
      await this.#step({ id: `step${String(index + 1).padStart(2, "0")}`, ...step });
    }
    await this.#door.until(() => false, 0);
    for (const watch of this.#watches.values()) this.#finishWatch(watch);
    return { steps: this.#steps as unknown as readonly RecordedStep[] };
  }

  async #step(step: Step & { readonly id: string }): Promise<void> {
    // A step that fails is a difference; the ones behind it are still worth playing.
    const record = await this.#recordOf(step).catch((error: unknown) => ({
      id: step.id,
      kind: "failed",
      error: error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error),
    }));
    this.#steps.push(record);
  }

  async #recordOf(step: Step & { readonly id: string }): Promise<Record<string, Json>> {
    const { id } = step;
    if (methodOf(step) !== undefined) return this.#request(step);
    if (step["watch"] !== undefined) return this.#watch(step);
    if (isObject(step["await"])) return this.#await(step, step["await"]);
    if (step["close"] !== undefined) return this.#close(step);
    if (step["sleep"] !== undefined) {
      await this.#door.until(() => false, Number(step["sleep"]) * 1000);
      return { id, kind: "sleep" };
    }
    if (isObject(step["etcd"])) return this.#compact(step, step["etcd"]);
    if (step["restart"] !== undefined) {
      await this.#door.admin("restart", {});
      return { id, kind: "restart" };
    }
    if (isObject(step["repeat"])) return this.#repeat(step, step["repeat"]);
    if (isObject(step["poll"])) return this.#poll(step, step["poll"]);
    if (Array.isArray(step["parallel"])) {
      return this.#parallel(step, step["parallel"] as readonly Step[]);
    }
    throw new Error(`${this.#scenario.id}: step ${id} does nothing known`);
  }

  #build(step: JsonObject, method: string, path: string): [WireRequest, JsonObject] {
    const headers = new Map([
      ["accept", "application/json"],
      ["user-agent", "oracle-recorder/1.0"],
    ]);
    const token = step["token"] ?? "oracle";
    if (token !== "") headers.set("authorization", `Bearer ${String(token)}`);
    const body = this.#bodyOf(step);
    if (body !== undefined) headers.set("content-type", "application/json");
    if (typeof step["patch"] === "string") {
      headers.set("content-type", patchTypes[step["patch"]] ?? step["patch"]);
    }
    const own = this.#variables.expand(step["headers"] ?? {}) as JsonObject;
    for (const [name, value] of Object.entries(own)) {
      if (value === null || value === undefined) headers.delete(name.toLowerCase());
      else headers.set(name.toLowerCase(), String(value));
    }
    const url = this.#urlOf(step, path);
    const request = { method, url, headers: Object.fromEntries(headers), body };
    const sent = step["body"] === undefined ? null : this.#variables.expand(step["body"]);
    return [request, { method, url, body: sent }];
  }

  #bodyOf(step: JsonObject): string | undefined {
    if (typeof step["rawBody"] === "string") return this.#variables.expandText(step["rawBody"]);
    return step["body"] === undefined
      ? undefined
      : JSON.stringify(this.#variables.expand(step["body"]));
  }

  #urlOf(step: JsonObject, path: string): string {
    const query = this.#variables.expand(step["query"] ?? {}) as JsonObject;
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      [value ?? ""]
        .flat()
        .map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`),
    );
    const encoded = encodeURI(this.#variables.expandText(path)).replace(/%25/g, "%");
    return pairs.length === 0 ? encoded : `${encoded}?${pairs.join("&")}`;
  }

  async #send(request: WireRequest): Promise<WireAnswer> {
    const answer = await this.#door.send(request);
    await this.#door.until(() => answer.body.end !== undefined, answerTimeoutMs);
    return answer;
  }

  async #request(step: Step & { readonly id: string }): Promise<Record<string, Json>> {
    const method = methodOf(step) ?? "GET";
    const [request, record] = this.#build(step, method, String(step[method]));
    const answer = await this.#send(request);
    const response = responseRecord(answer, step);
    this.#capture(step, response["body"], answer);
    return { id: step.id, kind: "request", request: record, response };
  }

  #capture(step: JsonObject, document: Json | undefined, answer?: WireAnswer): void {
    const wanted = isObject(step["capture"]) ? step["capture"] : {};
    for (const [name, path] of Object.entries(wanted)) {
      const where = String(path);
      const value = where.startsWith("@")
        ? [answer?.headers[where.slice(1).toLowerCase()] ?? "MISSING"].flat()[0]
        : memberAt(document, where);
      this.#variables.set(name, value ?? "MISSING");
    }
  }

  async #watch(step: Step & { readonly id: string }): Promise<Record<string, Json>> {
    const [request, record] = this.#build(step, "GET", String(step["watch"]));
    const watch: OpenWatch = {
      record: { id: step.id, kind: "watch", request: record },
      answer: undefined,
      isClosedByClient: false,
    };
    this.#watches.set(step.id, watch);
    void this.#door.send(request).then(
      (answer) => {
        watch.answer = answer;
      },
      () => {},
    );
    const isOpen = await this.#door.until(() => watch.answer !== undefined, watchOpenTimeoutMs);
    if (!isOpen) watch.record["headersPendingAfterS"] = watchOpenTimeoutMs / 1000;
    return watch.record;
  }

  async #await(
    step: Step & { readonly id: string },
    wanted: JsonObject,
  ): Promise<Record<string, Json>> {
    const watch = this.#watches.get(String(wanted["watch"]));
    const timeoutMs = Number(wanted["timeout"] ?? 5) * 1000;
    const hasEnded = (): boolean => watch?.answer?.body.end !== undefined;
    const isDone =
      wanted["end"] === true
        ? hasEnded
        : () => framesOf(watch).length >= Number(wanted["frames"]) || hasEnded();
    await this.#door.until(isDone, timeoutMs);
    const captures = isObject(step["capture"]) ? step["capture"] : {};
    for (const [name, path] of Object.entries(captures)) {
      this.#variables.set(name, memberAt(framesOf(watch), String(path)) ?? "MISSING");
    }
    return { id: step.id, kind: "await" };
  }

  async #close(step: Step & { readonly id: string }): Promise<Record<string, Json>> {
    const watch = this.#watches.get(String(step["close"]));
    if (watch !== undefined) closeWatch(watch);
    await this.#door.until(() => false, 0);
    return { id: step.id, kind: "close" };
  }

  async #compact(
    step: Step & { readonly id: string },
    wanted: JsonObject,
  ): Promise<Record<string, Json>> {
    const { putCompactRev, compact } = wanted;
    if (putCompactRev !== undefined) {
      await this.#door.admin("compact", {
        announce: String(this.#variables.expand(putCompactRev)),
      });
    }
    if (compact !== undefined) {
      await this.#door.admin("compact", { revision: String(this.#variables.expand(compact)) });
    }
    return { id: step.id, kind: "etcd" };
  }

  async #repeat(
    step: Step & { readonly id: string },
    wanted: JsonObject,
  ): Promise<Record<string, Json>> {
    const inner = wanted["request"] as JsonObject;
    const method = methodOf(inner) ?? "GET";
    const times = Number(wanted["times"]);
    const statuses: Record<string, number> = {};
    const ends: JsonObject[] = [];
    for (let index = 0; index < times; index++) {
      this.#variables.set("i", String(index).padStart(4, "0"));
      const [request, record] = this.#build(inner, method, String(inner[method]));
      const answer = await this.#send(request);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const { status, contentType } = answer;
      const body = bodyRecord(answer, inner);
      const response: Record<string, Json> = { status, contentType, ...body };
      if (index === 0 || index === times - 1) ends.push({ request: record, response });
      if (index === times - 1) this.#capture(step, response["body"]);
    }
    const [first = {}, last = first] = ends;
    return { id: step.id, kind: "repeat", times, statuses, first, last };
  }

  /** Asks again every 100 ms until the answer is as wanted; only the last one is kept. */
  async #poll(
    step: Step & { readonly id: string },
    wanted: JsonObject,
  ): Promise<Record<string, Json>> {
    const tries = Number(wanted["timeout"] ?? 10) * 10;
    for (let attempt = 0; ; attempt++) {
      const merged = { ...step, ...wanted };
      const [request, record] = this.#build(merged, "GET", String(wanted["GET"]));
      const answer = await this.#send(request);
      const response = responseRecord(answer, {});
      if (attempt >= tries || isWanted(wanted, answer, response["body"])) {
        this.#capture(step, response["body"]);
        const until = wanted["until"] ?? { httpStatus: wanted["status"] ?? null };
        return { id: step.id, kind: "poll", until, request: record, response };
      }
      await this.#door.until(() => false, 100);
    }
  }

  async #parallel(
    step: Step & { readonly id: string },
    requests: readonly Step[],
  ): Promise<Record<string, Json>> {
    const built = requests.map((one) => {
      const method = methodOf(one) ?? "GET";
      return [one, ...this.#build(one, method, String(one[method]))] as const;
    });
    const results = await Promise.all(
      built.map(async ([one, request, record]) => {
        const response = responseRecord(await this.#send(request), one);
        return { id: one.id ?? "", request: record, response };
      }),
    );
    return { id: step.id, kind: "parallel", requests: results };
  }

  #finishWatch(watch: OpenWatch): void {
    const { answer, record } = watch;
    if (answer !== undefined) {
      const { status, contentType, headers } = answer;
      record["response"] = {
        status,
        contentType,
        headers,
        ...(status === 200 ? {} : bodyRecord(answer, {})),
      };
    }
    record["frames"] = framesOf(watch);
    closeWatch(watch);
  }
}

function closeWatch(watch: OpenWatch): void {
  watch.isClosedByClient = true;
  watch.answer?.body.cancel();
}

function framesOf(watch: OpenWatch | undefined): readonly Json[] {
  const answer = watch?.answer;
  if (answer?.status !== 200) return [];
  const lines = answer.body.text.split("\n");
  const rest = lines.pop() ?? "";
  if (rest !== "" && answer.body.end !== undefined) lines.push(rest);
  return lines.map((line) => {
    try {
      return JSON.parse(line) as Json;
    } catch {
      return { unparsed: line };
    }
  });
}

function responseRecord(answer: WireAnswer, step: JsonObject): Record<string, Json> {
  const { status, contentType, headers } = answer;
  const record: Record<string, Json> = {
    status,
    contentType,
    headers,
    ...bodyRecord(answer, step),
  };
  if (step["text"] === true) record["bodyText"] = answer.body.text;
  return record;
}

function bodyRecord({ body, contentType }: WireAnswer, step: JsonObject): Record<string, Json> {
  if (step["store"] === false) return { bodyOmitted: "omitted" };
  if (contentType.includes("json")) {
    try {
      return { body: JSON.parse(body.text) as Json };
    } catch {
      // Kept as text below.
    }
  }
  return body.text.length > textLengthMax ? { bodyOmitted: "omitted" } : { bodyText: body.text };
}

function isWanted(wanted: JsonObject, answer: WireAnswer, body: Json | undefined): boolean {
  if (wanted["status"] !== undefined && answer.status === wanted["status"]) return true;
  if (!isObject(wanted["until"])) return false;
  return Object.entries(wanted["until"]).every(
    ([path, value]) => String(memberAt(body, path)) === String(value),
  );
}

function methodOf(step: JsonObject): (typeof methods)[number] | undefined {
  return methods.find((method) => step[method] !== undefined);
}
