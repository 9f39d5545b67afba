import { canonicalText, equalJson, isPlainObject } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../object-schema.ts";

/**
 * A value beside what it was before, so that what was wrong already and has not changed can stay.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/common/equality.go
 */
export class Correlation {
  readonly value: unknown;
  readonly old: unknown;
  readonly schema: ObjectSchema | undefined;
  #isUnchanged: boolean | undefined;
  #oldItems: ReadonlyMap<string, unknown> | undefined;

  constructor(value: unknown, old: unknown, schema: ObjectSchema | undefined) {
    this.value = value;
    this.old = old;
    this.schema = schema;
  }

  get isUnchanged(): boolean {
    this.#isUnchanged ??= equalJson(this.value, this.old);
    return this.#isUnchanged;
  }

  /** A member beside what it was; undefined where that cannot be told. */
  key(name: string): Correlation | undefined {
    if (!isPlainObject(this.value) || !isPlainObject(this.old)) return undefined;
    const child = this.schema?.fields?.get(name)?.schema ?? this.schema?.elements;
    if (child === undefined) return undefined;
    return new Correlation(this.value[name], this.old[name], child);
  }

  /** An item beside what it was: only lists with keys can tell. */
  index(at: number): Correlation | undefined {
    if (this.schema?.relationship !== "associative" || !Array.isArray(this.value)) return undefined;
    const item: unknown = this.value[at];
    const old = this.#oldItem(item, this.schema);
    return old === undefined ? undefined : new Correlation(item, old, this.schema.elements);
  }

  #oldItem(item: unknown, schema: ObjectSchema): unknown {
    this.#oldItems ??= itemsByKey(this.old, schema);
    return this.#oldItems.get(itemKey(item, schema));
  }
}

/** The items of a list with keys, by those; the first of several. */
export function itemsByKey(list: unknown, schema: ObjectSchema): ReadonlyMap<string, unknown> {
  const items = new Map<string, unknown>();
  if (!Array.isArray(list)) return items;
  for (const item of list) {
    const key = itemKey(item, schema);
    if (!items.has(key)) items.set(key, item);
  }
  return items;
}

/** What an item is known by. */
export function itemKey(item: unknown, { listMapKeys = [] }: ObjectSchema): string {
  const members = isPlainObject(item) ? item : {};
  return canonicalText(listMapKeys.map((name) => members[name] ?? null));
}
