import { type CelType, celTypes, isSameType } from "./cel-type.ts";

/**
 * What the type parameters of an expression stand for, found out step by step. A question that is answered with no leaves
 * nothing behind.
 *
 * @see cel-go checker/types.go
 */
export class Unifier {
  readonly #bound = new Map<string, CelType>();
  /** What was bound before each change, for the way back. */
  readonly #trail: (readonly [string, CelType | undefined])[] = [];

  /** Whether a value of the first type may stand where each second is wanted. */
  areAssignable(from: readonly CelType[], to: readonly CelType[]): boolean {
    const mark = this.#trail.length;
    const fits = this.#listFits(from, to);
    if (!fits) this.#undoTo(mark);
    return fits;
  }

  isAssignable(from: CelType, to: CelType): boolean {
    return this.areAssignable([from], [to]);
  }

  /** The type with every known parameter replaced; the unknown ones become `dyn` where wanted. */
  resolve(type: CelType, unknown: "keep" | "dyn"): CelType {
    if (type.kind === "parameter") {
      const bound = this.#bound.get(type.name);
      if (bound !== undefined) return this.resolve(bound, unknown);
      return unknown === "dyn" ? celTypes.dyn : type;
    }
    if (type.parameters.length === 0) return type;
    return { ...type, parameters: type.parameters.map((each) => this.resolve(each, unknown)) };
  }

  #undoTo(mark: number): void {
    for (const [name, before] of this.#trail.splice(mark).reverse()) {
      if (before === undefined) this.#bound.delete(name);
      else this.#bound.set(name, before);
    }
  }

  #bind(name: string, type: CelType): void {
    this.#trail.push([name, this.#bound.get(name)]);
    this.#bound.set(name, type);
  }

  #listFits(from: readonly CelType[], to: readonly CelType[]): boolean {
    return from.length === to.length && from.every((each, i) => this.#fits(each, to[i] as CelType));
  }

  #fits(from: CelType, to: CelType): boolean {
    if (to.kind === "parameter") {
      const answer = this.#substitutes(from, to);
      if (answer !== "unknown") return answer === "yes";
    }
    if (from.kind === "parameter") return this.#substitutes(to, from) === "yes";
    if (isWild(from) || isWild(to)) return true;
    if (from.kind === "null") return isNullable(to);
    if (to.kind === "null") return isNullable(from);
    if (from.kind === "type") return to.kind === "type";
    if (from.kind !== to.kind || from.name !== to.name) return false;
    return this.#listFits(from.parameters, to.parameters);
  }

  /** Whether a parameter can stand for a type; `unknown` where it could not be bound. */
  #substitutes(type: CelType, parameter: CelType): "yes" | "no" | "unknown" {
    if (isSameType(type, parameter)) return "yes";
    const bound = this.#bound.get(parameter.name);
    if (bound === undefined) {
      if (this.#occursIn(parameter, type)) return "unknown";
      this.#bind(parameter.name, type);
      return "yes";
    }
    if (isSameType(type, bound)) return "yes";
    if (!this.#fits(type, bound)) return "no";
    const general = moreGeneral(type, bound);
    if (!this.#occursIn(parameter, general)) this.#bind(parameter.name, general);
    return "yes";
  }

  #occursIn(parameter: CelType, type: CelType): boolean {
    if (isSameType(parameter, type)) return true;
    if (type.kind === "parameter") {
      const bound = this.#bound.get(type.name);
      return bound !== undefined && this.#occursIn(parameter, bound);
    }
    return type.parameters.some((each) => this.#occursIn(parameter, each));
  }
}

/** The more general of two types that are known to fit each other. */
export function moreGeneral(a: CelType, b: CelType): CelType {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

function isEqualOrLessSpecific(a: CelType, b: CelType): boolean {
  if (a.kind === "dyn" || a.kind === "parameter") return true;
  if (b.kind === "dyn" || b.kind === "parameter") return false;
  if (a.kind !== b.kind) return false;
  if (a.kind === "type") return true;
  return (
    a.name === b.name &&
    a.parameters.length === b.parameters.length &&
    a.parameters.every((each, i) => isEqualOrLessSpecific(each, b.parameters[i] as CelType))
  );
}

function isWild({ kind }: CelType): boolean {
  return kind === "dyn" || kind === "error";
}

function isNullable({ kind }: CelType): boolean {
  return (
    kind === "opaque" ||
    kind === "struct" ||
    kind === "duration" ||
    kind === "timestamp" ||
    kind === "null"
  );
}
