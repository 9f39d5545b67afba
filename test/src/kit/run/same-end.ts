import { type KubernetesObject, parseJson, printJson } from "@informerlab/core";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import type { Rule } from "../rules/rules.ts";
import type { ChaosRun } from "./chaos-world.ts";

type SameEnd = Extract<Rule, { readonly kind: "same-end" }>;

/** What of an object is compared, and under which name: drawn names are none. */
interface Ending {
  readonly key: string;
  readonly value: unknown;
  readonly text: string;
}

/** Most differences that are told. */
const differencesMax = 10;
/** Longest value that is told whole, characters. */
const valueMax = 100;

/** How the end of a run differs from that of the same run in calm, each difference alone; undefined: it does not. */
export function differenceOf(
  rule: SameEnd,
  run: ChaosRun,
  calm: ChaosRun,
): LocalizedText | undefined {
  const resources = rule.resources ?? [
    ...new Set([...run.commits, ...calm.commits].map(({ resource }) => resource)),
  ];
  const [names, calmNames] = [namesOfUids(run), namesOfUids(calm)];
  for (const resource of [...resources].sort()) {
    const here = endingsOf(rule, run.cluster.list(resource), names);
    const there = endingsOf(rule, calm.cluster.list(resource), calmNames);
    const more = without(here, there);
    const less = without(there, here);
    if (more.length > 0 || less.length > 0) return told(resource, more, less);
  }
  return undefined;
}

function endingsOf(
  rule: SameEnd,
  objects: readonly KubernetesObject[],
  names: ReadonlyMap<string, string>,
): Ending[] {
  return objects.map((object) => {
    const text = sortedJson(rule.project(object)).replace(uidLike, (uid) => names.get(uid) ?? uid);
    return { key: lastingKey(object), value: parseJson(text), text };
  });
}

const uidLike = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** A uid is drawn anew in each run: what carries one says whose it is, and whether that object is still there. */
function namesOfUids({ cluster, commits }: ChaosRun): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { resource, object } of commits) {
    const { uid } = object.metadata ?? {};
    if (uid !== undefined) names.set(uid, `uid of a deleted ${resource} ${lastingKey(object)}`);
  }
  for (const resource of new Set(commits.map((commit) => commit.resource)))
    for (const object of cluster.list(resource)) {
      const { uid } = object.metadata ?? {};
      if (uid !== undefined) names.set(uid, `uid of ${resource} ${lastingKey(object)}`);
    }
  return names;
}

/** `namespace/name`; of a drawn name only what was given. */
function lastingKey({ metadata = {} }: KubernetesObject): string {
  const { namespace, name = "", generateName } = metadata;
  const lasting = generateName === undefined ? name : `${generateName}*`;
  return namespace === undefined ? lasting : `${namespace}/${lasting}`;
}

/** Elements of `all` that `others` has fewer of. */
function without(all: readonly Ending[], others: readonly Ending[]): Ending[] {
  const left = others.map(({ text }) => text);
  return all.filter(({ text }) => {
    const index = left.indexOf(text);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function told(resource: string, more: readonly Ending[], less: Ending[]): LocalizedText {
  const lines = more.flatMap((ending): LocalizedText[] => {
    const index = less.findIndex(({ key }) => key === ending.key);
    const [other] = index < 0 ? [] : less.splice(index, 1);
    const what = `${resource} ${ending.key}`;
    if (other === undefined)
      return [{ en: `${what}: only with faults`, "zh-CN": `${what}：只在有故障时才有` }];
    return differences(ending.value, other.value, "").map(({ path, here, there }) => ({
      en: `${what}: ${path}: with faults ${here}, without ${there}`,
      "zh-CN": `${what}：${path}：有故障时 ${here}，没有时 ${there}`,
    }));
  });
  for (const { key } of less) {
    const what = `${resource} ${key}`;
    lines.push({ en: `${what}: only without faults`, "zh-CN": `${what}：只在没有故障时才有` });
  }
  const rest = lines.length - differencesMax;
  if (rest > 0)
    lines.splice(differencesMax, rest, { en: `and ${rest} more`, "zh-CN": `另有 ${rest} 处` });
  return {
    en: lines.map(({ en }) => en).join("\n  "),
    "zh-CN": lines.map((line) => line["zh-CN"]).join("\n  "),
  };
}

interface Difference {
  readonly path: string;
  readonly here: string;
  readonly there: string;
}

/** Where two values differ, the innermost places: `spec.ports[0].port`. */
function differences(here: unknown, there: unknown, path: string): readonly Difference[] {
  if (sortedJson(here) === sortedJson(there)) return [];
  if (!isObject(here) || !isObject(there) || Array.isArray(here) !== Array.isArray(there))
    return [{ path, here: shortJson(here), there: shortJson(there) }];
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])];
  return names.flatMap((name) => {
    const inner = Array.isArray(here) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    return differences(here[name], there[name], inner);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function shortJson(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = sortedJson(value);
  return text.length > valueMax ? `${text.slice(0, valueMax)} …` : text;
}

function sortedJson(value: unknown): string {
  return printJson(value ?? null, {
    replace: (_key, inner) =>
      isObject(inner) && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
  });
}
