import { isMap, parseDocument } from "yaml";
import { flowList, flowText } from "../../scenario/flow-text.ts";
import { ScenarioError } from "../../scenario/scenario-error.ts";
import {
  anyObject,
  integer,
  list,
  object,
  oneOf,
  optional,
  type Problem,
  record,
  required,
  type Shape,
  text,
  variants,
} from "../../scenario/shape.ts";
import { yamlData } from "../../scenario/yaml-data.ts";
import type { ChaosPlan } from "./plan.ts";

const dayMs = 86_400_000;
const timeMs = integer(0, dayMs);
const chosen = {
  resource: required(text(), "plural name with its group, as pods or deployments.apps"),
  namespace: optional(text(), "its namespace"),
  name: optional(text(), "its name"),
  pick: optional(integer(0), "which of those that exist, counted round"),
};
const timed = {
  id: optional(text(), "stays the same while other operations come and go"),
  atMs: required(timeMs, "when, in virtual milliseconds since the start"),
};
const process = required(text(), "name of the process");
const actions = {
  create: { object: required(anyObject, "the manifest") },
  change: { ...chosen, to: required(anyObject, "the top-level fields that change") },
  patch: { ...chosen, patch: required(anyObject, "the fields that change") },
  delete: chosen,
  mark: {
    ...chosen,
    by: required(
      oneOf("annotation", "finalizer", "condition", "owner"),
      "what somebody else puts on it",
    ),
    forMs: required(timeMs, "how long it stays"),
  },
  compact: { keep: optional(integer(0), "how many of the newest revisions stay") },
  "cut-watches": {
    how: optional(oneOf("clean", "reset"), "as at a timeout, or as a broken connection"),
  },
  "expire-watches": { resource: optional(text(), "only those of one resource") },
  "restart-server": {},
  fault: {
    fault: required(anyObject, "the fault, as the fake apiserver takes it"),
    forMs: optional(timeMs, "how long it stands"),
  },
  crash: {
    process,
    afterWrites: optional(integer(1), "as soon as the server has done so many of its writes"),
    downMs: required(timeMs, "until it starts again"),
  },
  stop: {
    process,
    graceMs: required(timeMs, "how long it has to end by itself"),
    downMs: required(timeMs, "until it starts again"),
  },
  pause: { process, forMs: required(timeMs, "how long it gets no time to run") },
};

const planShape: Shape = object({
  version: required(oneOf(1), "the format's version: 1"),
  processes: required(list(text()), "the processes it is for"),
  seed: optional(integer(0, 0xffffffff), "key of every draw"),
  schedule: optional(oneOf("fifo", "random"), "which of several ready lanes goes next"),
  network: optional(
    object({
      latencyMs: optional(timeMs, "how long anything takes one way"),
      jitterMs: optional(timeMs, "up to this much more"),
    }),
    "the way between processes and server",
  ),
  clocks: optional(
    record(integer(-dayMs, dayMs)),
    "how far the clocks of processes are ahead of the server's",
  ),
  script: optional(
    list(
      variants(
        "do",
        Object.fromEntries(
          Object.entries(actions).map(([kind, fields]) => [kind, { ...timed, ...fields }]),
        ),
      ),
    ),
    "what happens when",
  ),
});

/** True for YAML that is a plan of `chaosTest` rather than a scenario, also as it was printed: indented. */
export function isPlanText(yaml: string): boolean {
  const { contents } = parseDocument(yaml);
  return isMap(contents) && contents.has("processes");
}

/** Reads a plan from YAML. @throws ScenarioError naming the field that is wrong and what would be right. */
export function parsePlan(yaml: string, source = "plan"): ChaosPlan {
  const document = parseDocument(yaml, { prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax !== undefined) throw new ScenarioError(`${source}: not YAML: ${syntax.message}`);
  const read = yamlData(document);
  if ("problem" in read) throw new ScenarioError(`${source}: not YAML: ${read.problem}`);
  const { data } = read;
  const problems: Problem[] = [];
  planShape.check(data, [], problems);
  const [first] = problems;
  if (first !== undefined) {
    const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
    throw new ScenarioError(`${source}: ${first.path.join(".")}: ${first.message}${more}`);
  }
  return data as ChaosPlan;
}

/** Writes a plan as YAML for people: one line an operation. */
export function formatPlan({ script = [], ...rest }: ChaosPlan): string {
  const head = Object.entries(rest).map(([name, value]) => `${name}: ${flowText(value)}`);
  return `${[...head, ...flowList("script", script)].join("\n")}\n`;
}
