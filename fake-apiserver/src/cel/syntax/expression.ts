import type { CelValue } from "../values/cel-value.ts";

/** A node of an expression. Places are offsets into the source, in code points. */
export type Expression =
  | Literal
  | Identifier
  | Select
  | Call
  | CreateList
  | CreateMap
  | CreateStruct
  | Comprehension;

interface Node {
  /** Unique in its expression. */
  readonly id: number;
  readonly offset: number;
}

export interface Literal extends Node {
  readonly kind: "literal";
  readonly value: CelValue;
}

export interface Identifier extends Node {
  readonly kind: "identifier";
  readonly name: string;
}

export interface Select extends Node {
  readonly kind: "select";
  readonly operand: Expression;
  readonly field: string;
  /** `has(a.b)`: only whether it is there. */
  readonly isTest: boolean;
}

export interface Call extends Node {
  readonly kind: "call";
  readonly name: string;
  readonly target?: Expression;
  readonly args: readonly Expression[];
}

export interface CreateList extends Node {
  readonly kind: "list";
  readonly items: readonly Expression[];
  /** Which items are optional: `[?a]`. */
  readonly optional: ReadonlySet<number>;
}

export interface MapEntry {
  readonly key: Expression;
  readonly value: Expression;
  readonly isOptional: boolean;
}

export interface CreateMap extends Node {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
}

export interface FieldEntry {
  readonly id: number;
  readonly offset: number;
  readonly name: string;
  readonly value: Expression;
  readonly isOptional: boolean;
}

export interface CreateStruct extends Node {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly FieldEntry[];
}

/** What macros over lists and maps become. */
export interface Comprehension extends Node {
  readonly kind: "comprehension";
  readonly range: Expression;
  readonly variable: string;
  readonly secondVariable?: string;
  readonly accumulator: string;
  readonly init: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

/** The name of what macros gather in. */
export const accumulatorName = "@result";

/** The name a chain of identifiers and selects has when read as one: `a.b.c`. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.isTest) return undefined;
  const prefix = qualifiedName(expression.operand);
  return prefix === undefined ? undefined : `${prefix}.${expression.field}`;
}

/** `cel.bind` and its like: a comprehension over nothing, that only names a value. */
export function isBinding({ range, condition, accumulator }: Comprehension): boolean {
  return (
    range.kind === "list" &&
    range.items.length === 0 &&
    condition.kind === "literal" &&
    condition.value === false &&
    accumulator !== accumulatorName
  );
}
