import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { PlainObject } from "../../codec/json/plain-object.ts";
import { readRecording } from "../../recording/read-recording.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";
import { ReplayHandler } from "../replay-handler.ts";

/** Where the objects of {@link map} are. */
export const maps = "/api/v1/namespaces/default/configmaps";

/** A ConfigMap. */
export function map(
  name: string,
  version: number,
  labels: Readonly<Record<string, string>> = {},
): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default", resourceVersion: String(version), labels },
  };
}

/** A list of them. */
export function list(
  version: number,
  items: readonly object[],
  metadata: object = {},
): PlainObject {
  const resourceVersion = String(version);
  return {
    kind: "ConfigMapList",
    apiVersion: "v1",
    metadata: { resourceVersion, ...metadata },
    items,
  };
}

/** A recording, line by line. */
export class Tape {
  readonly #lines: object[] = [{ recording: 1, startedAt: 1_700_000_000_000, secrets: "left out" }];
  #asked = 0;

  /** Another answer than what was asked for; `told`: its line, but for times and numbers. */
  answer(at: number, path: string, told: object, value?: object, method = "GET"): this {
    const body = this.#asked + 1;
    const rest = value === undefined ? [] : [{ at, body, value }];
    return this.#asks(at, method, path, told, ...rest);
  }

  /** How the watch or answer before ended. */
  over(at: number, reason: string, isBroken = false): this {
    this.#lines.push({ at, over: this.#asked, reason, ...(isBroken ? { broken: true } : {}) });
    return this;
  }

  list(at: number, path: string, value: object): this {
    return this.#ask(at, path, { at, body: this.#asked + 1, value });
  }

  watch(at: number, path: string, ...events: (readonly [number, string, object])[]): this {
    const watch = this.#asked + 1;
    return this.#ask(
      at,
      path,
      ...events.map(([when, type, object]) => ({ at: when, watch, type, object })),
    );
  }

  text(): string {
    const lines = [...this.#lines, { at: 99_999, end: "closed" }];
    return lines.map((line) => JSON.stringify(line)).join("\n");
  }

  #ask(at: number, path: string, ...rest: readonly object[]): this {
    return this.#asks(at, "GET", path, { code: 200, type: "application/json" }, ...rest);
  }

  #asks(at: number, method: string, path: string, told: object, ...rest: readonly object[]): this {
    this.#asked += 1;
    const asked = this.#asked;
    this.#lines.push(
      { at, asked, client: "c", method, path },
      { at, answered: asked, ...told },
      ...rest,
    );
    return this;
  }
}

/** A recording that is served again, in virtual time. */
export class Replay {
  readonly simulation: Simulation = new Simulation();
  readonly #handler: ReplayHandler;

  constructor(tape: Tape, speed = 1) {
    const { clock } = this.simulation;
    this.#handler = new ReplayHandler(readRecording(tape.text()), { clock, speed });
  }

  ask(target: string, accept?: string, method = "GET", client = "test"): ApiResponse {
    const [path = "", query = ""] = target.split("?");
    const pairs = query.split("&").filter((pair) => pair !== "");
    let answer: ApiResponse | undefined;
    const request = {
      ...{ method, path, client },
      query: pairs.map((pair): readonly [string, string] => {
        const [name = "", ...value] = pair.split("=");
        return [name, value.join("=")];
      }),
      headers: accept === undefined ? {} : { accept },
    };
    this.#handler.handle(request, (response) => {
      answer = response;
    });
    if (answer === undefined) throw new Error("no answer");
    return answer;
  }

  /** Names and version of a list. */
  list(target: string): string {
    const { body } = this.ask(target);
    if (body.kind !== "json") throw new Error(body.kind);
    const {
      items = [],
      metadata,
      message,
    } = body.value as {
      items?: readonly KubernetesObject[];
      metadata: { resourceVersion?: string };
      message?: string;
    };
    if (message !== undefined) return message;
    const names = items.map((item) => `${item.metadata?.name}@${item.metadata?.resourceVersion}`);
    return `${metadata.resourceVersion}: ${names.join(" ")}`;
  }

  /** What a watch tells from now on, as `+ADDED a@3`. */
  watch(target: string, client = "test"): string[] {
    const { body } = this.ask(target, undefined, "GET", client);
    if (body.kind !== "watch") throw new Error(body.kind);
    const told: string[] = [];
    body.stream.start({
      frame: ({ type, object }) => {
        const { name = "", resourceVersion = "" } = object.metadata ?? {};
        const { message = "" } = object as { message?: string };
        told.push(`${type} ${name}@${resourceVersion}${message}`);
      },
      end: (how) => told.push(how === "clean" ? "end" : "broken"),
    });
    return told;
  }

  pass(ms: number): void {
    this.simulation.advanceBy(ms);
  }
}
