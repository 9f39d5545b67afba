import { spendWork } from "../codec/work-budget.ts";
import { coversPath, hasOrAll, type PolicyRule } from "./policy-rule.ts";

/**
 * What of some rules is not in others, as the real server lists it; empty when nobody gets more by them than their author
 * has.
 *
 * @see kubernetes staging/src/k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go
 */
export function missingRights(
  owned: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
): readonly string[] {
  const missing = wanted.flatMap(brokenDown).filter((one) => {
    spendWork(1 + owned.length / 2);
    return !owned.some((rule) => covers(rule, one));
  });
  return [...new Set(compacted(missing).map(ruleText))].sort();
}

/** Rules that say one thing each. */
function brokenDown(rule: PolicyRule): readonly PolicyRule[] {
  const {
    apiGroups = [],
    resources = [],
    resourceNames = [],
    verbs = [],
    nonResourceURLs = [],
  } = rule;
  const each = apiGroups.length * resources.length * Math.max(1, resourceNames.length);
  spendWork((each + nonResourceURLs.length) * verbs.length);
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => {
        const base = { apiGroups: [group], resources: [resource], verbs: [verb] };
        return resourceNames.length === 0
          ? [base]
          : resourceNames.map((name) => ({ ...base, resourceNames: [name] }));
      }),
    ),
  );
  const ofPaths = nonResourceURLs.flatMap((path) =>
    verbs.map((verb) => ({ nonResourceURLs: [path], verbs: [verb] })),
  );
  return [...ofResources, ...ofPaths];
}

function covers(owner: PolicyRule, one: PolicyRule): boolean {
  const [verb = ""] = one.verbs ?? [];
  if (!hasOrAll(owner.verbs, verb)) return false;
  const [path] = one.nonResourceURLs ?? [];
  if (path !== undefined) return coversPath(owner.nonResourceURLs, path);
  const [resource = ""] = one.resources ?? [];
  const [, subresource] = resource.split("/");
  const [name] = one.resourceNames ?? [];
  const names = owner.resourceNames ?? [];
  return (
    hasOrAll(owner.apiGroups, one.apiGroups?.[0] ?? "") &&
    (hasOrAll(owner.resources, resource) ||
      (subresource !== undefined && (owner.resources?.includes(`*/${subresource}`) ?? false))) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

/** Rules about the same thing become one. */
function compacted(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const byThing = new Map<string, { readonly thing: PolicyRule; readonly verbs: Set<string> }>();
  for (const { verbs = [], ...thing } of rules) {
    const key = JSON.stringify(thing);
    const known = byThing.get(key) ?? { thing, verbs: new Set() };
    for (const verb of verbs) known.verbs.add(verb);
    byThing.set(key, known);
  }
  return Array.from(byThing.values(), ({ thing, verbs }) => ({ ...thing, verbs: [...verbs] }));
}

/** `{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}` */
function ruleText({
  apiGroups = [],
  resources = [],
  nonResourceURLs = [],
  resourceNames = [],
  verbs = [],
}: PolicyRule): string {
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ["APIGroups", apiGroups],
    ["Resources", resources],
    ["NonResourceURLs", nonResourceURLs],
    ["ResourceNames", resourceNames],
    ["Verbs", verbs],
  ];
  const texts = parts
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name}:${quotedList(values)}`);
  return `{${texts.join(", ")}}`;
}

/** A list as Go's %q prints it. */
export function quotedList(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(" ")}]`;
}
