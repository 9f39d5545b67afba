import { expect, test } from "vitest";
import { list, map, maps, Replay, Tape } from "./testing/tape.ts";

const plain = (): Tape =>
  new Tape()
    .list(1000, maps, list(10, [map("a", 3), map("b", 5)]))
    .watch(
      1100,
      `${maps}?watch=1&resourceVersion=10`,
      [2000, "ADDED", map("c", 12)],
      [3000, "MODIFIED", map("a", 13)],
      [4000, "DELETED", map("b", 15)],
    );

test("a list is at each moment what had been told by then, at its revision", () => {
  const replay = new Replay(plain());

  expect(replay.list(maps)).toBe("10: a@3 b@5");
  replay.pass(1000);
  expect(replay.list(maps)).toBe("12: a@3 b@5 c@12");
  replay.pass(5000);
  expect(replay.list(maps)).toBe("15: a@13 c@12");
});

test("a watch tells events in their order and at their times, whatever its client knows already", () => {
  const replay = new Replay(plain());
  replay.list(maps);
  const fromList = replay.watch(`${maps}?watch=1&resourceVersion=10`);
  const fromLater = replay.watch(`${maps}?watch=1&resourceVersion=12`);

  replay.pass(999);
  expect(fromList).toEqual([]);
  replay.pass(1);
  expect(fromList).toEqual(["ADDED c@12"]);
  replay.pass(5000);
  expect(fromList).toEqual(["ADDED c@12", "MODIFIED a@13", "DELETED b@15"]);
  expect(fromLater).toEqual(["MODIFIED a@13", "DELETED b@15"]);
  expect(replay.watch(`${maps}?watch=1&resourceVersion=12`)).toEqual(fromLater);
});

test("at ten times the speed the same happens in a tenth of the time", () => {
  const replay = new Replay(plain(), 10);
  replay.list(maps);
  const told = replay.watch(`${maps}?watch=1&resourceVersion=10`);

  replay.pass(100);

  expect(told).toEqual(["ADDED c@12"]);
});

test("a watch that begins with the whole state is told it, and where it ends", () => {
  const replay = new Replay(plain());
  const streaming =
    "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

  const told = replay.watch(`${maps}?${streaming}`);
  replay.pass(1000);

  expect(told).toEqual(["ADDED a@3", "ADDED b@5", "BOOKMARK @10", "ADDED c@12"]);
});

test("where nobody watched, a watch ends with 410, and the list behind is the recorded one", () => {
  const replay = new Replay(plain().list(9000, maps, list(40, [map("z", 33)])));
  replay.list(maps);
  const told = replay.watch(`${maps}?watch=1&resourceVersion=10`);

  replay.pass(8000);

  expect(told.slice(3)).toEqual([
    "ERROR @the recording does not know what happened between 15 and 40: nobody watched",
    "end",
  ]);
  expect(replay.list(maps)).toBe("40: z@33");
  expect(replay.watch(`${maps}?watch=1&resourceVersion=20`)[0]).toMatch(/^ERROR .*too old/);
});

test("a later list that shows the same objects is no gap", () => {
  const tape = new Tape()
    .list(0, maps, list(10, [map("a", 3)]))
    .list(500, maps, list(20, [map("a", 3)]))
    .watch(600, `${maps}?watch=1&resourceVersion=20`, [900, "DELETED", map("a", 21)]);
  const replay = new Replay(tape);
  replay.list(maps);

  const told = replay.watch(`${maps}?watch=1&resourceVersion=10`);
  replay.pass(600);
  expect(replay.list(maps)).toBe("20: a@3");
  replay.pass(1000);

  expect(told).toEqual(["DELETED a@21"]);
});

test("what two clients were told of the same events is told once", () => {
  const second = [1500, "ADDED", map("c", 12)] as const;
  const tape = plain().watch(1200, `${maps}?watch=1&resourceVersion=10`, second);
  const replay = new Replay(tape);
  replay.list(maps);
  const told = replay.watch(`${maps}?watch=1&resourceVersion=10`);

  // The one that heard of it first counts.
  replay.pass(500);
  expect(told).toEqual(["ADDED c@12"]);
  replay.pass(9000);
  expect(told).toHaveLength(3);
});

test("the pages of a list are one state, which is paged anew as its client wants", () => {
  const tape = new Tape()
    .list(0, `${maps}?limit=1`, list(10, [map("a", 3)], { continue: "next" }))
    .list(100, `${maps}?limit=1&continue=next`, list(10, [map("b", 4)]));
  const replay = new Replay(tape);

  expect(replay.list(maps)).toBe("10: a@3 b@4");
  const { body } = replay.ask(`${maps}?limit=1`);
  const { metadata } = (body as { value: { metadata: { continue: string } } }).value;
  expect(metadata).toMatchObject({ remainingItemCount: 1 });
  expect(replay.list(`${maps}?limit=1&continue=${metadata.continue}`)).toBe("10: b@4");
});

