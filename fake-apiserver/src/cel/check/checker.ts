import type {
  Call,
  Comprehension,
  CreateList,
  CreateMap,
  CreateStruct,
  Expression,
  Select,
} from "../syntax/expression.ts";
import { qualifiedName } from "../syntax/expression.ts";
import { parseExpression } from "../syntax/parser.ts";
import { CelCompileError, type CelProblem } from "../syntax/source.ts";
import {
  type CelType,
  celTypes,
  isOptionalType,
  isSameType,
  listType,
  mapType,
  optionalType,
  parameterType,
  typeText,
  typeType,
  withoutOptional,
} from "../types/cel-type.ts";
import { moreGeneral, Unifier } from "../types/unify.ts";
import { typeOf } from "../values/type-of.ts";
import type { CheckedExpression, ResolvedCall } from "./checked.ts";
import type { CelEnvironment, Overload } from "./environment.ts";
import { literalProblems } from "./literals.ts";

/**
 * Reads an expression and finds the type of each of its nodes.
 *
 * @throws CelCompileError with all that is wrong.
 * @see cel-go checker/checker.go
 */
export function checkExpression(source: string, environment: CelEnvironment): CheckedExpression {
  const root = parseExpression(source, environment);
  const checker = new Checker(environment);
  checker.check(root);
  if (checker.problems.length > 0) throw new CelCompileError(source, checker.problems);
  const checked = checker.result(source, root);
  const problems = environment.isForRuns === true ? [] : literalProblems(checked);
  if (problems.length > 0) throw new CelCompileError(source, problems);
  return checked;
}

class Checker {
  readonly problems: CelProblem[] = [];
  readonly #environment: CelEnvironment;
  readonly #unifier = new Unifier();
  readonly #types = new Map<number, CelType>();
  readonly #calls = new Map<number, ResolvedCall>();
  readonly #names = new Map<number, string>();
  readonly #variables = new Set<string>();
  /** Variables of macros, the innermost last. */
  readonly #scopes: Map<string, CelType>[] = [];
  #typeVariables = 0;

  constructor(environment: CelEnvironment) {
    this.#environment = environment;
  }

  result(source: string, root: Expression): CheckedExpression {
    const typeOf = ({ id }: Expression): CelType =>
      this.#unifier.resolve(this.#types.get(id) ?? celTypes.dyn, "dyn");
    return {
      source,
      root,
      result: typeOf(root),
      typeOf,
      callOf: ({ id }) => this.#calls.get(id),
      nameOf: ({ id }) => this.#names.get(id),
      variables: this.#variables,
    };
  }

  check(node: Expression): CelType {
    const type = this.#check(node);
    this.#types.set(node.id, type);
    return type;
  }

