import { expect, test } from "vitest";
import { hearing, informing } from "../testing/informing.ts";
import { object } from "../testing/objects.ts";

test("SP-4, RS-6: a handler is due at the first check not before its time, counted from its registration", () => {
  const heard: Record<string, string[]> = { every30: [], every45: [], never: [] };
  const { informer, synced, simulation } = informing({ resyncPeriodMs: 30_000 });
  informer.addEventHandler(hearing(heard["every30"] ?? []));
  informer.addEventHandler(hearing(heard["every45"] ?? []), { resyncPeriodMs: 45_000 });
  informer.addEventHandler(hearing(heard["never"] ?? []), { resyncPeriodMs: 0 });
  synced(5, object("a/x", 1));
  for (const each of Object.values(heard)) each.length = 0;
  const counts: number[][] = [];

  for (let at = 0; at < 4; at++) {
    simulation.advanceBy(30_000);
    counts.push(Object.values(heard).map((each) => each.length));
  }

  expect(counts).toEqual([
    [1, 0, 0],
    [2, 1, 0],
    [3, 1, 0],
    [4, 2, 0],
  ]);
});

test("RS-1, RS-2: a handler gets the informer's period by default, 0 is never, and less than a second is raised to it", () => {
  const periods: number[] = [];
  const { informer, simulation } = informing({ resyncPeriodMs: 500 });
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "handler.registered") periods.push(fact.resyncPeriodMs);
  });

  informer.addEventHandler({});
  informer.addEventHandler({}, { resyncPeriodMs: 0 });
  informer.addEventHandler({}, { resyncPeriodMs: 1 });
  informer.addEventHandler({}, { resyncPeriodMs: 70_000 });

  expect(periods).toEqual([1000, 0, 1000, 70_000]);
});

test("RS-3: before the start a shorter period shortens the check, after it the handler's is raised", () => {
  const periods: string[] = [];
  const { informer, synced, simulation } = informing({ resyncPeriodMs: 60_000 });
  simulation.trace.subscribe(({ fact }) => {
    if (fact.kind === "handler.registered") periods.push(`handler ${fact.resyncPeriodMs}`);
    if (fact.kind === "informer.started") periods.push(`check ${fact.resyncPeriodMs}`);
  });
  informer.addEventHandler({}, { resyncPeriodMs: 20_000 });
  synced(5);
  informer.addEventHandler({}, { resyncPeriodMs: 5000 });

  expect(periods).toEqual(["handler 20000", "check 20000", "handler 20000"]);
});

test("RS-4, RS-5: an informer without a period resyncs nobody, whatever handlers ask for", () => {
  const { informer, synced, simulation } = informing();
  const heard: string[] = [];
  informer.addEventHandler(hearing(heard), { resyncPeriodMs: 1000 });
  synced(5, object("a/x", 1));

  simulation.advanceBy(3_600_000);

  expect(heard).toEqual(["add a/x@1 initial"]);
});
