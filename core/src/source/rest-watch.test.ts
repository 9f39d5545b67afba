import { expect, test } from "vitest";
import { scriptedSource } from "../testing/scripted-source.ts";

const frame = (resourceVersion: string): string =>
  `${JSON.stringify({ type: "ADDED", object: { metadata: { name: "a", resourceVersion } } })}\n`;

test("a watch is opened, then gives one batch for each piece, then is closed", () => {
  const { transport, told, watch } = scriptedSource();
  watch();

  transport.observer?.responded({ status: 200, headers: { "content-type": "application/json" } });
  transport.observer?.text(frame("1") + frame("2") + frame("3").slice(0, 9));
  transport.observer?.text(frame("3").slice(9));
  transport.observer?.ended();

  expect(told).toEqual(["opened", "ADDED 1,ADDED 2", "ADDED 3", "closed"]);
});

test("a watch that breaks while open is closed, not failed", () => {
  const { transport, told, watch } = scriptedSource();
  watch();

  transport.observer?.responded({ status: 200, headers: {} });
  transport.observer?.failed(new Error("reset"));

  expect(told).toEqual(["opened", "closed"]);
});

test("a damaged frame arrives as an error event, and the request is given up", () => {
  const { transport, told, watch } = scriptedSource();
  watch();

  transport.observer?.responded({ status: 200, headers: {} });
  transport.observer?.text(`${frame("1")}{{{\n${frame("2")}`);
  transport.observer?.ended();

  expect(told).toEqual(["opened", "ADDED 1,ERROR ", "closed"]);
  expect(transport.cancels).toBe(1);
});

test("a watch that is given up while it is told of a damaged frame is told of no end", () => {
  const { transport, told, listerWatcher } = scriptedSource();
  const events: string[] = [];
  const cancel = listerWatcher.watch(
    {},
    {
      opened: () => {},
      events: (batch) => {
        events.push(...batch.map(({ type }) => type));
        cancel();
      },
      closed: () => events.push("closed"),
      failed: () => events.push("failed"),
    },
  );

  transport.observer?.responded({ status: 200, headers: {} });
  transport.observer?.text("{{{\n");

  expect([events, told]).toEqual([["ERROR"], []]);
});

test("a watch that is refused fails with the Status, whole or cut", () => {
  const { transport, told, watch } = scriptedSource();
  watch();
  transport.answer(
    410,
    '{"kind":"Status","status":"Failure","reason":"Expired","message":"too old","code":410}',
  );
  watch();
  transport.observer?.responded({ status: 500, headers: {} });
  transport.observer?.text("oops");
  transport.observer?.failed(new Error("reset"));

  expect(told).toEqual([
    "failed too old",
    'failed an error on the server ("oops") has prevented the request from succeeding (watch nodes)',
  ]);
});

test("a watch answered with HTML fails and says so", () => {
  const { transport, told, watch } = scriptedSource();
  watch();

  transport.observer?.responded({ status: 200, headers: { "content-type": "text/html" } });
  transport.observer?.text("<html>");

  expect(told).toHaveLength(1);
  expect(told[0]).toContain("text/html instead of a stream of JSON");
  expect(transport.cancels).toBe(1);
});

test("nothing is told after the cancel, and the request is given up once", () => {
  const { transport, told, watch } = scriptedSource();
  const cancel = watch();
  transport.observer?.responded({ status: 200, headers: {} });

  cancel();
  cancel();
  transport.observer?.text(frame("1"));
  transport.observer?.ended();

  expect(told).toEqual(["opened"]);
  expect(transport.cancels).toBe(1);
});

test("a silent watch is closed at the read deadline, counted from the last piece", () => {
  const { simulation, transport, told, watch } = scriptedSource({ readDeadlineMs: 60_000 });
  watch();
  transport.observer?.responded({ status: 200, headers: {} });

  simulation.advanceBy(50_000);
  transport.observer?.text(frame("1"));
  simulation.advanceBy(59_999);
  expect(told).toEqual(["opened", "ADDED 1"]);
  simulation.advanceBy(1);

  expect(told).toEqual(["opened", "ADDED 1", "closed read-deadline"]);
  expect(transport.cancels).toBe(1);
});

test("a wait that the server asks for is no silence: the read deadline counts from its end", () => {
  const { simulation, transport, told, watch } = scriptedSource({ readDeadlineMs: 5000 });
  watch();

  transport.observer?.waiting?.(new Error("busy"), 30_000);
  simulation.advanceBy(34_999);
  expect(told).toEqual([]);
  simulation.advanceBy(1);

  expect(told).toEqual([
    "failed https://cluster:6443/api/v1/nodes answered with nothing until the read deadline",
  ]);
});

test("a watch that gets no answer fails at the read deadline", () => {
  const { simulation, told, watch } = scriptedSource({ readDeadlineMs: 60_000 });
  watch();

  simulation.advanceBy(60_000);

  expect(told).toEqual([
    "failed https://cluster:6443/api/v1/nodes answered with nothing until the read deadline",
  ]);
});

test("a watch that outlives the promised end by half a minute is closed, however lively", () => {
  const { simulation, transport, told, watch } = scriptedSource();
  watch({ timeoutSeconds: 300 });
  transport.observer?.responded({ status: 200, headers: {} });

  simulation.advanceBy(329_999);
  expect(told).toEqual(["opened"]);
  simulation.advanceBy(1);

  expect(told).toEqual(["opened", "closed read-deadline"]);
});

test("an ended watch leaves no timer behind", () => {
  const { simulation, transport, watch } = scriptedSource({ readDeadlineMs: 60_000 });
  watch({ timeoutSeconds: 300 });
  transport.answer(200, "");

  expect(simulation.nextTimerAt).toBeUndefined();
});
