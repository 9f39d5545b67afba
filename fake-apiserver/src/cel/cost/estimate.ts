import type { CheckedExpression } from "../check/checked.ts";
import {
  accumulatorName,
  type Call,
  type Comprehension,
  type CreateList,
  type CreateMap,
  type Expression,
  isBinding,
  type Select,
} from "../syntax/expression.ts";
import { type CelKind, type CelType, celTypes, isOptionalType } from "../types/cel-type.ts";
import { sizeOf } from "../values/size.ts";
import { type CallEstimate, type EstimatedNode, estimateCall } from "./estimate-call.ts";
import { add, fixed, multiply, type Range, sumOf, union, unknownRange } from "./range.ts";

/**
 * The size of what lies at a path below a variable: names of fields, `@items`, `@keys`, `@values`. Undefined where nothing is
 * known.
 */
export type SizeSource = (path: readonly string[]) => Range | undefined;

/**
 * The least and the most that an expression can cost, before any value is known.
 *
 * @see cel-go checker/cost.go
 */
export function estimateCost(checked: CheckedExpression, sizes: SizeSource): Range {
  return new CostEstimator(checked, sizes).cost(checked.root);
}

/** Sizes of the keys or places and of the values of a list or map made by the expression. */
interface EntrySizes {
  readonly kind: CelKind;
  readonly key: Range;
  readonly value: Range;
}

interface LocalVariable {
  readonly name: string;
  readonly path: readonly string[];
  readonly size: Range | undefined;
  readonly entries: EntrySizes | undefined;
}

const selectCost = fixed(1);

class CostEstimator {
  readonly #checked: CheckedExpression;
  readonly #source: SizeSource;
  readonly #paths = new Map<number, readonly string[]>();
  readonly #sizes = new Map<number, Range>();
  readonly #entries = new Map<number, EntrySizes>();
  readonly #locals: LocalVariable[] = [];

  constructor(checked: CheckedExpression, sizes: SizeSource) {
    this.#checked = checked;
    this.#source = sizes;
  }

  cost(node: Expression): Range {
    switch (node.kind) {
      case "literal":
        return fixed(0);
      case "identifier":
        this.#paths.set(node.id, this.#local(node.name)?.path ?? [node.name]);
        return selectCost;
      case "select":
        return this.#select(node);
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "struct":
        return add(sumOf(node.fields.map(({ value }) => this.cost(value))), fixed(40));
      default:
        return isBinding(node) ? this.#binding(node) : this.#comprehension(node);
    }
  }

