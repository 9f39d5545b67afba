import { type Lesson, lessonFiles, parseLesson, type Scenario } from "@informerlab/test";
import type { LessonFolder } from "@informerlab/test/lessons";
import { answerOf, brokenClaims, Timeline, TraceLog } from "@informerlab/visualizer";
import type { Language } from "../config/languages.ts";
import { forks } from "../simulator/forks.ts";
import { closingSections, linkedBeats, parseProse } from "./lesson-prose.ts";
import { flavours, runsOfAllFlavours } from "./story.ts";
import { wordProblems } from "./words.ts";

const languages = ["en", "zh-CN"] as const;
const limits = {
  beats: { least: 6, most: 14 },
  asks: { least: 2, most: 4 },
  prose: { en: { least: 150, most: 420 }, "zh-CN": { least: 250, most: 900 } },
  beatText: { en: 60, "zh-CN": 110 },
} as const;

/** Everything that a lesson's folder lacks or has wrong, one line each; empty when it is ready. */
export function lessonProblems({ name, files }: LessonFolder): readonly string[] {
  const missing = Object.entries(lessonFiles).filter(([file]) => files[file] === undefined);
  if (missing.length > 0)
    return missing.map(([file, about]) => `${name}/${file}: missing: ${about}`);
  let lesson: Lesson;
  try {
    lesson = parseLesson(name, files);
  } catch (error) {
    return [messageOf(error)];
  }
  return [
    ...beatProblems(name, lesson.scenario),
    ...forkProblems(name, lesson),
    ...controllerRuntimeProblems(name, lesson, files),
    ...exhibitProblems(name, lesson, files),
    ...languages.flatMap((language) => proseProblems(name, lesson, files, language)),
    ...sameStructure(name, files),
  ];
}

function beatProblems(name: string, scenario: Scenario): readonly string[] {
  const file = `${name}/scenario.yaml`;
  const beats = scenario.beats ?? [];
  const problems = beats.flatMap(({ id, title, text, claims = [], ask }) => {
    const at = `${file}: beat ${id}`;
    const texts = [title, text, ...(ask === undefined ? [] : [ask.question, ask.because])];
    return [
      ...(claims.length === 0 ? [`${at}: claims nothing; say what is visible at its end`] : []),
      ...texts.flatMap((one) =>
        languages.flatMap((language) => wordProblems(one[language], language, at)),
      ),
      ...languages.flatMap((language) => {
        const length = lengthOf(text[language], language);
        const most = limits.beatText[language];
        return length > most ? [`${at}: ${length} in ${language}, at most ${most}`] : [];
      }),
    ];
  });
  try {
    problems.push(...runsOfAllFlavours(scenario).flatMap((run) => runProblems(file, run)));
  } catch (error) {
    problems.push(`${file}: ${messageOf(error)}`);
  }
  return problems;
}

function runProblems(
  file: string,
  { trace, story, flavour }: ReturnType<typeof runsOfAllFlavours>[number],
): readonly string[] {
  const at = `${file} with ${flavour}`;
  const timeline = new Timeline(new TraceLog(trace), story);
  const { beats } = story;
  const asks = beats.flatMap((beat) => (beat.ask === undefined ? [] : [{ beat, ask: beat.ask }]));
  const problems = brokenClaims(timeline, flavour).map(
    ({ beat, claim, found }) => `${at}: beat ${beat}: \`${claim.holds}\` is not so: ${found}`,
  );
  for (const [index, { id, seq }] of beats.entries()) {
    const before = beats[index - 1];
    if (before !== undefined && before.seq >= seq) {
      problems.push(`${at}: beat ${id} happens before ${before.id}, which stands above it`);
    }
  }
  for (const { beat, ask } of asks) {
    try {
      answerOf(timeline, beat, ask);
    } catch (error) {
      problems.push(`${at}: beat ${beat.id}: ask: ${messageOf(error)}`);
    }
  }
  if (beats[0]?.ask !== undefined)
    problems.push(`${at}: beat ${beats[0].id} opens the page, so nobody is asked its question`);
  problems.push(...outside(`${at}: beats`, beats.length, limits.beats));
  // Each queue asks what it can; the first is the one that the page shows.
  const least = flavour === flavours[0] ? limits.asks.least : 1;
  problems.push(...outside(`${at}: questions`, asks.length, { ...limits.asks, least }));
  return problems;
}

