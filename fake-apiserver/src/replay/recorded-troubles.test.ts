import { expect, test } from "vitest";
import { list, map, maps, Replay, Tape } from "./testing/tape.ts";

const json = "application/json";
const status = (code: number, reason: string) => ({
  ...{ kind: "Status", apiVersion: "v1", status: "Failure" },
  ...{ code, reason, message: reason },
});
const state = list(10, [map("a", 3)]);
const watch = `${maps}?watch=1&resourceVersion=10`;

/** Codes of the same request, one after the other; 0: the connection broke. */
function codes(replay: Replay, count: number, target: string, client = "c"): readonly number[] {
  return Array.from({ length: count }, () => {
    const { status: code, body } = replay.ask(target, undefined, "GET", client);
    return body.kind === "reset" ? 0 : code;
  });
}

test("the client that was refused is refused at the same place, told when to come again, and nobody else", () => {
  const busy = { code: 429, type: json, retryAfter: "3", warnings: ['299 - "slow"'] };
  const tape = new Tape()
    .answer(0, maps, busy, status(429, "TooManyRequests"))
    .list(10, maps, state)
    .answer(20, maps, { code: 0 })
    .answer(30, maps, { code: 500, type: json }, status(500, "InternalError"));
  const replay = new Replay(tape);

  expect(codes(replay, 2, maps, "other")).toEqual([200, 200]);
  expect(replay.ask(maps, undefined, "GET", "c")).toMatchObject({
    status: 429,
    headers: { "retry-after": "3", warning: ['299 - "slow"'] },
    body: { value: { reason: "TooManyRequests" } },
  });
  expect(codes(replay, 5, maps)).toEqual([200, 0, 500, 200, 200]);
});

test("places are counted by what is asked, whatever time a watch may last and however a list is paged", () => {
  const tape = new Tape()
    .list(0, maps, state)
    .answer(
      10,
      `${maps}?limit=1&continue=theirs`,
      { code: 410, type: json },
      status(410, "Expired"),
    )
    .answer(20, `${watch}&timeoutSeconds=311`, { code: 503, type: json }, status(503, "X"));
  const replay = new Replay(tape);

  expect(codes(replay, 1, maps)).toEqual([200]);
  expect(codes(replay, 1, `${maps}?continue=replay-0-1&limit=1`)).toEqual([410]);
  expect(codes(replay, 2, `${watch}&timeoutSeconds=507`)).toEqual([503, 200]);
});

test("a write that was refused is refused as it was; that it went well cannot be said again", () => {
  const conflict = status(409, "Conflict");
  const tape = new Tape()
    .list(0, maps, state)
    .answer(5, `${maps}/a`, { code: 409, type: json }, conflict, "PUT")
    .answer(9, `${maps}/a`, { code: 200, type: json }, undefined, "PUT");
  const replay = new Replay(tape);
  const put = (): number => replay.ask(`${maps}/a`, undefined, "PUT", "c").status;

  expect([put(), put()]).toEqual([409, 405]);
});

test("an answer that broke off breaks off again", () => {
  const tape = new Tape().list(0, maps, state).over(3, "fault", true).list(10, maps, state);

  expect(codes(new Replay(tape), 2, maps)).toEqual([0, 200]);
});

test("a watch ends when it ended, with the same error, behind what it had told", () => {
  const tape = new Tape()
    .list(0, maps, state)
    .watch(1, watch, [100, "ADDED", map("b", 11)], [150, "ERROR", status(410, "Expired")])
    .over(150, "expired")
    .watch(200, watch, [250, "ADDED", map("b", 11)])
    .over(300, "fault", true)
    .watch(400, watch)
    .over(500, "timeout")
    .watch(600, watch)
    .over(700, "restart");
  const replay = new Replay(tape);
  const watched = (ms: number): readonly string[] => {
    const told = replay.watch(watch, "c");
    replay.pass(ms);
    return told;
  };
  const others = replay.watch(watch);

  expect(watched(200)).toEqual(["ADDED b@11", "ERROR @Expired", "end"]);
  expect(watched(200)).toEqual(["ADDED b@11", "broken"]);
  expect(watched(200)).toEqual(["ADDED b@11", "end"]);
  // The last end was that of the recording.
  expect(watched(200)).toEqual(["ADDED b@11"]);
  expect(others).toEqual(["ADDED b@11"]);
});

test("who comes late to a watch that had ended is told what was due, and its end", () => {
  const tape = new Tape()
    .list(0, maps, state)
    .watch(1, watch, [100, "ADDED", map("b", 11)])
    .over(150, "timeout")
    .list(5000, maps, list(11, [map("a", 3), map("b", 11)]));
  const replay = new Replay(tape);
  replay.list(maps);
  replay.pass(3000);

  const told = replay.watch(watch, "c");
  replay.pass(1);

  expect(told).toEqual(["ADDED b@11", "end"]);
});

test("that something went wrong for one is no answer for others where anybody knows better", () => {
  const path = "/apis/apps/v1";
  const failed = { code: 503, type: json };
  const tape = new Tape()
    .list(0, path, { kind: "APIResourceList", apiVersion: "v1", resources: [] })
    .answer(9, path, failed, status(503, "ServiceUnavailable"))
    .answer(9, "/apis/gone/v1", failed, status(503, "ServiceUnavailable"))
    .list(20, maps, state);
  const replay = new Replay(tape);
  replay.list(maps);
  replay.pass(50);

  expect(codes(replay, 1, path, "other")).toEqual([200]);
  expect(codes(replay, 1, "/apis/gone/v1", "other")).toEqual([503]);
});
