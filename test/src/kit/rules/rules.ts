import { type KubernetesObject, parseJson, printJson } from "@informerlab/core";
import type { TypedResource } from "@informerlab/core/kinds";
import { type LocalizedText, sameInAll } from "../../scenario/localized-text.ts";
import { type ClusterView, keyOf, resourceName } from "../process/cluster-view.ts";

/** True or undefined: it holds. False, a text that says what is wrong, or an error: it does not. */
export type RuleAnswer = boolean | string | LocalizedText | undefined;

/** Something that must be so, for one's own controllers. */
export type Rule =
  | {
      readonly kind: "always" | "eventually" | "sometimes";
      readonly name: string;
      /** The name as failures tell it. */
      readonly title: LocalizedText;
      readonly check: (view: ClusterView) => RuleAnswer;
    }
  | {
      readonly kind: "same-end";
      readonly name: string;
      readonly title: LocalizedText;
      readonly project: (object: KubernetesObject) => unknown;
      /** @defaultValue every resource that somebody wrote to */
      readonly resources: readonly string[] | undefined;
    };

/** Must hold after every write: what may never be seen, not even for a moment. */
export function always(
  name: string | LocalizedText,
  check: (view: ClusterView) => RuleAnswer,
): Rule {
  return { kind: "always", ...named(name), check };
}

/** Must hold at the end, when every fault is healed and the controllers had time. */
export function eventually(
  name: string | LocalizedText,
  check: (view: ClusterView) => RuleAnswer,
): Rule {
  return { kind: "eventually", ...named(name), check };
}

/** Must hold after some write of some run: otherwise the runs did not reach what they were to test. */
export function sometimes(
  name: string | LocalizedText,
  check: (view: ClusterView) => RuleAnswer,
): Rule {
  return { kind: "sometimes", ...named(name), check };
}

function named(name: string | LocalizedText): {
  readonly name: string;
  readonly title: LocalizedText;
} {
  return typeof name === "string"
    ? { name, title: sameInAll(name) }
    : { name: name.en, title: name };
}

/** Settings of {@link sameEndAsWithoutFaults}. */
export interface SameEndOptions {
  /** Compared are only these: `pods`, `deployments.apps`. @defaultValue every resource that somebody wrote to */
  readonly resources?: readonly string[];
  /** What of an object counts. @defaultValue all but what no two runs share: uids, versions, times, drawn names */
  readonly project?: (object: KubernetesObject) => unknown;
}

/**
 * The cluster ends as it would have without any fault, crash or delay: the same users' writes are run again in calm.
 * An oracle that needs no specification.
 */
export function sameEndAsWithoutFaults(options: SameEndOptions = {}): Rule {
  const { resources, project = lasting } = options;
  const title = { en: "the same end as without faults", "zh-CN": "结局与没有故障时相同" };
  return { kind: "same-end", ...named(title), project, resources };
}

/** What two runs with the same outcome share of an object. */
function lasting(object: KubernetesObject): unknown {
  const { metadata = {}, ...rest } = object;
  const {
    name = "",
    generateName,
    namespace,
    labels,
    annotations,
    finalizers,
    ownerReferences,
    deletionTimestamp,
  } = metadata;
  return {
    ...withoutTimes(rest),
    metadata: {
      namespace,
      name: generateName === undefined ? name : `${generateName}*`,
      labels,
      annotations,
      finalizers,
      isDeleted: deletionTimestamp !== undefined,
      owners: ownerReferences?.map(({ kind, name: owner, controller }) => ({
        kind,
        owner,
        controller,
      })),
    },
  };
}

const timeLike = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function withoutTimes(value: object): object {
  return parseJson(
    printJson(value, {
      replace: (key, inner) =>
        key === "uid" ||
        key === "resourceVersion" ||
        key === "observedGeneration" ||
        (typeof inner === "string" && timeLike.test(inner))
          ? undefined
          : inner,
    }),
  ) as object;
}

/** A rule that looks at the cluster. */
export type CheckedRule = Exclude<Rule, { readonly kind: "same-end" }>;

/** @throws TypeError for what says neither that a rule holds nor what is wrong. */
export function checkAnswer(answer: unknown, rule: string): asserts answer is RuleAnswer {
  if (answer === undefined || typeof answer === "boolean" || typeof answer === "string") return;
  const isObject = typeof answer === "object" && answer !== null;
  if (isObject && "en" in answer && "zh-CN" in answer) return;
  const isPromise = answer instanceof Promise;
  // Nobody waits for it: what it comes to is no news.
  if (isPromise) answer.catch(() => undefined);
  const found = isPromise
    ? "a Promise: a rule looks at the state at hand, so leave async out; view.list and view.get answer at once"
    : isObject
      ? "an object"
      : String(answer);
  throw new TypeError(
    `the rule ${JSON.stringify(rule)} must answer true, false or a text that says what is wrong; it answered ${found}`,
  );
}

/** What is wrong, as a sentence; undefined when the rule holds. */
export function objectionOf(
  { name, check }: CheckedRule,
  view: ClusterView,
): LocalizedText | undefined {
  let answer: RuleAnswer;
  try {
    answer = check(view);
  } catch (error) {
    return sameInAll(error instanceof Error ? error.message : String(error));
  }
  checkAnswer(answer, name);
  if (typeof answer === "string") return sameInAll(answer);
  if (typeof answer === "object") return answer;
  return answer === false ? denial(check, view) : undefined;
}

/** Most objects that are named of those that a rule looked at. */
const seenMax = 5;

/** What is said where a rule only says no: at what it looked. */
function denial(
  check: (view: ClusterView) => RuleAnswer,
  { now, commit, commits, list, get }: ClusterView,
): LocalizedText {
  const seen = new Set<string>();
  const note = (resource: TypedResource | string, object: KubernetesObject | undefined): void => {
    if (object !== undefined) seen.add(`${resourceName(resource)} ${keyOf(object)}`);
  };
  const looking: ClusterView = {
    ...{ now, commit, commits },
    list: (resource, options) => {
      const objects = list(resource, options);
      for (const object of objects) note(resource, object);
      return objects;
    },
    get: (resource, key) => {
      const object = get(resource, key);
      note(resource, object);
      return object;
    },
  };
  check(looking);
  if (seen.size === 0) return { en: "it does not hold", "zh-CN": "规则不成立" };
  const more = seen.size - seenMax;
  const names = [...seen].slice(0, seenMax).join(", ");
  return {
    en: `it does not hold; it looked at ${names}${more > 0 ? ` and ${more} more` : ""}`,
    "zh-CN": `规则不成立；它看过 ${names}${more > 0 ? ` 等 ${seen.size} 个对象` : ""}`,
  };
}
