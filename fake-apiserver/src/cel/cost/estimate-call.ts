import type { Expression } from "../syntax/expression.ts";
import type { CelType } from "../types/cel-type.ts";
import { add, atCost, fixed, multiply, type Range, unboundedSize, unknownRange } from "./range.ts";

/** What is known of an argument. */
export interface EstimatedNode {
  readonly type: CelType;
  readonly expression: Expression;
  readonly size: Range | undefined;
  /** Of a list: the size of its items, where the schema says it. */
  readonly itemSize: Range | undefined;
}

/** What a call may cost, its arguments aside, and how large its result may be. */
export interface CallEstimate {
  readonly cost: Range;
  readonly size?: Range;
}

interface EstimatedCall {
  readonly overload: string;
  readonly target: EstimatedNode | undefined;
  readonly args: readonly EstimatedNode[];
}

type Estimator = (call: EstimatedCall) => CallEstimate | undefined;

const traversal = 0.1;
const perPatternLetter = 0.25;

function sizeOf(node: EstimatedNode | undefined): Range {
  return node?.size ?? unknownRange;
}

const one: Estimator = () => ({ cost: fixed(1) });

const readsArgument: Estimator = ({ args }) => ({ cost: atCost(sizeOf(args[0]), traversal) });

const readsArgumentSized: Estimator = ({ args }) => {
  const size = sizeOf(args[0]);
  return { cost: atCost(size, traversal), size };
};

const readsTarget: Estimator = ({ target }) => {
  const size = sizeOf(target);
  return target === undefined ? undefined : { cost: atCost(size, traversal), size };
};

/** Going through a list, or through a text. */
const walksTarget: Estimator = ({ target }) => {
  if (target === undefined) return undefined;
  const [element] = target.type.parameters;
  if (element === undefined) return { cost: atCost(sizeOf(target), traversal) };
  const isText = element.kind === "string" || element.kind === "bytes";
  const perItem = isText
    ? add(fixed(1), atCost(target.itemSize ?? unknownRange, traversal))
    : fixed(1);
  return { cost: multiply(sizeOf(target), perItem) };
};

const replaces: Estimator = ({ target, args }) => {
  if (target === undefined) return undefined;
  const [text, old, by] = [sizeOf(target), sizeOf(args[0]), sizeOf(args[1])];
  let most = { count: 0, kept: 0 };
  if (old.min === 0) most = { count: Math.min(text.max + 1, unboundedSize), kept: text.max };
  else if (by.max <= old.min) most = { count: 0, kept: text.max };
  else most = { count: Math.ceil(text.max / old.min), kept: 0 };
  let least = { count: 0, kept: 0 };
  if (old.max === 0) least = { count: text.min + 1, kept: text.min };
  else if (old.max <= by.min) least = { count: 0, kept: text.min };
  else least = { count: Math.ceil(text.min / old.max), kept: 0 };
  const count = { min: least.count, max: most.count };
  const size = add(multiply(count, by), { min: least.kept, max: most.kept });
  return { cost: atCost(text, 2 * traversal), size };
};

const splits: Estimator = ({ target, args }) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  const limit = literalInt(args[1]);
  // Go reads a limit below zero, of which there is none, as one without end.
  const max = limit !== undefined && limit < 0 ? unboundedSize : (limit ?? size.max);
  return { cost: atCost(size, 2 * traversal), size: { min: 0, max } };
};

const joins: Estimator = ({ target, args }) => {
  if (target === undefined) return undefined;
  const list = sizeOf(target);
  // Of what is not known to be a list, the items count nothing.
  const isList = target.type.parameters.length > 0;
  let size = isList ? multiply(list, target.itemSize ?? unknownRange) : fixed(0);
  if (args.length > 0) {
    const gaps = { min: Math.max(0, list.min - 1), max: Math.max(0, list.max - 1) };
    size = add(size, multiply(sizeOf(args[0]), gaps));
  }
  return { cost: atCost(size, traversal), size };
};

/** Text times pattern. */
function matchCost(text: Range, pattern: Range): Range {
  const perLetter = atCost(add(text, fixed(1)), traversal);
  return multiply(perLetter, atCost(pattern, perPatternLetter));
}

