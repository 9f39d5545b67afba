import {
  anyObject,
  either,
  flag,
  integer,
  list,
  object,
  oneOf,
  optional,
  type Problem,
  required,
  type Shape,
  text,
} from "../scenario/shape.ts";
import { type ChaosOptions, type ControllerUnderTest, processesOf, rulesOf } from "./controller.ts";
import { troubleNames } from "./plan/trouble.ts";
import { hostVariable } from "./process/host.ts";
import type { Rule } from "./rules/rules.ts";

/** A function of the writer's. */
const callable: Shape = {
  check: (value, path, problems) => {
    if (typeof value !== "function")
      problems.push({
        path,
        message: `must be a function, found ${value === null ? "null" : typeof value}`,
      });
  },
  toJsonSchema: () => ({}),
};

/** Whatever it is: somebody else looks at it. */
const anything: Shape = { check: () => undefined, toJsonSchema: () => ({}) };

const processName = text({
  pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  hint: "a name for a controller: use lower-case letters, digits and dashes",
});
const resource = required(text(), "plural name with its group, as pods or deployments.apps");

const controllerShape: Shape = object({
  name: required(processName, "lower-case letters, digits and dashes"),
  replicas: optional(integer(1), "how many processes run it"),
  start: required(callable, "what its main does: start({ informers, client, … })"),
});

const variants: Shape = {
  check: (value, path, problems) => {
    list(anyObject).check(value, path, problems);
    if (Array.isArray(value) && value.length === 0)
      problems.push({
        path,
        message:
          'is empty: give at least one manifest without a name, such as { apiVersion: "v1", kind: "ConfigMap" }',
      });
  },
  toJsonSchema: () => list(anyObject).toJsonSchema(),
};

const optionsShape: Shape = object({
  invariants: required(anything, "what must hold"),
  users: optional(
    list(
      object({
        resource,
        names: optional(list(text()), "names that they give"),
        namespace: optional(text(), "where"),
        variants: required(variants, "manifests without a name, of which each write takes one"),
        changes: optional(list(anyObject), "what else they do to objects that are there"),
        deletes: optional(flag, "they delete them, too"),
      }),
    ),
    "what users create, change and delete",
  ),
  accidents: optional(
    list(object({ resource, do: required(either(oneOf("delete"), anyObject), "what happens") })),
    "what happens to objects by itself",
  ),
  kinds: optional(anything, "definitions of own kinds"),
  objects: optional(list(anyObject), "what the cluster holds before"),
  troubles: optional(list(oneOf(...troubleNames)), "which kinds of trouble may strike"),
  runs: optional(integer(1), "how many"),
  seed: optional(integer(Number.MIN_SAFE_INTEGER), "key of every draw"),
  operationsMax: optional(integer(1), "most operations of a run"),
  settleMs: optional(integer(0), "how long a run goes on after all is healed"),
  toleratesError: optional(callable, "errors that are not to count"),
  realIo: optional(flag, "waits for real IO"),
  signal: optional(anything, "ends the campaign"),
  language: optional(oneOf("en", "zh-CN"), "of what a failure tells"),
  site: optional(text(), "where the playground is"),
});

/** @throws TypeError for controllers and options that make no test, which says everything that is wrong with them. */
export function checkOptions(
  controllers: readonly ControllerUnderTest[],
  options: ChaosOptions,
): void {
  if (controllers.length === 0) throw new TypeError("chaosTest needs a controller");
  const problems: Problem[] = [];
  list(controllerShape).check(controllers, ["controllers"], problems);
  // What makes no list is told below, with what would be right.
  optionsShape.check(options ?? undefined, ["options"], problems);
  if (problems.length > 0) throw new TypeError(problems.map(toLine).join("\n"));
  const names = processesOf(controllers).map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new TypeError(`two controllers have the same name: ${names.join(", ")}`);
  checkRules(options);
  const { users = [], accidents = [], objects = [] } = options;
  if (users.length + accidents.length + objects.length === 0) {
    throw new TypeError(
      "chaosTest needs something to happen: users who create and change objects, or objects",
    );
  }
}

function checkRules(options: ChaosOptions): void {
  const { invariants } = options;
  if (!Array.isArray(invariants) || invariants.length === 0) {
    throw new TypeError(
      'chaosTest needs invariants: what must hold, such as eventually("…", (view) => …)',
    );
  }
  const rules = rulesOf(options).map((rule: Partial<Rule>, index) => {
    if (typeof rule?.name === "string" && rule.kind !== undefined) {
      if (rule.kind !== "same-end" && !("check" in rule && typeof rule.check === "function"))
        throw new TypeError(
          `invariants[${index}], ${JSON.stringify(rule.name)}, has no function that checks it: ${rule.kind}(name, (view) => …)`,
        );
      return rule.name;
    }
    throw new TypeError(
      `invariants[${index}] is ${rule === null ? "null" : typeof rule === "object" ? "an object that no rule is" : `a ${typeof rule}`}: make it with always(name, check), eventually(name, check), sometimes(name, check), or take a ready one`,
    );
  });
  if (new Set(rules).size < rules.length)
    throw new TypeError(`two invariants have the same name: ${rules.join(", ")}`);
}

/** The seed of a campaign. @throws TypeError for an `INFORMERLAB_SEED` that is no whole number */
export function seedOf({ seed }: ChaosOptions): number {
  if (seed !== undefined) return seed;
  const given = hostVariable("INFORMERLAB_SEED");
  if (given === undefined || given === "") return 1;
  const number = Number(given);
  if (Number.isSafeInteger(number)) return number;
  throw new TypeError(
    `INFORMERLAB_SEED must be a whole number, as a failure prints it ("of seed 1"), found ${JSON.stringify(given)}`,
  );
}

/** `options.users[0].variants: is empty: …`. */
function toLine({ path, message }: Problem): string {
  const place = path.map((step, at) =>
    typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`,
  );
  return `${place.join("")}: ${message}`;
}
