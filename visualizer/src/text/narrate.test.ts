import type { TraceFact } from "@informerlab/core/trace";
import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import type { Language } from "../model/timeline/story.ts";
import { Timeline } from "../model/timeline/timeline.ts";
import { TraceLog } from "../trace/trace-log.ts";
import { interfaceText, stageText } from "./catalogue.ts";
import { knowEveryLanguage } from "./every-language.ts";
import { glossary } from "./glossary.ts";
import { fillTemplate } from "./message.ts";
import { messagesEn } from "./messages-en.ts";
import { messagesZh } from "./messages-zh.ts";
import { narrate, narrateBeat } from "./narrate.ts";
import { plainText } from "./segment.ts";

knowEveryLanguage();

const languages: readonly Language[] = ["en", "zh-CN"];

function holesOf(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)/g)].map(([, name]) => name ?? "").sort();
}

test("both catalogues have every message, with the same values and known terms", () => {
  expect(Object.keys(messagesZh).sort()).toEqual(Object.keys(messagesEn).sort());
  for (const [id, english] of Object.entries(messagesEn)) {
    const chinese = messagesZh[id as keyof typeof messagesEn];
    // A plural hole names a value a second time; Chinese needs none.
    expect([id, [...new Set(holesOf(chinese))]]).toEqual([id, [...new Set(holesOf(english))]]);
    for (const template of [english, chinese]) {
      for (const [, term] of template.matchAll(/\[(\w+)/g))
        expect(Object.keys(glossary)).toContain(term);
      expect(template.trim()).toMatch(/[.。]$/);
    }
  }
});

test("Chinese sentences are Chinese", () => {
  for (const [id, chinese] of Object.entries(messagesZh))
    expect(`${id}: ${chinese}`).toMatch(/[\u4e00-\u9fff]/);
});

test("every record of every flavour has a sentence in both languages, without an unfilled hole", () => {
  for (const queue of ["delta", "real", "real-atomic"] as const) {
    for (const { fact } of exampleTrace({ queue }).records) {
      for (const language of languages) {
        const sentence = plainText(narrate(fact, language));
        expect(sentence.length).toBeGreaterThan(3);
        expect(sentence).not.toMatch(/[{}[\]|]/);
      }
    }
  }
});

test("a kind from a newer recorder is named, not hidden", () => {
  const fact = { kind: "scheduler.preempted" } as unknown as TraceFact;
  expect(plainText(narrate(fact, "en"))).toContain("scheduler.preempted");
});

test("relist and resync are told apart in both languages", () => {
  const resync: TraceFact = { kind: "reflector.resync-due", informer: "nodes", isWanted: true };
  const expired: TraceFact = {
    kind: "reflector.watch-ended",
    informer: "nodes",
    reason: "expired",
    events: 0,
  };
  for (const language of languages) {
    expect(plainText(narrate(resync, language))).toContain(glossary.resync[language]);
    expect(plainText(narrate(expired, language))).toContain(glossary.relist[language]);
  }
  expect(glossary.resync).not.toEqual(glossary.relist);
});

test("a template that names a value it is not given says which", () => {
  expect(() => fillTemplate("{key} moves", {}, "en")).toThrow('message needs the value "key"');
  expect(() => fillTemplate("the [flux]", {}, "en")).toThrow('no term "flux"');
});

test("what a scenario does is told in words of the reader, not of the harness", () => {
  const acted = (actor: string, action: string): TraceFact => ({
    kind: "actor.acted",
    actor,
    action,
    operation: "x",
  });
  const fault: TraceFact = { kind: "fault.injected", fault: "f", action: "stall" };
  for (const fact of [acted("machine", "starve"), acted("program", "read"), fault]) {
    for (const language of languages)
      expect(plainText(narrate(fact, language))).not.toMatch(/starve|machine does|stall|：read/);
  }
  const anyVersion: TraceFact = {
    kind: "reflector.watch-requested",
    informer: "nodes",
    options: { resourceVersion: "" },
  };
  expect(plainText(narrate(anyVersion, "en"))).not.toMatch(/after\s*\./);
});

test("plurals follow the number", () => {
  const text = (count: number): string =>
    plainText(fillTemplate("{count} {count|object|objects}", { count }, "en"));
  expect([text(0), text(1), text(2)]).toEqual(["0 objects", "1 object", "2 objects"]);
});

test("a beat's live values are read at its position", () => {
  const trace = exampleTrace();
  const timeline = new Timeline(new TraceLog(trace));
  const position =
    trace.records.findIndex(
      ({ fact }) => fact.kind === "queue.enqueued" && fact.isTombstone === true,
    ) + 1;
  const world = timeline.worldAt(position);
  const beat = {
    id: "b",
    seq: position,
    text: { en: "{ref.key} at {storeResourceVersion}, {unknown} stays", "zh-CN": "{ref.key}" },
  };
  const text = narrateBeat(
    beat,
    "en",
    world,
    world.informers.get("nodes"),
    timeline.log.recordAt(position)?.fact,
  );
  expect(plainText(text)).toBe("node-3 at 53, {unknown} stays");
});

test.each(["reflector.listed", "workqueue.added"] as const)(
  "a beat bound to %s, which is about no object, tells the fact's own key and version",
  (kind) => {
    const timeline = new Timeline(new TraceLog(exampleTrace()));
    const position = timeline.log.records.findIndex(({ fact }) => fact.kind === kind) + 1;
    const fact = timeline.log.recordAt(position)?.fact;
    const name = kind === "reflector.listed" ? "resourceVersion" : "key";
    const text = { en: `{${name}}`, "zh-CN": `{${name}}` };
    const world = timeline.worldAt(position);
    const told = plainText(narrateBeat({ id: "b", seq: 1, text }, "en", world, undefined, fact));
    expect(told).toBe(fact !== undefined && name in fact && fact[name as keyof typeof fact]);
  },
);

test("controls and drawing have the same words in both languages", () => {
  expect(Object.keys(interfaceText("zh-CN"))).toEqual(Object.keys(interfaceText("en")));
  expect(Object.keys(stageText("zh-CN").words).sort()).toEqual(
    Object.keys(stageText("en").words).sort(),
  );
});
