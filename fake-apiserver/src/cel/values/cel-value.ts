import { spendWork } from "../../codec/work-budget.ts";
import type { CelType } from "../types/cel-type.ts";

/** A value while an expression runs; integers are bigints, doubles are numbers. */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Duration
  | Timestamp
  | CelList
  | CelMap
  | Optional
  | TypeValue
  | ForeignValue;

/** An unsigned integer. */
export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A span of time in nanoseconds. */
export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A moment, in nanoseconds since the epoch. */
export class Timestamp {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** How the items of a list of a custom resource are told apart: by place, as a whole, or by the values of some fields. */
export type ListIdentity = "place" | "whole" | { readonly keys: readonly string[] };

/** A list. */
export class CelList {
  readonly identity: ListIdentity;
  readonly length: number;
  /** May be longer than this list: what was added to it made a longer one of the same items. */
  #items: CelValue[];

  constructor(
    items: readonly CelValue[],
    identity: ListIdentity = "place",
    length: number = items.length,
  ) {
    this.#items = items as CelValue[];
    this.identity = identity;
    this.length = length;
  }

  get items(): readonly CelValue[] {
    // Cut out once: a list that is read again and again must not be copied each time.
    if (this.#items.length !== this.length) {
      spendWork(this.length / 10);
      this.#items = this.#items.slice(0, this.length);
    }
    return this.#items;
  }

  /** This list with more at its end. Adding again and again takes no longer for long lists. */
  concat(more: readonly CelValue[]): CelList {
    const isLongest = this.#items.length === this.length && !Object.isFrozen(this.#items);
    const items = isLongest ? this.#items : [...this.items];
    spendWork((more.length + (isLongest ? 0 : this.length)) / 5);
    // A list that is added to itself grows while it is read.
    const count = more.length;
    for (let i = 0; i < count; i++) items.push(more[i] as CelValue);
    return new CelList(items, this.identity, items.length);
  }
}

/** A map, or an object with fields. */
export class CelMap {
  /** By {@link keyText}. */
  readonly entries: ReadonlyMap<string, readonly [key: CelValue, value: CelValue]>;
  /** The type of an object; undefined for a map. */
  readonly type: CelType | undefined;

  constructor(
    entries: ReadonlyMap<string, readonly [CelValue, CelValue]>,
    type: CelType | undefined = undefined,
  ) {
    this.entries = entries;
    this.type = type;
  }

  get(key: CelValue): CelValue | undefined {
    const text = keyText(key);
    return text === undefined ? undefined : this.entries.get(text)?.[1];
  }
}

/** A map with texts as keys. */
export function mapOf(members: Iterable<readonly [string, CelValue]>, type?: CelType): CelMap {
  const entries = new Map<string, readonly [CelValue, CelValue]>();
  for (const [name, value] of members) entries.set(name, [name, value]);
  return new CelMap(entries, type);
}

/** A map that came as JSON, and holds nothing else. */
export class DataMap extends CelMap {}

/** The same of a list. */
export class DataList extends CelList {}

/** A value that may be missing. */
export class Optional {
  readonly value: CelValue | undefined;

  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

/** A type as a value. */
export class TypeValue {
  readonly type: CelType;

  constructor(type: CelType) {
    this.type = type;
  }
}

/** A value of a type that Kubernetes adds: an address, a quantity and so on. */
export abstract class ForeignValue {
  abstract readonly type: CelType;
  /** Whether it is the same as another of its type. */
  abstract equals(other: ForeignValue): boolean;
  /** How many bytes it has, for what operations on it cost. */
  get size(): number {
    return 1;
  }
}

/** An expression that has no value. */
export class CelEvaluationError extends Error {
  override readonly name = "CelEvaluationError";
}

/** What a value is as the key of a map, numbers of every type alike; undefined for what cannot be one. */
export function keyText(key: CelValue): string | undefined {
  if (typeof key === "string") return key;
  if (typeof key === "bigint") return `\u0000${key}`;
  if (typeof key === "boolean") return `\u0000${key}`;
  if (key instanceof Uint) return `\u0000${key.value}`;
  if (typeof key === "number" && Number.isInteger(key)) return `\u0000${BigInt(key)}`;
  return undefined;
}
