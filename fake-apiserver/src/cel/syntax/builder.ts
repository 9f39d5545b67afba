import type { CelValue } from "../values/cel-value.ts";
import type {
  Call,
  Comprehension,
  CreateList,
  CreateMap,
  CreateStruct,
  Expression,
  FieldEntry,
  Identifier,
  Literal,
  MapEntry,
  Select,
} from "./expression.ts";

/** Makes nodes with ids of their own. */
export class ExpressionBuilder {
  /** Whether values may be named by `cel.bind`. */
  readonly hasBindings: boolean;
  #id = 0;

  constructor(hasBindings: boolean) {
    this.hasBindings = hasBindings;
  }

  /** The same with every node at one place: for macros. */
  at(offset: number): PlacedBuilder {
    return new PlacedBuilder(this, offset);
  }

  literal(offset: number, value: CelValue): Literal {
    return { kind: "literal", ...this.#node(offset), value };
  }

  identifier(offset: number, name: string): Identifier {
    return { kind: "identifier", ...this.#node(offset), name };
  }

  select(offset: number, operand: Expression, field: string, isTest = false): Select {
    return { kind: "select", ...this.#node(offset), operand, field, isTest };
  }

  call(offset: number, name: string, args: readonly Expression[], target?: Expression): Call {
    const node = this.#node(offset);
    return { kind: "call", ...node, name, args, ...(target === undefined ? {} : { target }) };
  }

  list(
    offset: number,
    items: readonly Expression[],
    optional: ReadonlySet<number> = new Set(),
  ): CreateList {
    return { kind: "list", ...this.#node(offset), items, optional };
  }

  map(offset: number, entries: readonly MapEntry[]): CreateMap {
    return { kind: "map", ...this.#node(offset), entries };
  }

  struct(offset: number, name: string, fields: readonly FieldEntry[]): CreateStruct {
    return { kind: "struct", ...this.#node(offset), name, fields };
  }

  field(offset: number, name: string, value: Expression, isOptional: boolean): FieldEntry {
    return { ...this.#node(offset), name, value, isOptional };
  }

  comprehension(
    offset: number,
    parts: Omit<Comprehension, "kind" | "id" | "offset">,
  ): Comprehension {
    return { kind: "comprehension", ...this.#node(offset), ...parts };
  }

  /** The same expression with new ids, as where a macro needs one twice. */
  copy(expression: Expression): Expression {
    const node = this.#node(expression.offset);
    switch (expression.kind) {
      case "select":
        return { ...expression, ...node, operand: this.copy(expression.operand) };
      case "call": {
        const { target } = expression;
        const args = expression.args.map((arg) => this.copy(arg));
        return {
          ...expression,
          ...node,
          args,
          ...(target === undefined ? {} : { target: this.copy(target) }),
        };
      }
      case "list":
        return { ...expression, ...node, items: expression.items.map((item) => this.copy(item)) };
      case "map":
        return {
          ...expression,
          ...node,
          entries: expression.entries.map((entry) => ({
            ...entry,
            key: this.copy(entry.key),
            value: this.copy(entry.value),
          })),
        };
      case "struct":
        return {
          ...expression,
          ...node,
          fields: expression.fields.map((field) => ({
            ...field,
            ...this.#node(field.offset),
            value: this.copy(field.value),
          })),
        };
      case "comprehension":
        return {
          ...expression,
          ...node,
          range: this.copy(expression.range),
          init: this.copy(expression.init),
          condition: this.copy(expression.condition),
          step: this.copy(expression.step),
          result: this.copy(expression.result),
        };
      default:
        return { ...expression, ...node };
    }
  }

  #node(offset: number): { readonly id: number; readonly offset: number } {
    return { id: ++this.#id, offset };
  }
}

/** Makes nodes at one place. */
export class PlacedBuilder {
  readonly offset: number;
  readonly #build: ExpressionBuilder;

  constructor(build: ExpressionBuilder, offset: number) {
    this.#build = build;
    this.offset = offset;
  }

  get hasBindings(): boolean {
    return this.#build.hasBindings;
  }

  literal(value: CelValue): Literal {
    return this.#build.literal(this.offset, value);
  }

  identifier(name: string): Identifier {
    return this.#build.identifier(this.offset, name);
  }

  test({ operand, field }: Select): Select {
    return this.#build.select(this.offset, operand, field, true);
  }

  call(name: string, ...args: readonly Expression[]): Call {
    return this.#build.call(this.offset, name, args);
  }

  memberCall(name: string, target: Expression, ...args: readonly Expression[]): Call {
    return this.#build.call(this.offset, name, args, target);
  }

  list(...items: readonly Expression[]): CreateList {
    return this.#build.list(this.offset, items);
  }

  map(): CreateMap {
    return this.#build.map(this.offset, []);
  }

  comprehension(parts: Omit<Comprehension, "kind" | "id" | "offset">): Comprehension {
    return this.#build.comprehension(this.offset, parts);
  }

  copy(expression: Expression): Expression {
    return this.#build.copy(expression);
  }
}
