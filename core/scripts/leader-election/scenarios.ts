import { type Random, randomInteger, seededRandom } from "../../src/environment/random.ts";
import type {
  ElectionFault,
  ElectionOperation,
  ElectionScenario,
} from "../../src/testing/election-scenario.ts";

/** No time is a multiple of another: Go leaves to chance which of two timers of one instant comes first. */
const times = { leaseDurationMs: 15_000, renewDeadlineMs: 10_500, retryPeriodMs: 2000 };

function scenario(name: string, parts: Partial<ElectionScenario>): ElectionScenario {
  const usual = {
    lease: null,
    latencyMs: 10,
    faults: [],
    operations: [],
    stopAtMs: 0,
    endMs: 60_000,
  };
  return { name, ...times, releaseOnStop: false, ...usual, ...parts };
}

function fault(
  fromMs: number,
  toMs: number,
  kind: ElectionFault["kind"],
  methods = ["GET", "POST", "PUT"],
): ElectionFault {
  return { fromMs, toMs, methods, kind };
}

const other = {
  holderIdentity: "other",
  leaseDurationSeconds: 15,
  renewedAgoMs: 0,
  leaseTransitions: 3,
};

const chosen: readonly ElectionScenario[] = [
  scenario("nobody has it", {}),
  scenario("it is free, but was held", { lease: { ...other, holderIdentity: "" } }),
  scenario("another has it and is gone", { lease: other }),
  scenario("another's clock is an hour ahead", { lease: { ...other, renewedAgoMs: -3_600_000 } }),
  scenario("another's clock is an hour behind", { lease: { ...other, renewedAgoMs: 3_600_000 } }),
  scenario("another's lease is longer", { lease: { ...other, leaseDurationSeconds: 30 } }),
  scenario("another's lease lasts no time", { lease: { ...other, leaseDurationSeconds: 0 } }),
  scenario("another renews, then no longer", {
    lease: other,
    operations: [4000, 8000, 12_000].map((atMs) => ({ atMs, kind: "renew", holder: "other" })),
  }),
  scenario("another gives it up", {
    lease: other,
    operations: [{ atMs: 7000, kind: "clear", holder: "" }],
  }),
  scenario("another hands it to a third", {
    lease: other,
    operations: [{ atMs: 9000, kind: "take", holder: "third" }],
  }),
  scenario("what another has is deleted", {
    lease: other,
    operations: [{ atMs: 6000, kind: "delete", holder: "" }],
  }),
  scenario("what another has is touched", {
    lease: other,
    operations: [{ atMs: 6000, kind: "touch", holder: "" }],
  }),
  scenario("it was one's own before", { lease: { ...other, holderIdentity: "me" } }),
  scenario("the server refuses at first", { faults: [fault(0, 9000, 500)] }),
  scenario("it cannot be created at first", { faults: [fault(0, 9000, 409, ["POST"])] }),
  scenario("it may not be read", { faults: [fault(0, 20_000, 403, ["GET"])] }),
  scenario("a renewal is in conflict", { faults: [fault(3000, 5000, 409, ["PUT"])] }),
  scenario("renewals fail for a while", { faults: [fault(5000, 12_000, 500)] }),
  scenario("renewals fail for too long", { faults: [fault(5000, 40_000, 500)] }),
  scenario("writes fail for too long, reads do not", {
    faults: [fault(5000, 40_000, 500, ["PUT"])],
  }),
  scenario("writes are in conflict for too long", { faults: [fault(5000, 40_000, 409, ["PUT"])] }),
  scenario("the server is silent", { faults: [fault(5000, 40_000, "silence")] }),
  scenario("the answer to a renewal is lost", { faults: [fault(5000, 6500, "lost", ["PUT"])] }),
  scenario("answers take longer than the retry period", { latencyMs: 2500 }),
  scenario("answers take long, and writes fail", {
    latencyMs: 700,
    faults: [fault(6000, 13_000, 500, ["PUT"])],
  }),
  scenario("it is deleted", { operations: [{ atMs: 7000, kind: "delete", holder: "" }] }),
  scenario("it is touched", { operations: [{ atMs: 7000, kind: "touch", holder: "" }] }),
  scenario("another takes it", { operations: [{ atMs: 7000, kind: "take", holder: "other" }] }),
  scenario("another clears it", { operations: [{ atMs: 7000, kind: "clear", holder: "" }] }),
  scenario("it is asked to end", { stopAtMs: 7000 }),
  scenario("it is asked to end and gives it up", { stopAtMs: 7000, releaseOnStop: true }),
  scenario("giving up is in conflict once", {
    stopAtMs: 7000,
    releaseOnStop: true,
    faults: [fault(7000, 7025, 409, ["PUT"])],
  }),
  scenario("giving up fails", {
    stopAtMs: 7000,
    releaseOnStop: true,
    faults: [fault(7000, 20_000, 500)],
  }),
  scenario("giving up is not answered", {
    stopAtMs: 7000,
    releaseOnStop: true,
    faults: [fault(7000, 40_000, "silence")],
  }),
  scenario("it is asked to end while a renewal is under way", {
    latencyMs: 700,
    stopAtMs: 4900,
    releaseOnStop: true,
  }),
  scenario("it is asked to end while it waits", {
    lease: other,
    stopAtMs: 7000,
    releaseOnStop: true,
  }),
  scenario("it was deleted when it is given up", {
    stopAtMs: 7000,
    releaseOnStop: true,
    operations: [{ atMs: 6500, kind: "delete", holder: "" }],
  }),
];

/** A leader, or a candidate that waits, and a few things that befall it. */
function drawn(random: Random, index: number): ElectionScenario {
  const pick = <T>(from: readonly T[]): T => from[randomInteger(random, from.length)] as T;
  const between = (from: number, to: number): number => from + randomInteger(random, to - from);
  const waits = random.next() < 0.4;
  const kinds: readonly ElectionFault["kind"][] = waits
    ? [500, 409, 503, 429]
    : [500, 409, "silence", "lost"];
  const latencyMs = pick([7, 43, 307, 911]);
  const faults = Array.from({ length: randomInteger(random, 4) }, () => {
    const fromMs = between(4000, 40_000);
    return fault(
      fromMs,
      fromMs + between(500, 14_000),
      pick(kinds),
      pick([["PUT"], ["GET", "PUT"], ["GET"], ["GET", "POST", "PUT"]]),
    );
  });
  const operations = Array.from({ length: randomInteger(random, 4) }, (): ElectionOperation => {
    const kind = pick(["delete", "touch", "take", "renew", "clear"] as const);
    return {
      atMs: between(3000, 45_000),
      kind,
      holder: kind === "clear" ? "" : pick(["other", "third"]),
    };
  });
  const stops = random.next() < 0.4;
  return scenario(`drawn ${index}`, {
    ...pick([times, times, { leaseDurationMs: 9000, renewDeadlineMs: 6300, retryPeriodMs: 1000 }]),
    lease: waits
      ? { ...other, leaseDurationSeconds: pick([5, 15, 20]), renewedAgoMs: between(-5000, 5000) }
      : null,
    latencyMs,
    faults,
    operations: operations.toSorted((a, b) => a.atMs - b.atMs),
    stopAtMs: stops ? between(5000, 50_000) : 0,
    releaseOnStop: stops && random.next() < 0.7,
  });
}

/** Chosen and drawn ones, the same for the same seed. */
export function electionScenarios(seed: string, count: number): readonly ElectionScenario[] {
  return [
    ...chosen,
    ...Array.from({ length: count }, (_, index) => drawn(seededRandom(`${seed} ${index}`), index)),
  ];
}
