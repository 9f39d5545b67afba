import { isMap, isNode, LineCounter, parseDocument, stringify } from "yaml";
import type { Scenario } from "./scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import { scenarioShape } from "./scenario-shape.ts";
import type { Problem } from "./shape.ts";

/**
 * Reads a scenario from YAML (or JSON, which is YAML).
 *
 * @param source name of the file for messages.
 * @throws ScenarioError naming file, line and field of the first problem, and how many more there are.
 */
export function parseScenario(yaml: string, source = "scenario"): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw new ScenarioError(`${source}:${line}:${col}: not YAML: ${syntax.message}`);
  }
  const data: unknown = document.toJS();
  const problems = scenarioProblems(data);
  const first = problems[0];
  if (first === undefined) return data as Scenario;
  let place: Problem["path"] = first.path;
  let position: string | undefined;
  do {
    position =
      positionOfKey(document, place, lines) ?? positionOf(document.getIn(place, true), lines);
    if (place.length === 0) break;
    place = place.slice(0, -1);
  } while (position === undefined);
  const at = position === undefined ? source : `${source}:${position}`;
  throw new ScenarioError(`${at}: ${problemText(problems)}`);
}

/**
 * Checks data that claims to be a scenario.
 *
 * @throws ScenarioError naming the first problem's field, and how many more there are.
 */
export function toScenario(data: unknown, source = "scenario"): Scenario {
  const problems = scenarioProblems(data);
  if (problems.length > 0) throw new ScenarioError(`${source}: ${problemText(problems)}`);
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

function flowList(name: string, items: readonly unknown[]): readonly string[] {
  if (items.length === 0) return [`${name}: []`];
  const flow = (item: unknown): string =>
    stringify(item, {
      collectionStyle: "flow",
      lineWidth: 0,
      flowCollectionPadding: false,
    }).trimEnd();
  return [`${name}:`, ...items.map((item) => `  - ${flow(item)}`)];
}

function problemText(problems: readonly Problem[]): string {
  const first = problems[0] as Problem;
  const where = pathText(first.path);
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
  return `${where === "" ? "" : `${where}: `}${first.message}${more}`;
}

function pathText(path: Problem["path"]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`,
    "",
  );
}

function positionOf(node: unknown, lines: LineCounter): string | undefined {
  if (!isNode(node) || node.range === undefined || node.range === null) return undefined;
  const { line, col } = lines.linePos(node.range[0]);
  return `${line}:${col}`;
}

function positionOfKey(
  document: { getIn(path: Iterable<unknown>, keepScalar: true): unknown },
  path: Problem["path"],
  lines: LineCounter,
): string | undefined {
  const parent = document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isNode(key) && String(key) === String(path.at(-1)));
  return pair === undefined ? undefined : positionOf(pair.key, lines);
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