const finds: Estimator = ({ target, args }) => {
  if (target === undefined) return undefined;
  const size = sizeOf(target);
  return { cost: matchCost(size, sizeOf(args[0])), size: { min: 0, max: size.max } };
};

const addressBytes: Range = { min: 4, max: 16 };

const containsAddress: Estimator = ({ args, overload }) => {
  let cost = atCost(add(addressBytes, addressBytes), traversal);
  if (overload.startsWith("cidr_contains_cidr"))
    cost = add(add(cost, atCost(addressBytes, traversal)), fixed(1));
  if (overload.endsWith("_string")) cost = add(cost, atCost(sizeOf(args[0]), traversal));
  return { cost };
};

const validates: Estimator = ({ args }) => ({
  cost: atCost(atCost(sizeOf(args[0]), traversal), 128 * perPatternLetter),
});

const selects: Estimator = ({ args }) => {
  const length = sizeOf(args[0]);
  const requirements = atCost(atCost(length, 0.5), 50);
  return { cost: add(add(fixed(10), atCost(length, traversal)), requirements) };
};

/** Values that Kubernetes adds are compared at a stroke, or nearly. */
const compares: Estimator = ({ args }) => {
  const [first, second] = args;
  if (first === undefined || first.type.name !== second?.type.name) return undefined;
  switch (first.type.name) {
    case "net.IP":
    case "net.CIDR":
    case "kubernetes.Quantity":
    case "kubernetes.Semver":
      return { cost: fixed(1) };
    case "kubernetes.NamedFormat":
      return { cost: atCost({ min: 1, max: 64 }, traversal) };
    case "kubernetes.URL":
      return { cost: atCost({ min: 1, max: second.size?.max ?? 1 }, traversal) };
    default:
      return first.type.name.startsWith("kubernetes.authorization.")
        ? { cost: fixed(1) }
        : undefined;
  }
};

function all(names: readonly string[], estimator: Estimator): Readonly<Record<string, Estimator>> {
  return Object.fromEntries(names.map((name) => [name, estimator]));
}

/**
 * By name of the function, as Kubernetes has them.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/library/cost.go
 */
const byName: Readonly<Record<string, Estimator>> = {
  ...all(
    [
      ...["serviceAccount", "path", "group", "resource", "subresource", "namespace", "name"],
      ...["allowed", "reason", "error", "errored", "format.named"],
      ...["masked", "prefixLength", "family", "isUnspecified", "isLoopback"],
      ...["isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast"],
      ...["sign", "asInteger", "isInteger", "asApproximateFloat", "isGreaterThan", "isLessThan"],
      ...["compareTo", "add", "sub", "major", "minor", "patch"],
      ...["getScheme", "getHostname", "getHost", "getPort", "getEscapedPath", "getQuery"],
    ],
    one,
  ),
  ...all(["isSorted", "sum", "max", "min", "indexOf", "lastIndexOf"], walksTarget),
  ...all(["url", "jsonpatch.escapeKey"], readsArgumentSized),
  ...all(["lowerAscii", "upperAscii", "substring", "trim"], readsTarget),
  ...all(["find", "findAll"], finds),
  ...all(["cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver"], readsArgument),
  ...all(["containsIP", "containsCIDR"], containsAddress),
  ...all(["fieldSelector", "labelSelector"], selects),
  check: () => ({ cost: fixed(350_000) }),
  replace: replaces,
  split: splits,
  join: joins,
  ip: (call) => (call.overload === "cidr_ip" ? one(call) : readsArgument(call)),
  "ip.isCanonical": ({ args }) => ({ cost: atCost(sizeOf(args[0]), 2 * traversal) }),
  validate: validates,
  "_==_": compares,
};

function makesList(factor: number, size: Range): CallEstimate {
  return { cost: add(atCost(size, factor), fixed(11)), size };
}

function literalInt(node: EstimatedNode | undefined): number | undefined {
  const expression = node?.expression;
  const isInt = expression?.kind === "literal" && typeof expression.value === "bigint";
  return isInt ? Number(expression.value) : undefined;
}

/** A number of items that an expression says, none where it is below zero. */
function literalCount(node: EstimatedNode | undefined): number | undefined {
  const int = literalInt(node);
  return int === undefined ? undefined : Math.max(0, int);
}

