import { type KubernetesObject, parseJson, printJson } from "@informerlab/core";
import type { ClusterView } from "./cluster-view.ts";

/** True or undefined: it holds. False, a text that says what is wrong, or an error: it does not. */
export type RuleAnswer = boolean | string | undefined;

/** Something that must be so, for one's own controllers. */
export type Rule =
  | {
      readonly kind: "always" | "eventually" | "sometimes";
      readonly name: string;
      readonly check: (view: ClusterView) => RuleAnswer;
    }
  | {
      readonly kind: "same-end";
      readonly name: string;
      readonly project: (object: KubernetesObject) => unknown;
      /** @defaultValue every resource that somebody wrote to */
      readonly resources: readonly string[] | undefined;
    };

/** Must hold after every write: what may never be seen, not even for a moment. */
export function always(name: string, check: (view: ClusterView) => RuleAnswer): Rule {
  return { kind: "always", name, check };
}

/** Must hold at the end, when every fault is healed and the controllers had time. */
export function eventually(name: string, check: (view: ClusterView) => RuleAnswer): Rule {
  return { kind: "eventually", name, check };
}

/** Must hold after some write of some run: otherwise the runs did not reach what they were to test. */
export function sometimes(name: string, check: (view: ClusterView) => RuleAnswer): Rule {
  return { kind: "sometimes", name, check };
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
  return { kind: "same-end", name: "the same end as without faults", project, resources };
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

/** What is wrong, as a sentence; undefined when the rule holds. */
export function objectionOf(
  check: (view: ClusterView) => RuleAnswer,
  view: ClusterView,
): string | undefined {
  let answer: RuleAnswer;
  try {
    answer = check(view);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (typeof answer === "string") return answer;
  return answer === false ? "it does not hold" : undefined;
}
