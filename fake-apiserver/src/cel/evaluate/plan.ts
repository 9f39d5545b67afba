import { spendWork } from "../../codec/work-budget.ts";
import type { CheckedExpression } from "../check/checked.ts";
import type { CelEnvironment } from "../check/environment.ts";
import { actualCost } from "../cost/actual-cost.ts";
import type {
  Call,
  Comprehension,
  CreateList,
  CreateMap,
  CreateStruct,
  Expression,
  Select,
} from "../syntax/expression.ts";
import { isBinding } from "../syntax/expression.ts";
import {
  CelEvaluationError,
  CelList,
  CelMap,
  type CelValue,
  keyText,
  mapOf,
  Optional,
  TypeValue,
} from "../values/cel-value.ts";
import { isEqual } from "../values/equality.ts";
import { accepts, typeOf } from "../values/type-of.ts";
import { access, accessOptional, find } from "./access.ts";
import type { Evaluation } from "./evaluation.ts";

/** One node, ready to run. */
export type Step = (run: Evaluation) => CelValue;

const costOf = { list: 10, map: 30, struct: 40 };

const itemCounting = /^list_(distinct|[a-z]+_sort)/;

/** What a function that reads all of a value does, or makes it; cel-go counts a tenth of it, or nothing. */
function workOf(value: CelValue): number {
  if (typeof value === "string" || value instanceof Uint8Array) return value.length / 40;
  return value instanceof CelList ? value.length / 10 : 0;
}

/** The real server counts the items of these lists before it looks whether there is a list, and comes to harm. */
function listsOrPanic(steps: readonly Step[], run: Evaluation): readonly CelValue[] {
  try {
    return steps.map((step) => step(run));
  } catch (error) {
    if (!(error instanceof CelEvaluationError)) throw error;
    throw new Error(
      "internal error: interface conversion: *types.Err is not traits.Lister: missing method Add",
    );
  }
}

/** Turns an expression into functions that call each other. */
export function planExpression(checked: CheckedExpression, environment: CelEnvironment): Step {
  return new Planner(checked, environment).plan(checked.root);
}

class Planner {
  readonly #checked: CheckedExpression;
  readonly #environment: CelEnvironment;

  constructor(checked: CheckedExpression, environment: CelEnvironment) {
    this.#checked = checked;
    this.#environment = environment;
  }

  plan(node: Expression): Step {
    switch (node.kind) {
      case "literal":
        return () => node.value;
      case "identifier":
        return this.#name(node, node.name);
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
        return isBinding(node) ? this.#binding(node) : this.#comprehension(node);
    }
  }