function forkProblems(name: string, { scenario, forks: offered }: Lesson): readonly string[] {
  const beats = new Set((scenario.beats ?? []).map(({ id }) => id));
  const file = `${name}/lesson.yaml`;
  if (offered.length === 0) return [`${file}: offers no fork to play with`];
  return offered.flatMap(({ fork, beat }) => [
    ...(beats.has(beat)
      ? []
      : [`${file}: there is no beat ${beat}; known: ${[...beats].join(", ")}`]),
    ...(forks.some(({ id }) => id === fork)
      ? []
      : [`${file}: there is no fork ${fork}; known: ${forks.map(({ id }) => id).join(", ")}`]),
  ]);
}

/** Most operators are written with controller-runtime: a lesson shows it, or says why nothing differs. */
function controllerRuntimeProblems(
  name: string,
  { controllerRuntime }: Lesson,
  files: LessonFolder["files"],
): readonly string[] {
  if (controllerRuntime !== undefined) {
    const at = `${name}/lesson.yaml: controllerRuntime`;
    return languages.flatMap((language) => wordProblems(controllerRuntime[language], language, at));
  }
  return files["controller-runtime.go"] === undefined
    ? [
        `${name}/controller-runtime.go: missing: the same with controller-runtime; if nothing differs there, say why in lesson.yaml: controllerRuntime: { en, zh-CN }`,
      ]
    : [];
}

/** An exhibit can be checked by whoever doubts it: the prose names its report. */
function exhibitProblems(
  name: string,
  { exhibit }: Lesson,
  files: LessonFolder["files"],
): readonly string[] {
  if (exhibit === undefined) return [];
  const at = `${name}/exhibit.yaml`;
  const { symptom, number } = exhibit;
  return languages.flatMap((language) => [
    ...wordProblems(symptom[language], language, `${at}: symptom`),
    ...(new RegExp(`#${number}\\b`).test(files[`${language}.md`] ?? "")
      ? []
      : [`${at}: ${language}.md does not name #${number} among its sources`]),
  ]);
}

function proseProblems(
  name: string,
  { scenario }: Lesson,
  files: LessonFolder["files"],
  language: Language,
): readonly string[] {
  const file = `${name}/${language}.md`;
  const text = files[`${language}.md`] ?? "";
  const beats = new Set((scenario.beats ?? []).map(({ id }) => id));
  let prose: ReturnType<typeof parseProse>;
  try {
    prose = parseProse(text, file);
  } catch (error) {
    return [messageOf(error)];
  }
  const { frontmatter, body } = prose;
  const wanted = ["title", "description", "keep"].filter(
    (field) => !new RegExp(`^${field}: .`, "m").test(frontmatter),
  );
  const [said] = closingSections[language];
  return [
    ...wanted.map((field) => `${file}: the frontmatter has no ${field}`),
    ...closingSections[language]
      .filter((section) => !body.includes(`## ${section}\n`))
      .map((section) => `${file}: has no section "${section}"`),
    ...(body.split(`## ${said}\n`)[1]?.trimStart().startsWith("> ") === false
      ? [`${file}: "${said}" begins with what is said, as a quotation`]
      : []),
    ...linkedBeats(body)
      .filter((beat) => !beats.has(beat))
      .map((beat) => `${file}: there is no beat ${beat}; known: ${[...beats].join(", ")}`),
    ...(linkedBeats(body).length === 0 ? [`${file}: points at no beat: [text](#beat-id)`] : []),
    ...outside(`${file}: length`, lengthOf(body, language), limits.prose[language]),
    ...wordProblems(text, language, file),
  ];
}

/** Both languages point at the same beats and have the same sections, quotations, tables and code. */
function sameStructure(name: string, files: LessonFolder["files"]): readonly string[] {
  const [ours, theirs] = languages.map((language) => structureOf(files[`${language}.md`] ?? ""));
  return ours === theirs
    ? []
    : [`${name}: en.md and zh-CN.md differ in structure:\n  ${ours}\n  ${theirs}`];
}

function structureOf(text: string): string {
  const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length;
  return [
    `beats ${[...new Set(linkedBeats(text))].sort().join(" ")}`,
    `sections ${count(/^## /gm)}`,
    `quotations ${count(/^> /gm)}`,
    `rows ${count(/^\|/gm)}`,
    `options ${[...text.matchAll(/^(stamps): .*/gm)].map(([line]) => line).join(" ")}`,
  ].join(" · ");
}

/** Words of English; characters of Chinese. */
function lengthOf(text: string, language: Language): number {
  const plain = text.replaceAll(/\]\([^)]*\)/g, "]");
  return language === "en"
    ? plain.split(/\s+/).filter((word) => /\w/.test(word)).length
    : [...plain.matchAll(/\p{Script=Han}/gu)].length;
}

function outside(
  what: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): readonly string[] {
  return value < least || value > most ? [`${what}: ${value}, wanted ${least} to ${most}`] : [];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
