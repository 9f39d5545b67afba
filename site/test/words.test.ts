import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Action,
  invariants,
  plantedBugs,
  runScenario,
  type Scenario,
} from "@informerlab/test";
import { glossary, narrate, plainText } from "@informerlab/visualizer";
import { expect, test } from "vitest";
import { lessonRuns } from "../src/lessons/lesson-run.ts";
import { lessons } from "../src/lessons/lessons.ts";
import { narratedRun } from "../src/lessons/story.ts";
import { wordProblems } from "../src/lessons/words.ts";
import { forks } from "../src/simulator/forks.ts";

const languages = ["en", "zh-CN"] as const;
const docs = join(import.meta.dirname, "..", "src", "content", "docs");
/** Where readers write scenarios themselves, the word is the subject. */
const aboutScenarios = /^(zh-cn\/)?(play|reference|guides|chaos)/;
const raw =
  /\b(starve|cut-watches|expire-watches|restart-server|slow-handler|wait-for-write|stop-queue|add-index)\b/;

test.each(languages)(
  "no sentence of the picture has a word of the harness, in any lesson or fork (%s)",
  (language) => {
    const sentences = new Set<string>();
    for (const { slug, forks: offered } of lessons) {
      const runs = [...lessonRuns(slug)];
      const [run] = runs;
      const at = run?.trace.records.at(-1)?.at ?? 0;
      for (const { fork } of offered) {
        const choice = forks.find(({ id }) => id === fork);
        const start = run?.trace.records[0]?.at ?? 0;
        const edited = choice?.apply(run?.scenario, { atMs: (at - start) / 2, seq: 1 }) as Scenario;
        runs.push(narratedRun({ ...edited, beats: [] }));
      }
      for (const { trace } of runs)
        for (const { fact } of trace.records) sentences.add(plainText(narrate(fact, language)));
    }

    const wrong = [...sentences].flatMap((sentence) => [
      ...wordProblems(sentence, language, sentence),
      ...(raw.test(sentence) ? [sentence] : []),
    ]);
    expect(sentences.size).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  },
);

test.each(languages)("every page uses the words of the glossary (%s)", (language) => {
  const files = globSync("**/*.mdx", { cwd: docs }).filter(
    (file) => file.startsWith("zh-cn") === (language === "zh-CN"),
  );
  const problems = files.flatMap((file) => {
    const text = readFileSync(join(docs, file), "utf8").replaceAll(/```.*?```|<[^>]*>/gs, " ");
    return wordProblems(text, language, file).filter(
      (problem) => !(aboutScenarios.test(file) && /"scenario"/i.test(problem)),
    );
  });

  expect(files.length).toBeGreaterThan(15);
  expect(problems).toEqual([]);
});

test.each(languages)(
  "every promise and every bug that can be planted uses them, too (%s)",
  (language) => {
    const titles = [...invariants, ...plantedBugs].map(({ title }) => title[language]);

    expect(titles.length).toBeGreaterThan(150);
    expect(titles.flatMap((title) => wordProblems(title, language, title))).toEqual([]);
  },
);

test("the glossary itself has no word that it tells others not to use", () => {
  for (const language of languages)
    for (const term of Object.values(glossary))
      expect(wordProblems(term[language], language, term.en)).toEqual([]);
});

const nodes = { resource: "nodes" };
const node = { ...nodes, name: "n1" };
const informer = { informer: "nodes" };
const work = { queue: "work" };

/** One of every kind that a script knows. */
const everyAction: { readonly [K in Action["do"]]: Extract<Action, { readonly do: K }> } = {
  create: { do: "create", ...nodes, name: "n2" },
  update: { do: "update", ...node },
  label: { do: "label", ...node, labels: { zone: "a" } },
  "write-again": { do: "write-again", ...node, how: "same" },
  list: { do: "list", ...nodes },
  finalize: { do: "finalize", ...node },
  recreate: { do: "recreate", ...node },
  compact: { do: "compact" },
  "cut-watches": { do: "cut-watches" },
  "expire-watches": { do: "expire-watches" },
  "restart-server": { do: "restart-server" },
  bookmark: { do: "bookmark" },
  fault: { do: "fault", fault: { on: { verb: "list" }, do: { stale: { byRevisions: 1 } } } },
  "slow-handler": { do: "slow-handler", ...informer, handler: "one", durationMs: 9 },
  starve: { do: "starve", ...informer, part: "controller", forMs: 9 },
  "function-throws": { do: "function-throws", ...informer, function: "index", forMs: 9 },
  enqueue: { do: "enqueue", ...work, key: "n1" },
  "worker-comes": { do: "worker-comes", ...work, worker: "guest" },
  "worker-leaves": { do: "worker-leaves", ...work, worker: "guest" },
  "wait-for-write": { do: "wait-for-write", ...informer },
  "add-index": { do: "add-index", ...informer, label: "zone" },
  "add-handler": { do: "add-handler", ...informer, handler: "one" },
  factory: { do: "factory", act: "ask" },
  scale: { do: "scale", ...informer, to: 2 },
  "shut-down-handler": { do: "shut-down-handler", ...informer, handler: "one" },
  read: { do: "read", ...informer },
  "stop-queue": { do: "stop-queue", ...work },
  "stop-informer": { do: "stop-informer", ...informer },
  delete: { do: "delete", ...node },
};

test.each(languages)("whatever a script does is told in a sentence of its own (%s)", (language) => {
  const { trace } = runScenario({
    version: 1,
    seed: 1,
    objects: [node],
    informers: [
      { ...nodes, indexLabels: ["zone"], handlers: [{ name: "one", enqueuesTo: "work" }] },
    ],
    queues: [{ name: "work", informer: "nodes" }],
    script: Object.values(everyAction).map((action, index) => ({
      ...action,
      atMs: 500 + index * 50,
    })),
  } as Scenario);
  const acts = trace.records.flatMap(({ fact }) => (fact.kind === "actor.acted" ? [fact] : []));
  // As the kit for controllers tells of a process.
  const ofKit = ["change", "crash", "start again", "pause"].map((action) => ({
    kind: "actor.acted" as const,
    actor: "controller",
    action,
    operation: action,
  }));

  const generic = [...acts, ...ofKit].flatMap((fact) => {
    const unknown = plainText(narrate({ ...fact, action: "unheard-of" }, language));
    const told = plainText(narrate(fact, language));
    return told === unknown.replace("unheard-of", fact.action) ? [fact.action] : [];
  });
  expect(new Set(acts.map(({ action }) => action)).size).toBeGreaterThan(15);
  expect(generic).toEqual([]);
});