  #local(name: string): LocalVariable | undefined {
    return this.#locals.findLast((local) => local.name === name);
  }

  #select(node: Select): Range {
    const operand = this.cost(node.operand);
    if (node.isTest) return operand;
    this.#paths.set(node.id, [...this.#path(node.operand), node.field]);
    const { kind } = this.#checked.typeOf(node.operand);
    return kind === "map" || kind === "struct" ? add(operand, selectCost) : operand;
  }

  #call(node: Call): Range {
    if (node.name === "dyn" && node.target === undefined) return this.#dyn(node);
    const argCosts = node.args.map((arg) => this.cost(arg));
    const args = node.args.map((arg) => this.#node(arg));
    const resolved = this.#checked.callOf(node);
    if (resolved === undefined) return fixed(0);
    const { target } = node;
    const hasTarget = target !== undefined && !resolved.isNamespaced;
    const targetCost = hasTarget ? this.cost(target) : fixed(0);
    const receiver = hasTarget ? this.#node(target) : undefined;
    const ids =
      node.name === "_?._" ? ["select_optional_field"] : resolved.overloads.map(({ id }) => id);
    if (ids.length === 0) return fixed(0);
    let total: Range = { min: Number.POSITIVE_INFINITY, max: 0 };
    let size: Range | undefined;
    for (const id of ids) {
      const estimate = this.#overload(node, resolved.name, id, receiver, args, argCosts);
      total = union(total, estimate.cost);
      if (estimate.size !== undefined)
        size = size === undefined ? estimate.size : union(size, estimate.size);
      size = this.#indexed(node, id, size) ?? this.#size(node);
    }
    if (size !== undefined) this.#sizes.set(node.id, size);
    return add(targetCost, total);
  }

  /** What an index leads to lies at a path of its own. */
  #indexed(node: Call, overload: string, size: Range | undefined): Range | undefined {
    const [container] = node.args;
    if (container === undefined || (overload !== "index_list" && overload !== "index_map"))
      return size;
    const step = overload === "index_list" ? "@items" : "@values";
    this.#paths.set(node.id, [...this.#path(container), step]);
    return this.#entrySizes(container)?.value;
  }

  /** `dyn(x)` is x for all that matters here. */
  #dyn(node: Call): Range {
    const arg = node.args[0] as Expression;
    const cost = this.cost(arg);
    this.#copySizes(node, arg);
    return add(fixed(1), cost);
  }

  #overload(
    node: Call,
    name: string,
    overload: string,
    target: EstimatedNode | undefined,
    args: readonly EstimatedNode[],
    argCosts: readonly Range[],
  ): CallEstimate {
    const estimate = estimateCall(name, overload, target, args);
    if (estimate !== undefined) return { ...estimate, cost: add(estimate.cost, sumOf(argCosts)) };
    const [first = fixed(0), second = fixed(0), third = fixed(0)] = argCosts;
    switch (overload) {
      case "logical_or":
      case "logical_and":
        return { cost: { min: first.min, max: add(first, second).max } };
      case "conditional":
        this.#joinEntries(node, 1, 2);
        return {
          cost: add(first, union(second, third)),
          size: union(sizeOrUnknown(args[1]), sizeOrUnknown(args[2])),
        };
      case "add_list":
        this.#joinEntries(node, 0, 1);
        return {
          cost: add(fixed(1), sumOf(argCosts)),
          size: add(sizeOrUnknown(args[0]), sizeOrUnknown(args[1])),
        };
      default:
        return { cost: add(fixed(1), sumOf(argCosts)) };
    }
  }

  #joinEntries(node: Call, one: number, other: number): void {
    const [a, b] = [one, other].map((i) => this.#entrySizes(node.args[i] as Expression));
    if (a === undefined || b === undefined) return;
    this.#entries.set(node.id, {
      kind: a.kind,
      key: union(a.key, b.key),
      value: union(a.value, b.value),
    });
  }

  #list(node: CreateList): Range {
    const costs = node.items.map((item) => this.cost(item));
    const value = this.#unionOfSizes(node.items);
    this.#entries.set(node.id, { kind: "list", key: fixed(1), value });
    return add(sumOf(costs), fixed(10));
  }

  #map(node: CreateMap): Range {
    const costs = node.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]);
    this.#entries.set(node.id, {
      kind: "map",
      key: this.#unionOfSizes(node.entries.map(({ key }) => key)),
      value: this.#unionOfSizes(node.entries.map(({ value }) => value)),
    });
    return add(sumOf(costs), fixed(30));
  }

  #unionOfSizes(nodes: readonly Expression[]): Range {
    if (nodes.length === 0) return fixed(0);
    return nodes.map((node) => this.#size(node) ?? unknownRange).reduce(union);
  }

  #binding(node: Comprehension): Range {
    const start = add(this.cost(node.range), this.cost(node.init));
    this.#push(node.accumulator, node.init);
    const result = this.cost(node.result);
    this.#locals.pop();
    this.#copySizes(node, node.result);
    return add(start, result);
  }

  #push(name: string, node: Expression): void {
    this.#locals.push({
      name,
      path: this.#path(node),
      size: this.#size(node),
      entries: this.#entrySizes(node),
    });
  }

  #comprehension(node: Comprehension): Range {
    const start = add(this.cost(node.range), this.cost(node.init));
    this.#push(node.accumulator, node.init);
    const before = this.#locals.length;
    this.#pushIterated(node);
    const condition = this.cost(node.condition);
    const step = this.cost(node.step);
    this.#locals.length = before;
    const result = this.cost(node.result);
    this.#locals.pop();
    const count = this.#size(node.range) ?? unknownRange;
    this.#keepSize(node, count);
    return sumOf([start, result, multiply(count, add(step, condition))]);
  }

  #pushIterated({ range, variable, secondVariable }: Comprehension): void {
    const entries = this.#entrySizes(range);
    const path = this.#path(range);
    const isList = (entries?.kind ?? this.#checked.typeOf(range).kind) === "list";
    const key = { path: [...path, isList ? "@indices" : "@keys"], size: entries?.key };
    const value = { path: [...path, isList ? "@items" : "@values"], size: entries?.value };
    const single = isList ? value : key;
    const push = (name: string, { path, size }: typeof key): void => {
      this.#locals.push({ name, path, size, entries: undefined });
    };
    if (secondVariable === undefined) push(variable, single);
    else {
      push(variable, key);
      push(secondVariable, value);
    }
  }

  #keepSize(node: Comprehension, count: Range): void {
    const { kind } = node.init;
    if (kind === "literal") {
      const size = this.#size(node.init);
      if (size !== undefined) this.#sizes.set(node.id, size);
    } else if (kind === "list" || kind === "map") {
      this.#sizes.set(node.id, count);
      const entries = this.#entrySizes(node.step);
      if (entries !== undefined) this.#entries.set(node.id, entries);
    }
  }

  #copySizes(to: Expression, from: Expression): void {
    const size = this.#size(from);
    if (size !== undefined) this.#sizes.set(to.id, size);
    const entries = this.#entrySizes(from);
    if (entries !== undefined) this.#entries.set(to.id, entries);
  }

  #path(node: Expression): readonly string[] {
    const local = node.kind === "identifier" ? this.#local(node.name) : undefined;
    return local?.path ?? this.#paths.get(node.id) ?? [];
  }

  #node(node: Expression): EstimatedNode {
    const path = this.#path(node);
    const size = this.#size(node);
    return {
      type: this.#checked.typeOf(node),
      expression: node,
      size,
      itemSize: this.#itemSize(path[0] === accumulatorName ? [] : path),
    };
  }

  /** What is known of the items of what lies at a path. */
  #itemSize(path: readonly string[]): Range | undefined {
    return path.length === 0 ? undefined : this.#source([...path, "@items"]);
  }

  #size(node: Expression): Range | undefined {
    const known = this.#sizes.get(node.id) ?? literalSize(node);
    if (known !== undefined) return known;
    const path = this.#path(node);
    const given = path.length === 0 ? undefined : this.#source(path);
    if (given !== undefined) {
      this.#sizes.set(node.id, given);
      return given;
    }
    if (isScalar(this.#checked.typeOf(node))) return fixed(1);
    return node.kind === "identifier" ? this.#local(node.name)?.size : undefined;
  }

  #entrySizes(node: Expression): EntrySizes | undefined {
    const known = this.#entries.get(node.id);
    if (known !== undefined || node.kind !== "identifier") return known;
    return this.#local(node.name)?.entries;
  }
}

function sizeOrUnknown(node: EstimatedNode | undefined): Range {
  return node?.size ?? unknownRange;
}

function literalSize(node: Expression): Range | undefined {
  switch (node.kind) {
    case "literal":
      return fixed(sizeOf(node.value));
    case "list":
      return fixed(node.items.length);
    case "map":
      return fixed(node.entries.length);
    default:
      return undefined;
  }
}

const scalars: ReadonlySet<CelKind> = new Set([
  "bool",
  "double",
  "duration",
  "int",
  "timestamp",
  "uint",
]);

/** Its size is always the same. */
function isScalar(type: CelType): boolean {
  if (isOptionalType(type)) return isScalar(type.parameters[0] ?? celTypes.dyn);
  return scalars.has(type.kind);
}
