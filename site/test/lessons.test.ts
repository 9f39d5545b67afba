import { knownBreaks, runScenario, type Scenario, violationsOf } from "@informerlab/test";
import { readerStates, Timeline, TraceLog } from "@informerlab/visualizer";
import { expect, test } from "vitest";
import { lessonProblems } from "../src/lessons/lesson-check.ts";
import { lessonFolders } from "../src/lessons/lesson-folders.ts";
import { lessonRun } from "../src/lessons/lesson-run.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { combinations, lookedAt, lookedFile } from "../src/lessons/looked.ts";
import { forks } from "../src/simulator/forks.ts";

const slugs = lessons.map(({ slug }) => slug);

test.each(lessonFolders)(
  "$name: nothing is missing, and every claim holds with every queue",
  (folder) => {
    expect(lessonProblems(folder)).toEqual([]);
  },
);

const [first] = lessonFolders;
const change = (file: string, from: string | RegExp, to: string): readonly string[] => {
  if (first === undefined) throw new Error("there is no lesson");
  const text = first.files[file] ?? "";
  expect(text.replace(from, to)).not.toBe(text);
  return lessonProblems({ ...first, files: { ...first.files, [file]: text.replace(from, to) } });
};

test.each([
  [
    "scenario.yaml",
    "requests() == 0",
    "requests() == 7",
    "with delta: beat prepared: `requests() == 7` is not so: 0 == 7",
  ],
  [
    "scenario.yaml",
    "kind: informer.synced",
    "kind: server.compacted",
    'beat "synced" needs exactly one fact',
  ],
  [
    "scenario.yaml",
    / {2}- id: prepared[\s\S]*?(?= {2}- id: ask)/,
    "",
    "beat ask opens the page, so nobody is asked its question",
  ],
  [
    "scenario.yaml",
    "answer: requests()",
    "answer: requests() + 40",
    "beat read-again: ask: the answer of",
  ],
  ["scenario.yaml", "已同步 }", "缓存热了 }", '"缓存热了": say'],
  ["scenario.yaml", "Somebody creates", "A starved machine creates", '"starv": say has no time'],
  ["lesson.yaml", "fork: cut-watch", "fork: cut-wire", "there is no fork cut-wire"],
  ["lesson.yaml", "beat: join", "beat: joins", "there is no beat joins; known: prepared, ask"],
  ["en.md", "#beat-watch", "#beat-watching", "there is no beat watching"],
  ["en.md", /^keep: .*$/m, "other: x", "the frontmatter has no keep"],
  ["en.md", "## Sources", "## Origins", 'has no section "Sources"'],
  ["zh-CN.md", "事件处理器", "处理器", '"处理器": say 事件处理器'],
  ["zh-CN.md", "> ", "", "differ in structure"],
] as const)("what is wrong in %s is told: %s", (file, from, to, message) => {
  expect(change(file, from, to).join("\n")).toContain(message);
});

test("a file that is missing is named with what it is for", () => {
  const { "code.go": _go, ...files } = first?.files ?? {};

  expect(lessonProblems({ name: "01-warm-cache", files })).toEqual([
    "01-warm-cache/code.go: missing: the same with client-go",
  ]);
});

test("a lesson without controller-runtime has to say why", () => {
  const { "controller-runtime.go": _go, ...files } = first?.files ?? {};

  expect(lessonProblems({ name: "01-warm-cache", files }).join("\n")).toContain(
    "01-warm-cache/controller-runtime.go: missing: the same with controller-runtime",
  );
});

test("what was looked at is counted, until the text changes", () => {
  const { "looked.yaml": _looked, ...files } = first?.files ?? {};
  const lookedAs = (...now: string[]): typeof files => ({
    ...files,
    "looked.yaml": lookedFile(files, now),
  });
  const all = lookedAs(...combinations);
  const rest = combinations.slice(1);

  expect(lookedAt(files)).toBe("no");
  expect(lookedAt(all)).toBe("12 of 12");
  expect(lookedAt(lookedAs(...rest))).toBe("11 of 12, not en-1280-light");
  expect(lookedAt({ ...all, "zh-CN.md": `${files["zh-CN.md"]} ` })).toBe("changed since");
  expect(lookedAt({ ...all, "code.go": "package other" })).toBe("12 of 12");
});

