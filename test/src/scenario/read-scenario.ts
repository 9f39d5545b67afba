import { isMap, isNode, LineCounter, parseDocument, stringify } from "yaml";
import { flowList } from "./flow-text.ts";
import type { Scenario } from "./scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import { scenarioShape } from "./scenario-shape.ts";
import type { Problem } from "./shape.ts";
import { yamlData } from "./yaml-data.ts";

/** One thing that is wrong with a scenario's text. */
export interface TextProblem {
  /** The wrong key or value in the text, in UTF-16 units; absent where the text has no such place. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Names the field and what would be right. */
  readonly message: string;
}

/**
 * Reads a scenario from YAML (or JSON, which is YAML).
 *
 * @param source name of the file for messages.
 * @throws ScenarioError naming file, line and field of the first problem, and how many more there are.
 */
export function parseScenario(yaml: string, source = "scenario"): Scenario {
  const { data, problems, lines } = readText(yaml);
  const first = problems[0];
  if (first === undefined) return data as Scenario;
  throw new ScenarioError(`${placeText(source, first, lines)}: ${first.message}${more(problems)}`);
}

/** Everything for which {@link parseScenario} would refuse a text, each with its place; nothing for a scenario. */
export function scenarioTextProblems(yaml: string): readonly TextProblem[] {
  return readText(yaml).problems;
}

interface ReadText {
  readonly data: unknown;
  readonly problems: readonly TextProblem[];
  readonly lines: LineCounter;
}

function readText(yaml: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const [from, to] = syntax.pos;
    // What comes after a slip in the syntax mostly is its consequence.
    const problem = { range: { from, to }, message: `not YAML: ${syntax.message}` };
    return { data: undefined, problems: [problem], lines };
  }
  const read = yamlData(document);
  if ("problem" in read)
    return { data: undefined, problems: [{ message: `not YAML: ${read.problem}` }], lines };
  const { data } = read;
  const problems = scenarioProblems(data).map((problem): TextProblem => {
    const range = rangeOf(document, problem.path);
    const message = problemText(problem);
    return range === undefined ? { message } : { range, message };
  });
  return { data, problems, lines };
}

function placeText(source: string, { range }: TextProblem, lines: LineCounter): string {
  if (range === undefined) return source;
  const { line, col } = lines.linePos(range.from);
  return `${source}:${line}:${col}`;
}

/**
 * Checks data that claims to be a scenario.
 *
 * @throws ScenarioError naming the first problem's field, and how many more there are.
 */
export function toScenario(data: unknown, source = "scenario"): Scenario {
  const problems = scenarioProblems(data);
  const first = problems[0];
  if (first !== undefined)
    throw new ScenarioError(`${source}: ${problemText(first)}${more(problems)}`);
  return data as Scenario;
}

/** Everything that keeps the data from being a scenario: wrong fields first, then names that refer to nothing. */
export function scenarioProblems(data: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  scenarioShape.check(data, [], problems);
  if (problems.length === 0) problems.push(...danglingNames(data as Scenario));
  return problems;
}

/** Writes a scenario as YAML for people: short things on one line. */
export function formatScenario(scenario: Scenario): string {
  const { objects, script, ...rest } = scenario;
  const lines = [stringify(rest, { lineWidth: 100 }).trimEnd()];
  if (objects !== undefined) lines.push(...flowList("objects", objects));
  if (script !== undefined) lines.push(...flowList("script", script));
  return `${lines.join("\n")}\n`;
}

function problemText({ path, message }: Problem): string {
  const where = pathText(path);
  return `${where === "" ? "" : `${where}: `}${message}`;
}

function more(problems: readonly unknown[]): string {
  return problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
}

function pathText(path: Problem["path"]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`,
    "",
  );
}

interface Tree {
  getIn(path: Iterable<unknown>, keepScalar: true): unknown;
}

/** The key that a path names, else its value, else those of what it is in. */
function rangeOf(document: Tree, path: Problem["path"]): TextProblem["range"] {
  for (let place = path; ; place = place.slice(0, -1)) {
    const range = rangeOfKey(document, place) ?? rangeOfNode(document.getIn(place, true));
    if (range !== undefined || place.length === 0) return range;
  }
}

function rangeOfNode(node: unknown): TextProblem["range"] {
  if (!isNode(node) || node.range === undefined || node.range === null) return undefined;
  return { from: node.range[0], to: node.range[1] };
}

function rangeOfKey(document: Tree, path: Problem["path"]): TextProblem["range"] {
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isNode(key) && String(key) === String(path.at(-1)));
  return pair === undefined ? undefined : rangeOfNode(pair.key);
}

function danglingNames(scenario: Scenario): readonly Problem[] {
  const problems: Problem[] = [];
  const informers = new Map(
    scenario.informers.map((informer) => [informer.name ?? informer.resource, informer]),
  );
  const handlersOf = (informer: string): readonly string[] =>
    (informers.get(informer)?.handlers ?? []).map(({ name }) => name);
  const queues = new Set((scenario.queues ?? []).map(({ name }) => name));
  const known = (names: Iterable<string>): string => [...names].join(", ") || "none";
  const refer = (
    path: Problem["path"],
    what: string,
    name: string | undefined,
    names: Iterable<string>,
  ): void => {
    const all = [...names];
    if (name !== undefined && !all.includes(name)) {
      problems.push({ path, message: `there is no ${what} "${name}"; known: ${known(all)}` });
    }
  };
  if (informers.size < scenario.informers.length) {
    problems.push({
      path: ["informers"],
      message: "two informers have the same name; give each its own",
    });
  }
  for (const [index, informer] of scenario.informers.entries()) {
    for (const [number, handler] of (informer.handlers ?? []).entries()) {
      const path = ["informers", index, "handlers", number, "enqueuesTo"];
      refer(path, "work queue", handler.enqueuesTo, queues);
    }
  }
  refer(["plantedIn"], "informer", scenario.plantedIn, informers.keys());
  for (const [index, queue] of (scenario.queues ?? []).entries()) {
    refer(["queues", index, "informer"], "informer", queue.informer, informers.keys());
  }
  for (const [index, operation] of (scenario.script ?? []).entries()) {
    if ("queue" in operation)
      refer(["script", index, "queue"], "work queue", operation.queue, queues);
    if (!("informer" in operation)) continue;
    refer(["script", index, "informer"], "informer", operation.informer, informers.keys());
    if (operation.do !== "slow-handler" || !informers.has(operation.informer)) continue;
    refer(
      ["script", index, "handler"],
      "handler",
      operation.handler,
      handlersOf(operation.informer),
    );
  }
  return problems;
}
