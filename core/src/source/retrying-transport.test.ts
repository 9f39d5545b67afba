import { describe, expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "./rest-transport.ts";
import { RetryingTransport, type RetryingTransportOptions } from "./retrying-transport.ts";
import { TransportError, type TransportFailure } from "./transport-error.ts";

const request = {
  method: "GET",
  path: "/api/v1/nodes",
  query: [],
  headers: {},
  isStream: false,
} as const;

/** Answers each request with the next head, or the last one. */
class AnsweringTransport implements RestTransport {
  readonly server = "https://cluster";
  readonly sentAt: number[] = [];
  cancels = 0;
  readonly #simulation: Simulation;
  readonly #heads: readonly [status: number, retryAfter?: string][];
  readonly #ends: boolean;

  constructor(
    simulation: Simulation,
    heads: readonly [status: number, retryAfter?: string][],
    ends: boolean,
  ) {
    this.#simulation = simulation;
    this.#heads = heads;
    this.#ends = ends;
  }

  send(_request: unknown, observer: RestResponseObserver): () => void {
    const [status, retryAfter] = this.#heads[
      Math.min(this.sentAt.length, this.#heads.length - 1)
    ] ?? [500];
    this.sentAt.push(this.#simulation.now());
    observer.responded({
      status,
      headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
    });
    observer.text("body");
    if (this.#ends) observer.ended();
    return () => {
      this.cancels += 1;
    };
  }
}

function setUp(
  heads: readonly [status: number, retryAfter?: string][],
  { ends = true }: { readonly ends?: boolean } = {},
) {
  const simulation = new Simulation();
  const transport = new AnsweringTransport(simulation, heads, ends);
  const told: string[] = [];
  const start = simulation.now();
  const cancel = new RetryingTransport(simulation, transport).send(request, {
    responded: ({ status }) => told.push(`${status}`),
    text: (piece) => told.push(piece),
    ended: () => told.push("ended"),
    failed: () => told.push("failed"),
  });
  return {
    simulation,
    told,
    cancel,
    transport,
    sentAfter: () => transport.sentAt.map((at) => at - start),
  };
}

test("a busy server is asked again after the time that it named, and only the last answer is handed on", () => {
  const { simulation, told, sentAfter } = setUp([[429, "2"], [503, "1"], [200]]);
  expect(told).toEqual([]);

  simulation.advanceBy(10_000);

  expect(sentAfter()).toEqual([0, 2000, 3000]);
  expect(told).toEqual(["200", "body", "ended"]);
});

test.each([[429], [503], [500, "soon"], [403, "5"], [504, "1"], [410, "1"], [200, "5"]] as [
  number,
  string?,
][])(
  "an answer %s that names no time, or is no sign of a busy server, is final (Retry-After: %s)",
  (...head) => {
    const { told, sentAfter } = setUp([head]);

    expect(told).toEqual([`${head[0]}`, "body", "ended"]);
    expect(sentAfter()).toEqual([0]);
  },
);

test("who is asked to wait for no time, or for an hour, waits a second, or a minute", () => {
  const { simulation, sentAfter } = setUp([[429, "0"], [503, "3600"], [200]]);

  simulation.advanceBy(3_600_000);

  expect(sentAfter()).toEqual([0, 1000, 61_000]);
});

test("after ten repetitions the refusal is handed on", () => {
  const { simulation, told, sentAfter } = setUp([[429, "1"]]);

  simulation.advanceBy(60_000);

  expect(sentAfter().length).toBe(11);
  expect(told).toEqual(["429", "body", "ended"]);
});

test("a cancel while waiting ends it, without another request or a timer", () => {
  const { simulation, told, cancel, sentAfter } = setUp([[429, "5"]]);

  cancel();
  simulation.advanceBy(60_000);

  expect(told).toEqual([]);
  expect(sentAfter()).toEqual([0]);
  expect(simulation.nextTimerAt).toBeUndefined();
});

test("an answer that asks to wait and does not end is left when the request is sent again", () => {
  const { simulation, transport, sentAfter } = setUp([[429, "1"], [200]], { ends: false });
  expect(transport.cancels).toBe(0);

  simulation.advanceBy(1000);

  expect(sentAfter()).toEqual([0, 1000]);
  expect(transport.cancels).toBe(1);
});

test("a cancel while waiting leaves an answer that has not ended", () => {
  const { cancel, transport } = setUp([[429, "1"]], { ends: false });

  cancel();

  expect(transport.cancels).toBe(1);
});

test("a cancel of the last request reaches the transport", () => {
  const { simulation, cancel, transport } = setUp([[429, "1"], [200]]);
  simulation.advanceBy(1000);

  cancel();

  expect(transport.cancels).toBe(1);
});

test.each([
  [false, ["failed"]],
  [true, []],
])(
  "a server that goes silent ends a request after 75 s, but no stream (stream: %s)",
  (isStream, ends) => {
    const simulation = new Simulation();
    const told: string[] = [];
    let observer: RestResponseObserver | undefined;
    let cancels = 0;
    const silent: RestTransport = {
      server: "https://cluster",
      send: (_request, observing) => {
        observer = observing;
        return () => {
          cancels += 1;
        };
      },
    };
    new RetryingTransport(simulation, silent).send(
      { ...request, isStream },
      {
        responded: () => told.push("head"),
        text: (piece) => told.push(piece),
        ended: () => told.push("ended"),
        failed: () => told.push("failed"),
      },
    );
    simulation.advanceBy(74_000);
    observer?.responded({ status: 200, headers: {} });
    simulation.advanceBy(74_000);
    observer?.text("body");
    simulation.advanceBy(74_000);

    expect(told).toEqual(["head", "body"]);
    simulation.advanceBy(1000);
    expect(told.slice(2)).toEqual(ends);
    expect(cancels).toBe(ends.length);
  },
);

test("the silence that a refused try may keep is not held against the next one", () => {
  const { simulation, told } = setUp([[429, "60"], [200]], { ends: false });

  simulation.advanceBy(100_000);

  expect(told).toEqual(["200", "body"]);
});

describe("a connection that breaks before an answer", () => {
  /** Breaks every connection but the last one, in the way named. */
  function breaking(breaks: number, failure: TransportFailure, isAnswered = false) {
    const simulation = new Simulation();
    const sentAt: number[] = [];
    const told: string[] = [];
    const transport: RestTransport = {
      server: "https://cluster",
      send: (_request, observer) => {
        sentAt.push(simulation.now());
        if (isAnswered || sentAt.length > breaks) observer.responded({ status: 200, headers: {} });
        if (sentAt.length > breaks) observer.ended();
        else observer.failed(new TransportError(failure, "it broke"));
        return () => {};
      },
    };
    const start = simulation.now();
    const send = (
      changes: Partial<RestRequest> = {},
      options: RetryingTransportOptions = { repeatsLostReads: true },
    ) =>
      new RetryingTransport(simulation, transport, options).send(
        { ...request, ...changes },
        {
          responded: ({ status }) => told.push(`${status}`),
          text: () => {},
          ended: () => told.push("ended"),
          failed: (error) => told.push(String(error)),
          waiting: (error, delayMs) => told.push(`${error} ${delayMs}`),
        },
      );
    return { simulation, told, send, sentAfter: () => sentAt.map((at) => at - start) };
  }

  test("is tried again after a second, where that is asked for", () => {
    const { simulation, told, send, sentAfter } = breaking(2, "connection-lost");

    send();
    simulation.advanceBy(10_000);

    expect(sentAfter()).toEqual([0, 1000, 2000]);
    const waits = "TransportError: it broke 1000";
    expect(told).toEqual([waits, waits, "200", "ended"]);
  });

  test("is handed on after ten repetitions", () => {
    const { simulation, told, send, sentAfter } = breaking(100, "connection-lost");

    send();
    simulation.advanceBy(60_000);

    expect(sentAfter().length).toBe(11);
    expect(told.at(-1)).toBe("TransportError: it broke");
  });

  test("is not tried again once the request is given up", () => {
    const { simulation, send, sentAfter } = breaking(2, "connection-lost");

    send()();
    simulation.advanceBy(60_000);

    expect(sentAfter()).toEqual([0]);
    expect(simulation.nextTimerAt).toBeUndefined();
  });

  test.each([
    ["a write", "connection-lost", { method: "PUT" }, {}],
    ["a stream", "connection-lost", { isStream: true }, {}],
    ["a server that is not there", "connection-refused", {}, {}],
    ["what has been answered in part", "connection-lost", {}, { isAnswered: true }],
    ["a Reflector's read", "connection-lost", {}, { options: {} }],
  ] as const)("is handed on at once for %s", (_what, failure, changes, { ...how }) => {
    const { isAnswered, options }: { isAnswered?: boolean; options?: object } = how;
    const { simulation, told, send, sentAfter } = breaking(2, failure, isAnswered);

    send(changes, options);
    simulation.advanceBy(60_000);

    expect(sentAfter()).toEqual([0]);
    expect(told.at(-1)).toBe("TransportError: it broke");
  });
});
