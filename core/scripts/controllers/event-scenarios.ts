import { type Random, randomInteger, seededRandom } from "../../src/environment/random.ts";
import type {
  EventFault,
  EventScenario,
  ToldEvent,
} from "../../src/testing/controller-scenarios.ts";

const usual = {
  similarMax: 10,
  similarIntervalMs: 600_000,
  burst: 25,
  refillMs: 300_000,
  keysMax: 4096,
};

const web = {
  kind: "ConfigMap",
  apiVersion: "v1",
  name: "web",
  namespace: "jobs",
  uid: "u1",
  resourceVersion: "7",
};
const about = [
  web,
  { ...web, name: "db", uid: "u2" },
  { ...web, namespace: "other", uid: "u3" },
  { ...web, uid: "u4" },
  { kind: "Node", apiVersion: "v1", name: "n1", uid: "n1" },
  { ...web, kind: "Deployment", apiVersion: "apps/v1" },
];

function scenario(name: string, parts: Partial<EventScenario>): EventScenario {
  const quiet = { latencyMs: 5, faults: [], operations: [], endMs: 0 };
  const whole = { component: "mirror", host: "", correlator: usual, ...quiet, ...parts };
  const lastMs = Math.max(0, ...whole.operations.map(({ atMs }) => atMs));
  return { name, ...whole, endMs: parts.endMs ?? lastMs + 300_000 };
}

function told(atMs: number, parts: Partial<ToldEvent> = {}): ToldEvent {
  return { atMs, about: web, type: "Normal", reason: "Copied", message: "copied", ...parts };
}

/** `count` events, `everyMs` apart. */
function row(
  count: number,
  everyMs: number,
  of: (index: number) => Partial<ToldEvent>,
): readonly ToldEvent[] {
  return Array.from({ length: count }, (_, index) => told(100 + index * everyMs, of(index)));
}

function fault(
  fromMs: number,
  toMs: number,
  status: number,
  methods = ["POST", "PATCH"],
): EventFault {
  return { fromMs, toMs, methods, status };
}

const chosen: readonly EventScenario[] = [
  scenario("one event", { operations: [told(100)] }),
  scenario("one event, told from a host", { host: "node-1", operations: [told(100)] }),
  scenario("of an object without a namespace", {
    operations: [told(100, { about: about[4] ?? web })],
  }),
  scenario("of one container", {
    operations: [
      told(100, { about: { ...web, fieldPath: "spec.containers{a}" } }),
      told(200, { about: { ...web, fieldPath: "spec.containers{b}" } }),
      told(300, { about: { ...web, fieldPath: "spec.containers{a}" } }),
    ],
  }),
  scenario("with annotations", {
    operations: row(12, 50, (index) => ({ annotations: { by: "x" }, message: `m${index}` })),
  }),
  scenario("without a message", { operations: row(3, 50, () => ({ message: "" })) }),
  scenario("a name that no Event can have", {
    operations: row(2, 50, () => ({ about: { ...web, name: "Web:1" } })),
  }),
  scenario("a name that is too long with a time", {
    operations: row(2, 50, () => ({ about: { ...web, name: "w".repeat(245) } })),
  }),
  scenario("the same again and again", { operations: row(24, 50, () => ({})) }),
  scenario("the same until it is spam", { operations: row(40, 50, () => ({})) }),
  scenario("spam of both types", {
    operations: row(60, 50, (index) => ({ type: index % 2 === 0 ? "Normal" : "Warning" })),
  }),
  scenario("spam of several containers", {
    operations: row(40, 50, (index) => ({ about: { ...web, fieldPath: `c${index % 4}` } })),
  }),
  scenario("spam, then one for each five minutes", {
    operations: [...row(30, 50, () => ({})), ...row(8, 150_000, () => ({}))].map((each, index) => ({
      ...each,
      atMs: each.atMs + index,
    })),
  }),
  scenario("spam goes on while the budget comes back", {
    operations: row(60, 20_000, () => ({})),
    correlator: { ...usual, burst: 3 },
  }),
  scenario("different messages until they are told as one", {
    operations: row(24, 50, (index) => ({ message: `copied ${index}` })),
  }),
  scenario("similar ones lie apart", {
    operations: row(14, 601_000, (index) => ({ message: `copied ${index}` })),
  }),
  scenario("similar ones lie just not apart", {
    operations: row(14, 600_000, (index) => ({ message: `copied ${index}` })),
  }),
  scenario("the server has forgotten them", {
    operations: [told(100), told(200), { atMs: 300, forget: true }, told(400), told(500)],
  }),
  scenario("the server has forgotten what was told as one", {
    operations: [
      ...row(13, 50, (index) => ({ message: `copied ${index}` })),
      { atMs: 2000, forget: true },
      ...row(3, 50, (index) => ({ message: `later ${index}` })).map((each) => ({
        ...each,
        atMs: each.atMs + 3000,
      })),
    ],
  }),
  ...[403, 404, 409, 422, 429, 500, 503].map((status) =>
    scenario(`refused with ${status}`, {
      operations: row(6, 100, () => ({})),
      faults: [fault(0, 250, status)],
    }),
  ),
  scenario("a patch is refused", {
    operations: row(6, 100, () => ({})),
    faults: [fault(0, 450, 403, ["PATCH"])],
  }),
  scenario("no connection for a while", {
    operations: row(6, 100, () => ({})),
    faults: [fault(0, 25_000, 0)],
  }),
  scenario("no connection for a patch", {
    operations: row(6, 100, () => ({})),
    faults: [fault(150, 25_000, 0, ["PATCH"])],
  }),
  scenario("no connection when a forgotten one is made anew", {
    operations: [told(100), { atMs: 150, forget: true }, told(200), told(300)],
    faults: [fault(150, 25_000, 0, ["POST"])],
  }),
  scenario("no connection for too long", {
    operations: row(4, 100, () => ({})),
    faults: [fault(0, 130_000, 0)],
    endMs: 500_000,
  }),
  scenario("similar ones wait for a connection", {
    operations: row(20, 100, (index) => ({ message: `copied ${index}` })),
    faults: [fault(0, 31_000, 0)],
  }),
  scenario("few keys are remembered", {
    operations: row(24, 50, (index) => ({ about: about[index % 4] ?? web })),
    correlator: { ...usual, keysMax: 2 },
  }),
];