function squared(node: EstimatedNode | undefined, factor: number): CallEstimate {
  const size = sizeOf(node);
  return makesList(factor, multiply(size, size));
}

const flattens: Estimator = ({ target, args }) =>
  makesList(args.length === 0 ? 1 : (literalCount(args[0]) ?? unboundedSize), sizeOf(target));

function sets(factor: number): Estimator {
  return ({ args }) => ({
    cost: add(atCost(multiply(sizeOf(args[0]), sizeOf(args[1])), factor), fixed(1)),
  });
}

const converts: Estimator = ({ args }) => {
  const size = sizeOf(args[0]);
  return { cost: atCost(size, traversal), size: { min: size.min, max: size.max * 4 } };
};

const comparesTexts: Estimator = ({ args }) => {
  const max = Math.min(sizeOf(args[0]).max, sizeOf(args[1]).max);
  return { cost: atCost({ min: max > 0 ? 1 : 0, max }, traversal) };
};

const orders = ["less", "greater", "less_equals", "greater_equals"].flatMap((name) => [
  `${name}_string`,
  `${name}_bytes`,
]);

const adds: Estimator = ({ args }) => {
  const size = add(sizeOf(args[0]), sizeOf(args[1]));
  return { cost: atCost(size, traversal), size };
};

/**
 * By overload, as cel-go and its extensions have them.
 *
 * @see cel-go checker/cost.go, ext/lists.go, ext/sets.go
 */
const byOverload: Readonly<Record<string, Estimator>> = {
  string_format: ({ target }) => ({ cost: atCost(sizeOf(target), traversal) }),
  string_to_bytes: converts,
  bytes_to_string: ({ args }) => {
    const size = sizeOf(args[0]);
    return {
      cost: atCost(size, traversal),
      size: { min: Math.trunc(size.min / 4), max: size.max },
    };
  },
  strings_quote: ({ args }) => {
    const size = sizeOf(args[0]);
    const quoted = { min: size.min + 2, max: Math.min(size.max * 2 + 2, unboundedSize) };
    return { cost: atCost(size, traversal), size: quoted };
  },
  ...all(["starts_with_string", "ends_with_string"], readsArgument),
  in_list: ({ args }) => ({ cost: sizeOf(args[1]) }),
  matches_string: ({ target, args }) => ({ cost: matchCost(sizeOf(target), sizeOf(args[0])) }),
  contains_string: ({ target, args }) => ({
    cost: multiply(atCost(sizeOf(target), traversal), atCost(sizeOf(args[0]), traversal)),
  }),
  ...all(["add_string", "add_bytes"], adds),
  ...all([...orders, "equals", "not_equals"], comparesTexts),
};

const first: Readonly<Record<string, Estimator>> = {
  list_slice: ({ target, args }) => {
    const size = sizeOf(target);
    const length = (literalCount(args[1]) ?? size.max) - (literalCount(args[0]) ?? 0);
    return makesList(1, fixed(length < 0 ? unboundedSize : length));
  },
  lists_range: ({ args }) => makesList(1, fixed(literalCount(args[0]) ?? unboundedSize)),
  list_reverse: ({ target }) => makesList(1, sizeOf(target)),
  ...all(["list_flatten", "list_flatten_int"], flattens),
  list_distinct: ({ target }) => squared(target, 2),
  ...all(["list_sets_contains_list", "list_sets_intersects_list"], sets(1)),
  list_sets_equivalent_list: sets(2),
};

/** What is known beforehand of a call; undefined for one that costs a unit or that the language itself decides. */
export function estimateCall(
  name: string,
  overload: string,
  target: EstimatedNode | undefined,
  args: readonly EstimatedNode[],
): CallEstimate | undefined {
  const call = { overload, target, args };
  const sorts = /^list_(\w+)_sort(ByAssociatedKeys)?$/.exec(overload);
  if (sorts !== null) {
    const factor = sorts[1] === "string" || sorts[1] === "bytes" ? 2.1 : 2;
    return squared(sorts[2] === undefined ? target : args[0], factor);
  }
  return first[overload]?.(call) ?? byName[name]?.(call) ?? byOverload[overload]?.(call);
}