test("looking again adds to what was looked at, and begins anew after a change", () => {
  const { "looked.yaml": _looked, ...files } = first?.files ?? {};
  const once = { ...files, "looked.yaml": lookedFile(files, ["en-390-dark"]) };
  const changed = { ...once, "en.md": `${files["en.md"]} ` };

  expect(lookedFile(once, ["zh-CN-820-light"])).toMatch(/- en-390-dark\n.*- zh-CN-820-light\n/s);
  expect(lookedFile(changed, ["zh-CN-820-light"])).not.toContain("en-390-dark");
});

test("with the classic queue a reader sees mixtures, with today's default only what was", () => {
  const { trace, story } = lessonRun("three-queues");
  const timeline = new Timeline(new TraceLog(trace), story);

  const start = timeline.log.positionOf(story.beats[0]?.seq ?? 0) ?? 0;

  const mixtures = [...timeline.end.informers.keys()].map((informer) => {
    const states = readerStates(timeline.log, informer).filter(({ position }) => position >= start);
    return [informer, states.filter(({ existedAt }) => existedAt === undefined).length];
  });
  expect(mixtures).toEqual([
    ["delta", 2],
    ["real", 1],
    ["atomic", 0],
  ]);
});

test.each(slugs)(
  "%s: what is offered to try can be tried, and the informer survives it",
  (slug) => {
    const { scenario, trace, story } = lessonRun(slug);
    const { forks: offered } = lessons.find((lesson) => lesson.slug === slug) ?? { forks: [] };
    const start = trace.records[0]?.at ?? 0;

    expect(offered.length).toBeGreaterThan(0);
    for (const { fork, beat } of offered) {
      const seq = story.beats.find(({ id }) => id === beat)?.seq ?? 0;
      const at = trace.records.find((record) => record.seq === seq)?.at ?? 0;
      const choice = forks.find(({ id }) => id === fork);

      const edited = choice?.apply(scenario, { atMs: at - start, seq }) as Scenario;
      const run = runScenario(edited);

      expect(unexpectedIn(run), fork).toEqual([]);
      expect(run.trace.records.length, fork).not.toBe(trace.records.length);
    }
  },
);

/** What breaks, but for what the run's own mistake is known to break. */
function unexpectedIn({ scenario, verdicts }: ReturnType<typeof runScenario>) {
  const known = knownBreaks(scenario);
  return violationsOf(verdicts).filter(({ invariant }) => !known.includes(invariant));
}

test("every fork, at every beat of the first lesson, leaves the past as it was", () => {
  const { scenario, trace, story } = lessonRun(slugs[0] ?? "");
  const start = trace.records[0]?.at ?? 0;

  for (const choice of forks.filter(({ isUnsound }) => isUnsound !== true)) {
    for (const { seq } of story.beats) {
      const at = trace.records[seq - 1]?.at ?? 0;
      const run = runScenario(choice.apply(scenario, { atMs: at - start, seq }) as Scenario);
      const newer = firstDifference(trace.records, run.trace.records);

      expect(newer, `${choice.id} at ${seq}`).toBeGreaterThanOrEqual(at);
      expect(violationsOf(run.verdicts), `${choice.id} at ${seq}`).toEqual([]);
    }
  }
});

type Records = ReturnType<typeof runScenario>["trace"]["records"];

/** When two runs first tell something different. */
function firstDifference(before: Records, after: Records): number {
  const index = before.findIndex(
    ({ fact }, place) => JSON.stringify(fact) !== JSON.stringify(after[place]?.fact),
  );
  return before[index]?.at ?? after[before.length]?.at ?? Infinity;
}
