import type { Expression } from "../syntax/expression.ts";
import type { CelType } from "../types/cel-type.ts";
import type { Overload } from "./environment.ts";

/** The function that a call means. */
export interface ResolvedCall {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** The target was a part of the function's name: `optional.of(x)`. */
  readonly isNamespaced: boolean;
}

/** An expression whose every node has a type. */
export interface CheckedExpression {
  readonly source: string;
  readonly root: Expression;
  readonly result: CelType;
  readonly typeOf: (node: Expression) => CelType;
  readonly callOf: (node: Expression) => ResolvedCall | undefined;
  /** The name of a variable or type that a node stands for, when it is one. */
  readonly nameOf: (node: Expression) => string | undefined;
  /** Names of all variables that it speaks of, those of macros left out. */
  readonly variables: ReadonlySet<string>;
}