  #name(node: Expression, written: string): Step {
    const name = this.#checked.nameOf(node) ?? written;
    const type = this.#environment.variables.has(name)
      ? undefined
      : this.#environment.types.get(name);
    if (this.#checked.nameOf(node) !== undefined && type !== undefined) {
      const value = new TypeValue(type);
      return () => value;
    }
    return (run) => {
      run.charge(1);
      return run.variable(name);
    };
  }

  #select(node: Select): Step {
    const qualified = this.#checked.nameOf(node);
    if (qualified !== undefined) return this.#name(node, qualified);
    const operand = this.plan(node.operand);
    const { field, isTest } = node;
    if (isTest) return (run) => isPresent(operand(run), field);
    const cost = isAttribute(node.operand) ? 1 : 2;
    return (run) => {
      const target = operand(run);
      run.charge(cost);
      return access(target, field);
    };
  }

  #call(node: Call): Step {
    const args = node.args.map((arg) => this.plan(arg));
    const [first, second, third] = args as [Step, Step, Step];
    switch (node.name) {
      case "_&&_":
        return (run) => logical(run, first, second, false);
      case "_||_":
        return (run) => logical(run, first, second, true);
      case "_?_:_":
        return (run) => (asBool(first(run)) ? second(run) : third(run));
      case "@not_strictly_false":
        return (run) => isNotStrictlyFalse(run, first);
      case "_[_]":
        return (run) => charged(run, access(first(run), second(run)));
      case "_?._":
      case "_[?_]":
        return (run) => charged(run, accessOptional(first(run), second(run)));
      case "_==_":
      case "_!=_":
        return this.#equality(node.name, first, second);
      default:
        return this.#function(node, args);
    }
  }

  #equality(name: string, first: Step, second: Step): Step {
    const isWanted = name === "_==_";
    const id = isWanted ? "equals" : "not_equals";
    return (run) => {
      const args = [first(run), second(run)] as const;
      for (const argument of args) spendWork(workOf(argument));
      const result = isEqual(...args) === isWanted;
      run.charge(actualCost(name, id, args, result));
      return result;
    };
  }

  #function(node: Call, planned: readonly Step[]): Step {
    const resolved = this.#checked.callOf(node);
    const { target } = node;
    const hasTarget = target !== undefined && resolved?.isNamespaced !== true;
    const receiver = hasTarget ? this.plan(target) : undefined;
    const [alternative] = planned;
    if (receiver !== undefined && alternative !== undefined) {
      if (node.name === "or") return (run) => either(receiver(run), alternative, run, (it) => it);
      if (node.name === "orValue")
        return (run) => either(receiver(run), alternative, run, ({ value }) => value);
    }
    const steps = receiver === undefined ? planned : [receiver, ...planned];
    const overloads = resolved?.overloads ?? [];
    const name = resolved?.name ?? node.name;
    const countsItems = overloads.some(({ id }) => itemCounting.test(id));
    return (run) => {
      const args = countsItems ? listsOrPanic(steps, run) : steps.map((step) => step(run));
      const overload = overloads.find(({ parameters }) =>
        parameters.every((type, i) => accepts(type, args[i] as CelValue)),
      );
      if (overload?.run === undefined) throw new CelEvaluationError("no such overload");
      // Sums count what they do themselves: a macro adds to a long list again and again.
      const isSum = name === "_+_";
      if (!isSum) for (const argument of args) spendWork(workOf(argument));
      const result = overload.run(args, run);
      if (!isSum) spendWork(workOf(result));
      run.charge(actualCost(name, overload.id, args, result));
      return result;
    };
  }

  #list({ items, optional }: CreateList): Step {
    const steps = items.map((item) => this.plan(item));
    const isConstant = items.every(({ kind }) => kind === "literal") && items.length > 0;
    if (isConstant && optional.size === 0) {
      const value = new CelList(items.map((item) => (item.kind === "literal" ? item.value : null)));
      return () => value;
    }
    return (run) => {
      const made: CelValue[] = [];
      for (const [i, step] of steps.entries()) {
        const value = step(run);
        if (!optional.has(i)) made.push(value);
        else if (value instanceof Optional && value.value !== undefined) made.push(value.value);
      }
      run.charge(costOf.list);
      return new CelList(made);
    };
  }

  #map({ entries }: CreateMap): Step {
    const steps = entries.map(({ key, value, isOptional }) => ({
      key: this.plan(key),
      value: this.plan(value),
      isOptional,
    }));
    return (run) => {
      const made = new Map<string, readonly [CelValue, CelValue]>();
      for (const { key, value, isOptional } of steps) {
        const name = key(run);
        const given = value(run);
        const member = isOptional && given instanceof Optional ? given.value : given;
        const text = keyText(name);
        if (text === undefined) throw new CelEvaluationError("unsupported key type");
        if (made.has(text)) throw new CelEvaluationError(`Failed with repeated key`);
        if (member !== undefined) made.set(text, [name, member]);
      }
      run.charge(costOf.map);
      return new CelMap(made);
    };
  }

  #struct(node: CreateStruct): Step {
    const type = this.#checked.typeOf(node);
    const steps = node.fields.map(({ name, value, isOptional }) => ({
      name,
      value: this.plan(value),
      isOptional,
    }));
    return (run) => {
      const members: [string, CelValue][] = [];
      for (const { name, value, isOptional } of steps) {
        const given = value(run);
        const member = isOptional && given instanceof Optional ? given.value : given;
        if (member !== undefined) members.push([name, member]);
      }
      run.charge(costOf.struct);
      return mapOf(members, type);
    };
  }

  #binding(node: Comprehension): Step {
    const init = this.plan(node.init);
    const result = this.plan(node.result);
    return (run) => {
      run.charge(costOf.list);
      run.push(node.accumulator, init(run));
      try {
        return result(run);
      } finally {
        run.pop(1);
      }
    };
  }

  #comprehension(node: Comprehension): Step {
    const range = this.plan(node.range);
    const init = this.plan(node.init);
    const condition = this.plan(node.condition);
    const step = this.plan(node.step);
    const result = this.plan(node.result);
    const { variable, secondVariable, accumulator } = node;
    return (run) => {
      const items = iterated(range(run), secondVariable !== undefined);
      const gathered = run.push(accumulator, init(run));
      const first = run.push(variable, null);
      const second = run.push(secondVariable ?? "#unused", null);
      try {
        for (const [key, value] of items) {
          first.value = key;
          second.value = value;
          if (condition(run) !== true) break;
          gathered.value = valueOrError(run, step);
        }
      } finally {
        run.pop(2);
      }
      try {
        return result(run);
      } finally {
        run.pop(1);
      }
    };
  }
}