/** A few objects and reasons, told of in bursts, by a server with its moods. */
function drawn(random: Random, index: number): EventScenario {
  const pick = <T>(from: readonly T[]): T => from[randomInteger(random, from.length)] as T;
  const between = (from: number, to: number): number => from + randomInteger(random, to - from);
  const messagesMax = pick([1, 3, 40]);
  const objects = about.slice(0, between(1, about.length + 1));
  const gapMax = pick([40, 3000, 90_000, 400_000]);
  let atMs = 100;
  const operations = Array.from({ length: between(5, 60) }, () => {
    atMs += between(11, gapMax);
    if (random.next() < 0.03) return { atMs, forget: true } as const;
    return told(atMs, {
      about: pick(objects),
      type: pick(["Normal", "Normal", "Warning"]),
      reason: pick(["Copied", "Copied", "Failed"]),
      message: `message ${randomInteger(random, messagesMax)}`,
    });
  });
  const faults = Array.from({ length: randomInteger(random, 3) }, () => {
    const fromMs = between(0, atMs);
    const toMs = fromMs + between(50, 40_000);
    return fault(
      fromMs,
      toMs,
      pick([0, 0, 403, 500]),
      pick([["POST"], ["PATCH"], ["POST", "PATCH"]]),
    );
  });
  const correlator = {
    similarMax: pick([10, 10, 3]),
    similarIntervalMs: pick([600_000, 600_000, 60_000]),
    burst: pick([25, 25, 2]),
    refillMs: pick([300_000, 300_000, 7000]),
    keysMax: pick([4096, 4096, 3]),
  };
  return scenario(`drawn ${index}`, {
    host: pick(["", "node-1"]),
    correlator,
    latencyMs: pick([3, 9]),
    faults,
    operations,
  });
}

/** Chosen and drawn ones, the same for the same seed. */
export function eventScenarios(seed: string, count: number): readonly EventScenario[] {
  return [
    ...chosen,
    ...Array.from({ length: count }, (_, index) => drawn(seededRandom(`${seed} ${index}`), index)),
  ];
}
