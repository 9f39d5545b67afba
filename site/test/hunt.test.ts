import { parseScenario } from "@informerlab/test";
import { expect, test } from "vitest";
import { firstHunt } from "../src/simulator/first-hunt.ts";
import { hunt } from "../src/simulator/hunt.ts";
import { spreadOut } from "../src/simulator/spread-out.ts";

const stopped = () => 0;

test("the first search of the chaos lab tells how an object becomes a ghost: cause, point of no return, break, and what stays", () => {
  const found = hunt({ ...firstHunt, runsMax: 1000, language: "zh-CN" }, stopped, () => {});
  if (found.kind !== "found") throw new Error(`the search ended with ${found.kind}`);
  const { points, result, story } = found;

  expect(result.scenario?.script?.map((operation) => operation.do)).toEqual([
    "create",
    "expire-watches",
    "delete",
  ]);
  expect(points.map(({ kind, text }) => [kind, text.en])).toEqual([
    ["cause", "A fault strikes: history is forgotten."],
    ["no-return", "user deletes n1."],
  ]);
  const seqs = story.beats.map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  expect(story.beats.slice(-2).map(({ text }) => text.en)).toEqual([
    expect.stringContaining("the list lacks n1"),
    expect.stringContaining("the cache holds n1, which is gone from the server: a ghost"),
  ]);
  expect(story.beats.map(({ title }) => title?.["zh-CN"])).toContain("从此无可挽回");
  expect(story.beats.at(-1)?.text["zh-CN"]).toContain(
    "缓存里还有 n1，服务器上却早已没有：成了幽灵",
  );
  // What a reader sees first is what the test of the test file will find.
  expect(found.testFile).toContain("expire-watches");
  expect(found.testFile).toMatch(/^\/\/ 当时的发现：nodes：/m);
});

test("operations are moved apart only where the same rule still breaks, and nothing waits or lasts", () => {
  const bug = `version: 1\nplanted: ${firstHunt.bug}\ninformers:\n  - { resource: nodes, queue: delta }\n`;
  const script = (operations: string) => parseScenario(`${bug}script:\n${operations}`);
  const write = "  - { atMs: 0, do: create, resource: nodes, name: n1 }\n";
  const rest = `${write}  - { atMs: 0, do: expire-watches }\n  - { atMs: 0, do: delete, resource: nodes, name: n1 }\n`;
  const lasting = "  - { atMs: 0, do: starve, informer: nodes, part: reflector, forMs: 5 }\n";

  expect(spreadOut(script(rest), "C3").script?.map(({ atMs }) => atMs)).toEqual([1000, 2000, 3000]);
  for (const kept of [script(write), script(rest + lasting)])
    expect(spreadOut(kept, "C3")).toBe(kept);
});
