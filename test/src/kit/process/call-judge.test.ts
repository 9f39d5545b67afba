import {
  ObjectClient,
  parseJson,
  printJson,
  type RestRequest,
  type RestTransport,
  RetryingTransport,
  StatusError,
} from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { through } from "../../simulate/network/through.ts";
import { CallJudge } from "./call-judge.ts";

const { configMaps } = resources.core.v1;
const map = { metadata: { name: "a", namespace: "default" }, data: { value: "1" } };

type Answer = { readonly status: number; readonly retryAfter?: string; readonly body: object };

const done: Answer = { status: 201, body: { apiVersion: "v1", kind: "ConfigMap", ...map } };
const busy: Answer = { status: 429, retryAfter: "2", body: refusal(429, "TooManyRequests") };

function refusal(code: number, reason: string): object {
  return { kind: "Status", apiVersion: "v1", status: "Failure", reason, code, message: reason };
}

function answering(answers: readonly Answer[]): RestTransport {
  let at = 0;
  return {
    server: "http://server",
    send: (_request, observer) => {
      const answer = answers[Math.min(at, answers.length - 1)];
      at += 1;
      const headers: Record<string, string> =
        answer?.retryAfter === undefined ? {} : { "retry-after": answer.retryAfter };
      observer.responded({ status: answer?.status ?? 0, headers });
      observer.text(printJson(answer?.body));
      observer.ended();
      return () => {};
    },
  };
}

/** The same transport, with a client before it that changes what is sent, or how often. */
type Mistake = (inner: RestTransport) => RestTransport;

const changing =
  (change: (request: RestRequest) => Partial<RestRequest>): Mistake =>
  (inner) => ({
    server: inner.server,
    send: (request, observer) => inner.send({ ...request, ...change(request) }, observer),
  });

/** What is said of a create that a client with a mistake makes. */
async function saidOf(answers: readonly Answer[], mistake: Mistake = (inner) => inner) {
  const simulation = new Simulation();
  const said: string[] = [];
  const judge = new CallJudge(simulation.clock, {
    wanted: { resource: configMaps, namespace: "default", name: "", method: "POST", object: map },
    broken: ({ en }) => said.push(en),
  });
  const transport = new RetryingTransport(simulation, mistake(judge.between(answering(answers))));
  const client = new ObjectClient(transport, configMaps, "default");
  const call = judge.holds(client.create(map)).catch(() => undefined);
  await simulation.advanceByAsync(200_000);
  await call;
  return said;
}

test("the core's client is without a fault, also when it is refused, and when it has to wait", async () => {
  expect(await saidOf([done])).toEqual([]);
  expect(await saidOf([{ status: 409, body: refusal(409, "AlreadyExists") }])).toEqual([]);
  expect(await saidOf([busy, busy, done])).toEqual([]);
  expect(await saidOf([busy])).toEqual([]);
});

test.each<[string, Mistake, RegExp]>([
  [
    "the collection of all namespaces is written to",
    changing(() => ({ path: "/api/v1/configmaps" })),
    /asked for POST \/api\/v1\/namespaces\/default\/configmaps it sends POST \/api\/v1\/configmaps/,
  ],
  [
    "a query is left over",
    changing(() => ({ query: [["dryRun", "All"]] })),
    /it sends .*\?dryRun=All/,
  ],
  ["the body is lost", changing(() => ({ body: "{}" })), /carries application\/json \{\} where/],
  [
    "the body is of another type",
    changing(({ headers }) => ({ headers: { ...headers, "content-type": "text/plain" } })),
    /carries text\/plain/,
  ],
  [
    "a write is sent twice",
    (inner) => ({
      server: inner.server,
      send: (request, observer) => {
        inner.send(request, { ...through(observer), responded() {}, text() {}, ended() {} });
        return inner.send(request, observer);
      },
    }),
    /is sent again, and nobody asked for it: the answer was 201/,
  ],
  [
    "another answer is told",
    (inner) => ({
      server: inner.server,
      send: (request, observer) =>
        inner.send(request, {
          ...through(observer),
          text: (piece) =>
            observer.text(printJson({ ...(parseJson(piece) as object), data: { value: "2" } })),
        }),
    }),
    /was answered with 201 .*"1".*, and the program is told .*"2"/,
  ],
])("it is told when %s", async (_what, mistake, said) => {
  expect((await saidOf([done], mistake))[0]).toMatch(said);
});

test("it is told when a client does not wait as long as the server asks, or takes one refusal for another", async () => {
  const simulation = new Simulation();
  const said: string[] = [];
  const judge = new CallJudge(simulation.clock, {
    wanted: { resource: configMaps, namespace: "default", name: "a", method: "GET" },
    broken: ({ en }) => said.push(en),
  });
  const transport = judge.between(answering([busy, done]));
  const path = "/api/v1/namespaces/default/configmaps/a";
  const request = { method: "GET", path, query: [], headers: {}, isStream: false } as const;
  const ignore = { responded() {}, text() {}, ended() {}, failed() {} };
  transport.send(request, ignore);
  simulation.advanceBy(500);
  transport.send(request, ignore);
  await expect(
    judge.holds(Promise.reject(new StatusError(refusal(404, "NotFound") as never))),
  ).rejects.toThrow("NotFound");

  expect(said).toEqual([
    `the server asked to wait 2000 ms, and GET ${path} is sent again after 500 ms`,
    expect.stringMatching(/was answered with 201 .*, and the program is told 404 NotFound/),
  ]);
});

test("a process that was paused asks again when it is awake", () => {
  const said: string[] = [];
  const simulation = new Simulation();
  const startAt = simulation.now();
  const judge = new CallJudge(simulation.clock, {
    wanted: { resource: configMaps, namespace: "default", name: "a", method: "GET" },
    awakeAt: (timeMs) => Math.max(timeMs, startAt + 7000),
    broken: ({ en }) => said.push(en),
  });
  const transport = judge.between(answering([busy, busy, done]));
  const path = "/api/v1/namespaces/default/configmaps/a";
  const request = { method: "GET", path, query: [], headers: {}, isStream: false } as const;
  const ignore = { responded() {}, text() {}, ended() {}, failed() {} };
  transport.send(request, ignore);
  simulation.advanceBy(7000);
  transport.send(request, ignore);
  expect(said).toEqual([]);

  simulation.advanceBy(2500);
  transport.send(request, ignore);
  expect(said).toEqual([
    `the server asked to wait 2000 ms, and GET ${path} is sent again after 2500 ms`,
  ]);
});