function isAttribute({ kind, ...node }: Expression): boolean {
  return (
    kind === "identifier" ||
    kind === "select" ||
    (kind === "call" && "name" in node && node.name === "_[_]")
  );
}

function charged(run: Evaluation, value: CelValue): CelValue {
  run.charge(1);
  return value;
}

function asBool(value: CelValue): boolean {
  if (typeof value !== "boolean") throw new CelEvaluationError("no such overload");
  return value;
}

function isPresent(target: CelValue, field: string): boolean {
  if (target instanceof Optional)
    return target.value !== undefined && find(target.value, field) !== undefined;
  return find(target, field) !== undefined;
}

function valueOrError(run: Evaluation, step: Step): CelValue | CelEvaluationError {
  try {
    return step(run);
  } catch (error) {
    if (error instanceof CelEvaluationError) return error;
    throw error;
  }
}

/** `&&` is decided by one false, `||` by one true, whatever becomes of the other side. */
function logical(run: Evaluation, first: Step, second: Step, decisive: boolean): boolean {
  const left = valueOrError(run, first);
  if (left === decisive) return decisive;
  const right = valueOrError(run, second);
  if (right === decisive) return decisive;
  if (left instanceof CelEvaluationError) throw left;
  if (right instanceof CelEvaluationError) throw right;
  asBool(left);
  asBool(right);
  return !decisive;
}

function isNotStrictlyFalse(run: Evaluation, argument: Step): boolean {
  const value = valueOrError(run, argument);
  run.charge(1);
  return value !== false;
}

function either(
  optional: CelValue,
  alternative: Step,
  run: Evaluation,
  take: (optional: Optional) => CelValue | undefined,
): CelValue {
  if (!(optional instanceof Optional)) throw new CelEvaluationError("no such overload");
  if (optional.value === undefined) return alternative(run);
  return take(optional) ?? null;
}

/** What a macro goes through: items or keys, or with two variables places and items or keys and values. */
function iterated(range: CelValue, hasTwo: boolean): Iterable<readonly [CelValue, CelValue]> {
  if (range instanceof CelList)
    return range.items.map((item, i) => (hasTwo ? [BigInt(i), item] : [item, null]));
  if (range instanceof CelMap) return range.entries.values();
  throw new CelEvaluationError(
    typeOf(range).kind === "dyn"
      ? "no such overload"
      : `got '${typeOf(range).name}', expected iterable type`,
  );
}