  #check(node: Expression): CelType {
    switch (node.kind) {
      case "literal":
        return typeOf(node.value);
      case "identifier":
        return this.#identifier(node, node.name) ?? this.#undeclared(node, node.name);
      case "select":
        return this.#select(node);
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "struct":
        return this.#struct(node);
      default:
        return this.#comprehension(node);
    }
  }

  #report(node: { readonly offset: number }, message: string): CelType {
    this.problems.push({ message, offset: node.offset });
    return celTypes.error;
  }

  #undeclared(node: Expression, name: string): CelType {
    return this.#report(node, `undeclared reference to '${name}' (in container '')`);
  }

  #mismatch(node: Expression, expected: CelType, actual: CelType): CelType {
    const [wanted, found] = [expected, actual].map((type) =>
      typeText(this.#unifier.resolve(type, "keep")),
    );
    return this.#report(node, `expected type '${wanted}' but found '${found}'`);
  }

  /** The type of a name; undefined when there is none. */
  #identifier(node: Expression, written: string): CelType | undefined {
    const name = written.replace(/^\./, "");
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const local = this.#scopes[i]?.get(name);
      if (local !== undefined) return local;
    }
    const variable = this.#environment.variables.get(name);
    const type = this.#environment.types.get(name) ?? this.#environment.structNamed?.(name);
    if (variable === undefined && type === undefined) return undefined;
    this.#names.set(node.id, name);
    if (variable !== undefined) this.#variables.add(name);
    return variable ?? typeType(type ?? celTypes.dyn);
  }

  #select(node: Select): CelType {
    const whole = qualifiedName(node);
    const named = whole === undefined ? undefined : this.#qualified(node, whole);
    if (named !== undefined) return named;
    const type = this.#field(node, node.operand, node.field, false);
    return node.isTest ? celTypes.bool : this.#unifier.resolve(type, "keep");
  }

  /** A name with dots, unless its first part is a variable of a macro. */
  #qualified(node: Expression, name: string): CelType | undefined {
    const [first = ""] = name.split(".");
    return this.#scopes.some((scope) => scope.has(first))
      ? undefined
      : this.#identifier(node, name);
  }

  #field(node: Expression, operand: Expression, field: string, isOptional: boolean): CelType {
    const operandType = this.#unifier.resolve(this.check(operand), "keep");
    const target = withoutOptional(operandType);
    const type = this.#fieldType(node, target, field);
    return isOptional || isOptionalType(operandType) ? optionalType(type) : type;
  }

  #fieldType(node: Expression, target: CelType, field: string): CelType {
    switch (target.kind) {
      case "map":
        return target.parameters[1] ?? celTypes.dyn;
      case "struct":
        if (target.isOpen === true) return celTypes.dyn;
        return target.fields?.get(field) ?? this.#report(node, `undefined field '${field}'`);
      case "parameter":
        this.#unifier.isAssignable(celTypes.dyn, target);
        return celTypes.dyn;
      case "dyn":
      case "error":
        return celTypes.dyn;
      default:
        this.#report(node, `type '${typeText(target)}' does not support field selection`);
        return celTypes.dyn;
    }
  }

  #call(node: Call): CelType {
    if (node.name === "_?._") return this.#optionalSelect(node);
    for (const arg of node.args) this.check(arg);
    const { target } = node;
    if (target === undefined) return this.#callNamed(node, node.name.replace(/^\./, ""), undefined);
    const prefix = qualifiedName(target);
    if (prefix !== undefined) {
      const full = `${prefix}.${node.name}`.replace(/^\./, "");
      if (this.#environment.functions.has(full)) return this.#callNamed(node, full, undefined);
    }
    this.check(target);
    return this.#callNamed(node, node.name, target);
  }

  #optionalSelect(node: Call): CelType {
    const [operand, field] = node.args;
    const name = field?.kind === "literal" && typeof field.value === "string" ? field.value : "";
    const type = this.#field(node, operand as Expression, name, true);
    this.#calls.set(node.id, { name: node.name, overloads: [], isNamespaced: false });
    return this.#unifier.resolve(type, "keep");
  }

  #callNamed(node: Call, name: string, target: Expression | undefined): CelType {
    const overloads = this.#environment.functions.get(name);
    if (overloads === undefined) return this.#undeclared(node, name);
    const isNamespaced = target === undefined && node.target !== undefined;
    if (name === "_&&_" || name === "_||_") return this.#logical(node, name, overloads);
    const operands = target === undefined ? node.args : [target, ...node.args];
    const given = operands.map(({ id }) => this.#types.get(id) ?? celTypes.dyn);
    const fitting: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.isMember !== (target !== undefined)) continue;
      const fresh = this.#instantiate(overload);
      if (!this.#unifier.areAssignable(given, fresh.parameters)) continue;
      fitting.push(overload);
      const type = this.#unifier.resolve(fresh.result, "keep");
      if (result === undefined) result = type;
      else if (result.kind !== "dyn" && !isSameType(type, result)) result = celTypes.dyn;
    }
    if (result === undefined) return this.#noOverload(node, name, given, target !== undefined);
    this.#calls.set(node.id, { name, overloads: fitting, isNamespaced });
    return result;
  }

  #logical(node: Call, name: string, overloads: readonly Overload[]): CelType {
    let isWrong = false;
    for (const arg of node.args) {
      const type = this.#types.get(arg.id) ?? celTypes.dyn;
      if (this.#unifier.isAssignable(type, celTypes.bool)) continue;
      this.#mismatch(arg, celTypes.bool, type);
      isWrong = true;
    }
    this.#calls.set(node.id, { name, overloads, isNamespaced: false });
    return isWrong ? celTypes.error : celTypes.bool;
  }

  #noOverload(
    node: Expression,
    name: string,
    given: readonly CelType[],
    isMember: boolean,
  ): CelType {
    const texts = given.map((type) => typeText(this.#unifier.resolve(type, "dyn")));
    const shown = isMember ? `${texts[0]}.(${texts.slice(1).join(", ")})` : `(${texts.join(", ")})`;
    return this.#report(node, `found no matching overload for '${name}' applied to '${shown}'`);
  }

  /** The overload with type parameters that are its own. */
  #instantiate({ parameters, result, typeParameters }: Overload): {
    readonly parameters: readonly CelType[];
    readonly result: CelType;
  } {
    if (typeParameters.length === 0) return { parameters, result };
    const fresh = new Map(typeParameters.map((name) => [name, this.#typeVariable()]));
    const replace = (type: CelType): CelType => {
      if (type.kind === "parameter") return fresh.get(type.name) ?? type;
      if (type.parameters.length === 0) return type;
      return { ...type, parameters: type.parameters.map(replace) };
    };
    return { parameters: parameters.map(replace), result: replace(result) };
  }

  #typeVariable(): CelType {
    return parameterType(`_var${this.#typeVariables++}`);
  }

  /** The common type of what stands side by side in a list or map. */
  #join(previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    if (this.#unifier.isAssignable(previous, current)) return moreGeneral(previous, current);
    // Mixed literals are refused afterwards, but for those that are formatted.
    return celTypes.dyn;
  }

  #unwrapped(node: Expression, type: CelType, isOptional: boolean): CelType {
    if (!isOptional) return type;
    if (!isOptionalType(type) && type.kind !== "dyn")
      this.#mismatch(node, optionalType(type), type);
    return withoutOptional(type);
  }

  #list({ items, optional }: CreateList): CelType {
    let joined: CelType | undefined;
    for (const [i, item] of items.entries()) {
      const type = this.#unwrapped(item, this.check(item), optional.has(i));
      joined = this.#join(joined, type);
    }
    return listType(joined ?? this.#typeVariable());
  }

  #map({ entries }: CreateMap): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { key, value, isOptional } of entries) {
      keys = this.#join(keys, this.check(key));
      const type = this.#unwrapped(value, this.check(value), isOptional);
      values = this.#join(values, type);
    }
    return mapType(keys ?? this.#typeVariable(), values ?? this.#typeVariable());
  }

  #struct(node: CreateStruct): CelType {
    const type = this.#environment.structNamed?.(node.name.replace(/^\./, ""));
    if (type === undefined) return this.#undeclared(node, node.name);
    for (const field of node.fields) {
      const given = this.#unwrapped(field.value, this.check(field.value), field.isOptional);
      const wanted = this.#fieldType({ ...node, offset: field.offset }, type, field.name);
      if (this.#unifier.isAssignable(wanted, given)) continue;
      this.#report(
        field,
        `expected type of field '${field.name}' is '${typeText(wanted)}' but provided type is '${typeText(given)}'`,
      );
    }
    return type;
  }

  #comprehension(node: Comprehension): CelType {
    const range = this.#unifier.resolve(this.check(node.range), "keep");
    const accumulated = this.check(node.init);
    this.#scopes.push(new Map([[node.accumulator, accumulated]]));
    const [first, second] = this.#iterated(node, range);
    const loop = new Map([[node.variable, first]]);
    if (node.secondVariable !== undefined) loop.set(node.secondVariable, second);
    this.#scopes.push(loop);
    this.#assert(node.condition, celTypes.bool);
    this.#assert(node.step, accumulated);
    this.#scopes.pop();
    const result = this.check(node.result);
    this.#scopes.pop();
    return this.#unifier.resolve(result, "keep");
  }

  #assert(node: Expression, wanted: CelType): void {
    const type = this.check(node);
    if (!this.#unifier.isAssignable(wanted, type)) this.#mismatch(node, wanted, type);
  }

  /** The types of the variables that go through a range. */
  #iterated(node: Comprehension, range: CelType): readonly [CelType, CelType] {
    const [first = celTypes.dyn, second = celTypes.dyn] = range.parameters;
    switch (range.kind) {
      case "list":
        return node.secondVariable === undefined ? [first, first] : [celTypes.int, first];
      case "map":
        return [first, second];
      case "dyn":
      case "error":
      case "parameter":
        this.#unifier.isAssignable(celTypes.dyn, range);
        return [celTypes.dyn, celTypes.dyn];
      default:
        this.#report(
          node.range,
          `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [celTypes.error, celTypes.error];
    }
  }
}
