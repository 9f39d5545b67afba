import { Simulation } from "@informerlab/core/simulation";
import {
  createCluster,
  createFetchHandler,
  type FakeCluster,
  type FetchHandler,
  type TokenUser,
} from "@informerlab/fake-apiserver";
import type { Door, WireAnswer, WireBody, WireRequest } from "./door.ts";
import { recordedWebhooks } from "./recorded-webhooks.ts";

/** Turns of the host in which promises and streams settle before time is taken to be what is waited for. */
const turnsBeforeTime = 4;

/** Where the recorded server listened: it tells clients so. */
const recordedAt = "https://127.0.0.1:16443";

/** Users of the recorded server. */
const tokens: readonly TokenUser[] = [
  { token: "oracle", name: "oracle-admin", uid: "oracle-uid", groups: ["system:masters"] },
  { token: "alice", name: "alice", uid: "alice-uid", groups: ["dev"] },
];

/** The server in this process behind its fetch handler, in virtual time: waiting costs nothing. */
export class VirtualDoor implements Door {
  // The recorded server was of this time; tests of ages and dates do not depend on the day they run.
  readonly #simulation = new Simulation({ startAt: Date.UTC(2026, 10, 23, 12) });
  #cluster: FakeCluster | undefined;
  #fetch: FetchHandler | undefined;

  async send(request: WireRequest): Promise<WireAnswer> {
    const { url, method, headers, body } = request;
    const sent = new AbortController();
    let answer: WireAnswer | undefined;
    let problem: unknown;
    const handler = this.#fetch ?? (() => Promise.reject(new Error("reset comes first")));
    void handler(new URL(url, recordedAt), {
      method,
      headers: { ...headers },
      signal: sent.signal,
      // Bytes: to text the web would add a Content-Type that the script did not send.
      ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
    }).then(
      (response) => {
        answer = toAnswer(response, sent);
      },
      (error: unknown) => {
        problem = error;
      },
    );
    await this.until(() => answer !== undefined || problem !== undefined, 60_000);
    if (answer === undefined) throw new Error(`${method} ${url} got no answer`, { cause: problem });
    return answer;
  }

  async admin(verb: "reset" | "compact" | "restart", body: object): Promise<void> {
    const { watchCache, isStock, revision, announce } = body as {
      readonly watchCache?: boolean;
      readonly isStock?: boolean;
      readonly revision?: string;
      readonly announce?: string;
    };
    if (verb === "reset") await this.#reset(watchCache ?? true, isStock ?? false);
    const apiserver = this.#cluster?.apiserver;
    if (verb === "restart") apiserver?.restart();
    if (revision !== undefined) apiserver?.compactStorage(Number(revision));
    if (announce !== undefined) apiserver?.announceCompaction(Number(announce));
  }

  async until(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
    const simulation = this.#simulation;
    const end = simulation.now() + timeoutMs;
    for (;;) {
      for (let turn = 0; turn < turnsBeforeTime; turn++) {
        simulation.runReady();
        if (isDone()) return true;
        await new Promise((resolve) => setImmediate(resolve));
      }
      const next = simulation.nextTimerAt;
      if (next === undefined || next > end) break;
      simulation.advanceTo(next);
    }
    simulation.advanceTo(end);
    await new Promise((resolve) => setImmediate(resolve));
    return isDone();
  }

  async close(): Promise<void> {
    await this.#cluster?.close();
  }

  async #reset(hasWatchCache: boolean, isStock: boolean): Promise<void> {
    await this.#cluster?.close();
    const cluster = createCluster({
      environment: this.#simulation,
      hasWatchCache,
      tokens,
      webhooks: { client: recordedWebhooks(this.#simulation) },
      // Recorded without a controller manager.
      controllers: { namespaces: false, gc: false, serviceAccounts: false, apiServices: false },
      ...(isStock ? { admissionPlugins: { enable: ["ServiceAccount"] } } : {}),
    });
    this.#cluster = cluster;
    this.#fetch = createFetchHandler(cluster);
  }
}

function toAnswer(response: Response, sent: AbortController): WireAnswer {
  const headers: Record<string, string | readonly string[]> = Object.fromEntries(response.headers);
  const warning = response.headers.get("warning");
  // The web joins what were several header lines.
  if (warning?.includes(", 299 ") === true) headers["warning"] = warning.split(/, (?=299 )/);
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "",
    headers,
    body: readBody(response, sent),
  };
}

function readBody(response: Response, sent: AbortController): WireBody {
  const state: { text: string; end: "clean" | "broken" | undefined; cancel(): void } = {
    text: "",
    end: undefined,
    cancel: () => sent.abort(),
  };
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      state.text += decoder.decode(chunk as Uint8Array, { stream: true });
    }
  };
  read().then(
    () => {
      state.end = "clean";
    },
    () => {
      state.end = "broken";
    },
  );
  return state;
}
