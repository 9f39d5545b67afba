import { expect, test } from "vitest";
import { ObjectClient } from "../client/object-client.ts";
import { linkedStop } from "../environment/own-stop.ts";
import { resources } from "../kinds/resources.generated.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { RestTransport } from "../source/rest-transport.ts";
import { TransportError } from "../source/transport-error.ts";
import { ObjectServer } from "../testing/object-server.ts";
import { EventRecorder } from "./event-recorder.ts";

const { configMaps, events } = resources.core.v1;
const object = { metadata: { name: "a", namespace: "jobs", uid: "u1" } };

function setUp(through: (server: ObjectServer) => RestTransport = (server) => server) {
  const simulation = new Simulation();
  const server = new ObjectServer();
  const warnings: string[] = [];
  const { clock, random, scheduler, trace } = simulation;
  const environment = {
    clock,
    random,
    scheduler,
    trace,
    warn: (text: string) => void warnings.push(text),
  };
  const recorder = new EventRecorder(environment, {
    events: new ObjectClient(through(server), events),
    component: "mirror",
  });
  const say = async (message: string, reason = "Mirrored") => {
    recorder.record(configMaps, object, { type: "Normal", reason, message });
    await simulation.advanceByAsync(0);
  };
  const sent = () => server.requests.map(({ method }) => method);
  const bodies = () => server.requests.map(({ body }) => JSON.parse(body ?? ""));
  return { simulation, server, warnings, recorder, say, sent, bodies };
}

test("an event names the object, its kind, and who tells", async () => {
  const { say, server, bodies } = setUp();

  await say("copied");

  expect(server.requests[0]?.path).toBe("/api/v1/namespaces/jobs/events");
  expect(bodies()[0]).toMatchObject({
    kind: "Event",
    involvedObject: {
      kind: "ConfigMap",
      apiVersion: "v1",
      name: "a",
      namespace: "jobs",
      uid: "u1",
    },
    reason: "Mirrored",
    message: "copied",
    type: "Normal",
    count: 1,
    source: { component: "mirror" },
    reportingComponent: "mirror",
  });
});

test("an event says when it happened by the wall clock, which may have been set since the program began", async () => {
  const { say, simulation, bodies } = setUp();
  simulation.clock.wallTime = () => Date.UTC(2030, 0, 1);

  await say("copied");

  expect(bodies()[0]).toMatchObject({ lastTimestamp: "2030-01-01T00:00:00Z" });
});

test("the same event again is counted in the one there is; where that is gone, it is made anew", async () => {
  const { say, server, sent, bodies } = setUp();
  await say("copied");
  await say("copied");
  expect(sent()).toEqual(["POST", "PATCH"]);
  expect(bodies()[1]).toMatchObject({ count: 2 });

  server.intercept = ({ method }) => (method === "PATCH" ? 404 : undefined);
  await say("copied");

  expect(sent().slice(2)).toEqual(["PATCH", "POST"]);
  expect(bodies()[3]).toMatchObject({ count: 3 });
});

test("from the tenth message on, similar events are told as one", async () => {
  const { say, sent, bodies } = setUp();
  for (let number = 1; number <= 9; number++) await say(`copied ${number}`);
  expect(sent()).toEqual(Array(9).fill("POST"));

  await say("copied 10");
  await say("copied 11");

  expect(sent().slice(9)).toEqual(["POST", "PATCH"]);
  expect(bodies()[9]).toMatchObject({ message: "(combined from similar events): copied 10" });
  expect(bodies()[10]).toMatchObject({
    message: "(combined from similar events): copied 11",
    count: 2,
  });
});

test("similar events that lie ten minutes apart are told one by one", async () => {
  const { simulation, say, bodies } = setUp();
  for (let number = 1; number <= 9; number++) await say(`copied ${number}`);
  await simulation.advanceByAsync(600_001);

  await say("copied 10");

  expect(bodies().at(-1)).toMatchObject({ message: "copied 10" });
});

test("more than 25 events about one object are spam, until five minutes gave one more", async () => {
  const { simulation, say, sent } = setUp();
  for (let number = 0; number < 40; number++) await say("copied", `Reason${number}`);
  expect(sent()).toHaveLength(25);

  await simulation.advanceByAsync(300_000);
  await say("copied", "Later");
  await say("copied", "Latest");

  expect(sent()).toHaveLength(26);
});

test("what the server refuses is left out with a warning", async () => {
  const { say, server, warnings, recorder } = setUp();
  server.intercept = () => 403;

  await say("copied");

  expect(warnings).toEqual([
    expect.stringContaining("events of mirror: Mirrored could not be recorded"),
  ]);
  expect(recorder.isIdle).toBe(true);
});

test("what waits is bounded", async () => {
  const { recorder, server, warnings } = setUp();
  server.intercept = () => "silence";

  for (let number = 0; number < 1500; number++)
    recorder.record(configMaps, object, { type: "Normal", reason: "R", message: String(number) });

  expect(warnings).toEqual([expect.stringContaining("more than 1000 wait to be sent")]);
});

test("the next one of its kind counts on from what the server has", async () => {
  const { say, bodies } = setUp((server) => ({
    server: server.server,
    send: (request, observer) =>
      server.send(request, {
        responded: (head) => observer.responded(head),
        text: (piece) => observer.text(piece.replace('"count":2', '"count":7')),
        ended: () => observer.ended(),
        failed: (error) => observer.failed(error),
      }),
  }));

  for (let time = 1; time <= 3; time++) await say("copied");

  expect(bodies()[2]).toMatchObject({ count: 8 });
});

test("after the recorder's signal an event that reached nobody is not sent again", async () => {
  const environment = new Simulation();
  const stop = linkedStop(undefined);
  let tries = 0;
  const unreachable: RestTransport = {
    server: "https://cluster",
    send: (_request, observer) => {
      tries += 1;
      observer.failed(new TransportError("unreachable", "nobody is there"));
      return () => {};
    },
  };
  const recorder = new EventRecorder(environment, {
    events: new ObjectClient(unreachable, events),
    component: "mirror",
    signal: stop.signal,
  });
  recorder.record(configMaps, object, { type: "Normal", reason: "Mirrored", message: "copied" });
  await environment.advanceByAsync(0);
  expect(tries).toBe(1);

  stop.stop();
  await environment.advanceByAsync(600_000);

  expect(tries).toBe(1);
  expect(recorder.isIdle).toBe(true);
});