test("of several that know something the one answers that knows most at that time", () => {
  const all = "/api/v1/configmaps";
  const tape = new Tape()
    .list(0, all, list(10, [map("a", 3)]))
    .watch(10, `${all}?watch=1&resourceVersion=10`, [1000, "ADDED", map("b", 20)])
    .list(500, maps, list(15, [map("a", 3)]))
    .list(5000, maps, list(40, [map("z", 33)]));
  const replay = new Replay(tape);

  expect(replay.list(maps)).toBe("10: a@3");
  const told = replay.watch(`${maps}?watch=1&resourceVersion=10`);
  replay.pass(600);
  expect(replay.list(maps)).toBe("15: a@3");
  replay.pass(1000);
  expect(told).toEqual(["ADDED b@20"]);
  expect(replay.list(maps)).toBe("20: a@3 b@20");
  replay.pass(5000);
  expect(replay.list(maps)).toBe("40: z@33");
});

test("before anything is due the state that was told first is the one", () => {
  const all = "/api/v1/configmaps";
  const tape = new Tape()
    .list(0, "/api/v1/services", { ...list(8, []), kind: "ServiceList" })
    .list(300, all, list(10, [map("a", 3)]))
    .watch(310, `${all}?watch=1&resourceVersion=10`, [1000, "ADDED", map("b", 20)])
    .list(2000, maps, list(20, [map("a", 3), map("b", 20)]));

  expect(new Replay(tape).list(maps)).toBe("10: a@3");
});

test("from a whole list any part of it is answered: a namespace, labels, one name", () => {
  const all = "/api/v1/configmaps";
  const tape = new Tape()
    .list(0, all, list(10, [map("a", 3, { app: "x" }), map("b", 4)]))
    .watch(
      0,
      `${all}?watch=1&resourceVersion=10`,
      [100, "MODIFIED", map("b", 11, { app: "x" })],
      [200, "MODIFIED", map("a", 12)],
    );
  const replay = new Replay(tape);

  expect(replay.list(`${maps}?labelSelector=app`)).toBe("10: a@3");
  expect(replay.list("/api/v1/namespaces/other/configmaps")).toBe("10: ");
  expect(replay.list(`${maps}?fieldSelector=metadata.name==b`)).toBe("10: b@4");
  expect(replay.ask(`${maps}/a`)).toMatchObject({ status: 200 });
  expect(replay.ask(`${maps}/missing`)).toMatchObject({ status: 404 });
  const told = replay.watch(`${maps}?watch=1&resourceVersion=10&labelSelector=app`);
  replay.pass(300);
  expect(told).toEqual(["ADDED b@11", "DELETED a@12"]);
});

test.each([
  ["/api/v1/pods", "the recording does not know pods: no client listed it"],
  [
    "/api/v1/configmaps",
    "the recording does not know configmaps: recorded are configmaps in namespace default (v1)",
  ],
  [
    `${maps}?fieldSelector=spec.x=1`,
    "the recording does not know configmaps in namespace default with fields spec.x=1: recorded are configmaps in namespace default (v1)",
  ],
])("what was not recorded is named: %s", (target, message) => {
  expect(new Replay(plain()).list(target)).toBe(message);
});

test("nothing is written, and what says so names the way to write", () => {
  const { status, body } = new Replay(plain()).ask(`${maps}/a`, undefined, "DELETE");

  expect(status).toBe(405);
  expect(body).toMatchObject({ value: { message: expect.stringContaining("replay --seed") } });
});

test.each([
  ["application/vnd.kubernetes.protobuf", "application/vnd.kubernetes.protobuf"],
  ["application/yaml", "application/yaml"],
  ["application/json;as=Table;g=meta.k8s.io;v=v1,application/json", "application/json"],
])("objects are shown as their client takes them: %s", (accept, type) => {
  expect(new Replay(plain()).ask(maps, accept)).toMatchObject({
    status: 200,
    headers: { "content-type": type },
  });
});

test.each([
  ["/version", { major: "1", minor: "35" }],
  ["/apis/example.com/v1/widgets/a", { apiVersion: "example.com/v1", kind: "Widget" }],
])("what has no protobuf is JSON for who takes nothing else: %s", (path, value) => {
  const tape = plain().answer(500, path, { code: 200, type: "application/json" }, value);

  expect(new Replay(tape).ask(path, "application/vnd.kubernetes.protobuf")).toMatchObject({
    status: 200,
    headers: { "content-type": "application/json" },
  });
});

test("one and the same recording answers the same at the same times", () => {
  const run = (): unknown => {
    const replay = new Replay(plain());
    const told = [replay.list(maps)];
    const events = replay.watch(`${maps}?watch=1&resourceVersion=10`);
    for (let step = 0; step < 5; step++) {
      replay.pass(700);
      told.push(replay.list(maps), events.join());
    }
    return told;
  };

  expect(run()).toEqual(run());
});
