import { expect, test } from "vitest";
import { exampleTrace } from "../../../demo/example-trace.ts";
import { TraceLog } from "../../trace/trace-log.ts";
import type { Beat, Story } from "../timeline/story.ts";
import { Timeline } from "../timeline/timeline.ts";
import { answerOf, brokenClaims, evaluate } from "./claim.ts";
import { quantities } from "./claim-quantities.ts";

const flavours = ["delta", "real", "real-atomic"] as const;
const text = { en: "", "zh-CN": "" };

function timelineOf(queue: (typeof flavours)[number], story?: Story): Timeline {
  return new Timeline(new TraceLog(exampleTrace({ queue })), story);
}

test.each(flavours)(
  "what an expression says of a world is what the world holds, with %s",
  (queue) => {
    const timeline = timelineOf(queue);
    for (let position = 1; position <= timeline.length; position += 7) {
      const place = { timeline, position };
      const [informer] = timeline.worldAt(position).informers.values();
      if (informer === undefined) continue;
      const keys = [...informer.store.keys()].sort();
      const cached = keys.map((key) => evaluate(`cached("${key}")`, place));

      expect(evaluate("cachedKeys()", place)).toEqual(keys);
      expect(cached).toEqual(
        keys.map((key) => Number(informer.store.get(key)?.ref.resourceVersion)),
      );
      expect(evaluate("size(cachedKeys()) + 1", place)).toBe(keys.length + 1);
      for (const [key, { indexes }] of informer.store) {
        for (const [index, [value]] of Object.entries(indexes)) {
          if (value !== undefined)
            expect(evaluate(`"${key}" in indexed("${index}", "${value}")`, place)).toBe(true);
        }
      }
      expect(evaluate('cached("no-such") == absent and not (1 > 2)', place)).toBe(true);
    }
  },
);

test("a copy that the server once had exactly like that has existed; any other has not", () => {
  const { records, ...file } = exampleTrace({ queue: "delta" });
  const last = records.findLastIndex(({ fact }) => fact.kind === "server.committed");
  const without = records.filter((_, index) => index !== last);
  const whole = new Timeline(new TraceLog({ ...file, records }));
  const gap = new Timeline(new TraceLog({ ...file, records: without }));

  expect(evaluate("existed()", { timeline: whole, position: whole.length })).toBe(true);
  expect(evaluate("existed()", { timeline: gap, position: gap.length })).toBe(false);
});

test("a story's claims are checked where its beats end, and the two sides are told", () => {
  const { records } = exampleTrace({ queue: "delta" });
  const seq = records.at(-1)?.seq ?? 0;
  const beat = (id: string, ...claims: NonNullable<Beat["claims"]>): Beat => ({
    id,
    seq,
    text,
    claims,
  });
  const timeline = timelineOf("delta", {
    beats: [
      beat("right", { holds: "lists() >= 1" }),
      beat("wrong", { holds: "lists() == 99" }),
      beat("unknown", { holds: 'cashed("n1")' }),
      beat("elsewhere", { holds: "false", in: ["real"], because: "not here" }),
    ],
  });

  const broken = brokenClaims(timeline, "delta");

  expect(broken.map(({ beat }) => beat)).toEqual(["wrong", "unknown"]);
  expect(broken[0]?.found).toMatch(/^\d == 99$/);
  expect(broken[1]?.found).toContain('there is no "cashed()"; known: server, cached');
});

test("an answer is read from the trace, and must be among the choices", () => {
  const { records } = exampleTrace({ queue: "delta" });
  const first = { id: "first", seq: records[0]?.seq ?? 0, text };
  const last = { id: "last", seq: records.at(-1)?.seq ?? 0, text };
  const timeline = timelineOf("delta", { beats: [first, last] });
  const ask = { kind: "value", question: text, because: text } as const;
  const lists = timeline.end.tally.lists;

  expect(answerOf(timeline, last, { ...ask, answer: 'since("first", lists())' })).toBe(
    String(lists),
  );
  expect(answerOf(timeline, last, { ...ask, answer: "lists()" })).toBe(String(lists));
  expect(() =>
    answerOf(timeline, last, {
      ...ask,
      answer: "lists()",
      choices: [{ value: "77", label: text }],
    }),
  ).toThrow(`the answer of "last" is ${lists}, which is none of 77`);
});

test.each([
  ["", "it ends too early"],
  ["cached(", "it ends too early"],
  ['cached("n1"', '"," is expected at the end'],
  ["1 = 2", '"=" means nothing'],
  ["lists() lists()", '"lists" is not expected here'],
  ["lists", '"(" is expected at the end'],
  ["lists(1)", "lists() has 1 arguments; lists(): list requests so far"],
  ["1 and true", "true or false is needed, not 1"],
  ['"a" < 1', 'a number is needed, not "a"'],
  ["1 in 2", '"in" looks into a list, not into 2'],
  ['at("nowhere", 1)', 'there is no beat "nowhere"'],
  ['of("nobody", cachedKeys())', "there is no informer nobody at this moment; known: nodes"],
  [`${"(".repeat(40)}1${")".repeat(40)}`, "nested more than 32 deep"],
])("a wrong expression is named with what would be right: %s", (source, message) => {
  const timeline = timelineOf("delta");

  expect(() => evaluate(source, { timeline, position: timeline.length })).toThrow(message);
});

test("an expression is limited in length", () => {
  const timeline = timelineOf("delta");

  expect(() => evaluate("1 + ".repeat(400), { timeline, position: 1 })).toThrow(
    "at most 1000 characters, not 1600",
  );
});

test("every quantity can be asked at every moment once the informer is known", () => {
  const sample: Readonly<Record<string, string>> = {
    server: '"n1"',
    cached: '"n1"',
    label: '"n1", "zone", "cache"',
    indexed: '"zone", "a"',
    buffered: '"h1"',
    heard: '"h1"',
    way: '"n1", "queue"',
    handlerSynced: '"h1"',
    count: '"store.changed"',
    fact: '"kind"',
    size: "[]",
  };
  for (const queue of flavours) {
    const timeline = timelineOf(queue);
    for (const name of Object.keys(quantities)) {
      for (const position of [timeline.length, Math.ceil(timeline.length / 2)]) {
        const source = `${name}(${sample[name] ?? ""})`;
        expect(() => evaluate(source, { timeline, position }), source).not.toThrow();
      }
    }
  }
});
