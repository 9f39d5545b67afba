import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";

/** What printers show for nothing. */
export const none = "<none>";

/** A text, or `<none>`. */
export function orNone(value: unknown): string {
  const text = textOf(value);
  return text === "" ? none : text;
}

/** A text, number or boolean as text; `<unset>` for nothing. */
export function orUnset(value: unknown): string {
  return value === undefined || value === null ? "<unset>" : String(value);
}

/** Labels or a map selector: `a=b,c=d`, in order of keys. */
export function mapText(map: unknown): string {
  const pairs = Object.entries(objectOf(map)).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? none : pairs.sort().join(",");
}

/** A label selector: `a=b,c in (d,e)`. */
export function selectorText(selector: unknown): string {
  if (selector === undefined || selector === null) return none;
  const { matchLabels, matchExpressions } = objectOf(selector);
  const requirements = [
    ...Object.entries(objectOf(matchLabels)).map(([key, value]) => `${key}=${value}`),
    ...listOf(matchExpressions).map((expression) => expressionText(objectOf(expression))),
  ];
  return requirements.length === 0 ? none : requirements.sort().join(",");
}

function expressionText({ key, operator, values }: PlainObject): string {
  const list = [...listOf(values)].sort().join(",");
  switch (operator) {
    case "In":
      return `${key} in (${list})`;
    case "NotIn":
      return `${key} notin (${list})`;
    case "Exists":
      return String(key);
    default:
      return `!${key}`;
  }
}

/** Names and images of the containers in a pod's spec. */
export function containerTexts(podSpec: unknown): readonly [names: string, images: string] {
  const containers = listOf(objectOf(podSpec)["containers"]).map(objectOf);
  return [
    containers.map(({ name }) => textOf(name)).join(","),
    containers.map(({ image }) => textOf(image)).join(","),
  ];
}

/** The names and images of a workload's pods. */
export function templateTexts(object: PlainObject): readonly [names: string, images: string] {
  return containerTexts(valueAt(object, "spec", "template", "spec"));
}

/** `RWO,ROX`. */
export function accessModesText(modes: unknown): string {
  const short: Readonly<Record<string, string>> = {
    ReadWriteOnce: "RWO",
    ReadOnlyMany: "ROX",
    ReadWriteMany: "RWX",
    ReadWriteOncePod: "RWOP",
  };
  const given = listOf(modes);
  return Object.entries(short)
    .filter(([mode]) => given.includes(mode))
    .map(([, text]) => text)
    .join(",");
}

/** Addresses that a load balancer has for a service or an ingress. */
export function loadBalancerText(object: PlainObject): readonly string[] {
  const addresses = listOf(valueAt(object, "status", "loadBalancer", "ingress"))
    .map(objectOf)
    .map(({ ip, hostname }) => textOf(ip) || textOf(hostname));
  return [...new Set(addresses)].filter((address) => address !== "").sort();
}

/** The first few of a list, and how many more there are. */
export function someOf(items: readonly string[], shownMax: number): string {
  if (items.length === 0) return none;
  const more = items.length - shownMax;
  const shown = items.slice(0, shownMax).join(",");
  return more > 0 ? `${shown} + ${more} more...` : shown;
}
