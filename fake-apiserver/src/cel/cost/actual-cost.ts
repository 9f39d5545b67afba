import { utf8Length } from "../../codec/bytes/base64.ts";
import { CelList, CelMap, type CelValue, ForeignValue } from "../values/cel-value.ts";
import { sizeOf } from "../values/size.ts";
import { maxRegexSizes } from "./format-sizes.ts";

/** What a call costs once its values are known; undefined where the next table decides. */
type ActualCost = (
  args: readonly CelValue[],
  result: CelValue,
  overload: string,
) => number | undefined;

const traversal = 0.1;
const perPatternLetter = 0.25;

function sizeAt(args: readonly CelValue[], at: number): number {
  return sizeOf(args[at] ?? null);
}

const one: ActualCost = () => 1;
const readsText: ActualCost = (args) => Math.ceil(sizeAt(args, 0) * traversal);
const readsTextTwice: ActualCost = (args) => Math.ceil(sizeAt(args, 0) * 2 * traversal);
const readsResultTwice: ActualCost = (_args, result) => Math.ceil(sizeOf(result) * 2 * traversal);
const walks: ActualCost = ([first = null]) => walkCost(first);

const matches: ActualCost = (args) =>
  Math.ceil((1 + sizeAt(args, 0)) * traversal) * Math.ceil(sizeAt(args, 1) * perPatternLetter);

const contains: ActualCost = (args, _result, overload) => {
  const own = Math.ceil(2 * sizeAt(args, 0) * traversal);
  const reads = overload.endsWith("_string") ? Math.ceil(sizeAt(args, 1) * traversal) : 0;
  if (!overload.startsWith("cidr_contains_cidr")) return own + reads;
  return own + Math.ceil(sizeAt(args, 0) * traversal) + 1 + reads;
};

const selects: ActualCost = (args) => {
  const length = sizeAt(args, 1);
  return 10 + Math.ceil(length * traversal) + Math.ceil(Math.ceil(length * 0.5) * 50);
};

const validates: ActualCost = (args) => {
  const [format = null] = args;
  if (!(format instanceof ForeignValue)) return undefined;
  const size = maxRegexSizes[String(format)] ?? 60;
  const perLetter = Math.ceil((1 + sizeAt(args, 1)) * traversal);
  return perLetter * Math.ceil(size * perPatternLetter);
};

function sets(factor: number): ActualCost {
  return (args) => 1 + Math.trunc(sizeAt(args, 0) * sizeAt(args, 1) * factor);
}

const makesList: ActualCost = (_args, result) => 11 + sizeOf(result);

function comparesItems(at: number): ActualCost {
  return (args) => {
    const list = args[at];
    const [first] = list instanceof CelList ? list.items : [];
    const factor = typeof first === "string" || first instanceof Uint8Array ? 2.1 : 2;
    return 11 + Math.trunc(factor * sizeAt(args, at) ** 2);
  };
}

const flattens: ActualCost = (args) =>
  11 + Math.ceil(sizeAt(args, 0) * (typeof args[1] === "bigint" ? Number(args[1]) : 1));

/** By overload: these go first. */
const byOverload: Readonly<Record<string, ActualCost>> = {
  list_sets_contains_list: sets(1),
  list_sets_intersects_list: sets(1),
  list_sets_equivalent_list: sets(2),
  list_slice: makesList,
  lists_range: makesList,
  list_reverse: makesList,
  list_flatten: flattens,
  list_flatten_int: flattens,
  list_distinct: comparesItems(0),
};

const authorizerSteps = [
  "serviceAccount",
  "path",
  "group",
  "resource",
  "subresource",
  "namespace",
  "name",
  "allowed",
  "reason",
  "error",
  "errored",
];
const accessors = [
  ...authorizerSteps,
  "masked",
  "prefixLength",
  "family",
  "isUnspecified",
  "isLoopback",
  "isLinkLocalMulticast",
  "isLinkLocalUnicast",
  "isGlobalUnicast",
  "format.named",
  "sign",
  "asInteger",
  "isInteger",
  "asApproximateFloat",
  "isGreaterThan",
  "isLessThan",
  "compareTo",
  "add",
  "sub",
  "major",
  "minor",
  "patch",
  "getScheme",
  "getHostname",
  "getHost",
  "getPort",
  "getEscapedPath",
  "getQuery",
];

function all(names: readonly string[], cost: ActualCost): Readonly<Record<string, ActualCost>> {
  return Object.fromEntries(names.map((name) => [name, cost]));
}

/**
 * By name of the function, as Kubernetes has them.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/library/cost.go
 */
const byName: Readonly<Record<string, ActualCost>> = {
  ...all(accessors, one),
  ...all(["isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"], walks),
  ...all(
    ["url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey"],
    readsText,
  ),
  ...all(["cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"], readsText),
  ...all(["replace", "split", "ip.isCanonical"], readsTextTwice),
  ...all(["find", "findAll"], matches),
  ...all(["containsIP", "containsCIDR"], contains),
  ...all(["fieldSelector", "labelSelector"], selects),
  join: readsResultTwice,
  check: () => 350_000,
  ip: (args, result, overload) => (overload === "cidr_ip" ? 1 : readsText(args, result, overload)),
  validate: validates,
  // Values that Kubernetes adds are compared at a stroke; that they differ costs by their size.
  "_==_": ([first]) => (first instanceof ForeignValue ? 1 : undefined),
};

const comparisons = ["less", "greater", "less_equals", "greater_equals"].flatMap((name) => [
  `${name}_string`,
  `${name}_bytes`,
]);

const smaller: ActualCost = ([a = null, b = null]) =>
  Math.ceil(Math.min(sizeOf(a), sizeOf(b)) * traversal);

/**
 * By overload, as cel-go has them.
 *
 * @see cel-go interpreter/runtimecost.go
 */
const standard: Readonly<Record<string, ActualCost>> = {
  ...all(
    [
      "starts_with_string",
      "ends_with_string",
      "string_to_bytes",
      "bytes_to_string",
      "strings_quote",
      "string_format",
    ],
    readsText,
  ),
  ...all([...comparisons, "equals", "not_equals"], smaller),
  ...all(["add_string", "add_bytes"], (args) =>
    Math.ceil((sizeAt(args, 0) + sizeAt(args, 1)) * traversal),
  ),
  in_list: (args) => sizeAt(args, 1),
  matches_string: matches,
  contains_string: (args) =>
    Math.ceil(sizeAt(args, 0) * traversal) * Math.ceil(sizeAt(args, 1) * traversal),
};

/** What a call cost that was made. */
export function actualCost(
  name: string,
  overload: string,
  args: readonly CelValue[],
  result: CelValue,
): number {
  const sorts = /^list_\w+_sort(ByAssociatedKeys)?$/.exec(overload);
  if (sorts !== null)
    return comparesItems(sorts[1] === undefined ? 0 : 1)(args, result, overload) ?? 1;
  return (
    byOverload[overload]?.(args, result, overload) ??
    byName[name]?.(args, result, overload) ??
    standard[overload]?.(args, result, overload) ??
    1
  );
}

/** Going through a value whole. */
function walkCost(value: CelValue): number {
  if (typeof value === "string") return Math.trunc(utf8Length(value) * traversal);
  if (value instanceof Uint8Array) return Math.trunc(value.length * traversal);
  if (value instanceof CelList)
    return value.items.reduce((sum: number, item) => sum + walkCost(item), 0);
  if (value instanceof CelMap) {
    let sum = 0;
    for (const [key, member] of value.entries.values()) sum += walkCost(key) + walkCost(member);
    return sum;
  }
  return 1;
}
