import { spendWork } from "../../codec/work-budget.ts";
import { isSameType } from "../types/cel-type.ts";
import {
  CelList,
  CelMap,
  type CelValue,
  Duration,
  ForeignValue,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from "./cel-value.ts";
import { runtimeTypeName, typeOf } from "./type-of.ts";

/** Whether two values are the same; numbers of different types are compared as numbers. */
export function isEqual(a: CelValue, b: CelValue): boolean {
  if (a === b) return true;
  const order = numericOrder(a, b);
  if (order !== undefined) return order === 0;
  if (a instanceof CelList) return b instanceof CelList && areListsEqual(a, b);
  if (a instanceof CelMap) return b instanceof CelMap && areMapsEqual(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof Optional) return b instanceof Optional && areOptionalsEqual(a, b);
  if (a instanceof TypeValue)
    return b instanceof TypeValue && runtimeTypeName(a.type) === runtimeTypeName(b.type);
  if (a instanceof ForeignValue)
    return b instanceof ForeignValue && isSameType(a.type, b.type) && a.equals(b);
  return false;
}

function areOptionalsEqual(a: Optional, b: Optional): boolean {
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return isEqual(a.value, b.value);
}

/** Lists of custom resources that are sets or maps do not care for the order. */
function areListsEqual(a: CelList, b: CelList): boolean {
  if (a.length !== b.length) return false;
  spendWork(1 + a.length / 5);
  if (a.identity === "place")
    return a.items.every((item, i) => isEqual(item, b.items[i] as CelValue));
  const others = new Map(b.items.map((item) => [identityText(item, a), item]));
  return a.items.every((item) => {
    const other = others.get(identityText(item, a));
    return other !== undefined && isEqual(item, other);
  });
}

function areMapsEqual(a: CelMap, b: CelMap): boolean {
  if (a.entries.size !== b.entries.size) return false;
  spendWork(1 + a.entries.size / 2);
  for (const [key, [, value]] of a.entries) {
    const other = b.entries.get(key);
    if (other === undefined || !isEqual(value, other[1])) return false;
  }
  return true;
}

/** A text that two items share exactly when they are the same item of the list. */
export function identityText(item: CelValue, { identity }: CelList): string {
  if (typeof identity === "string" || !(item instanceof CelMap)) return equalityText(item);
  return identity.keys.map((key) => equalityText(item.get(key) ?? null)).join();
}

/** A text that two values share exactly when they are equal. */
export function equalityText(value: CelValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint" || typeof value === "number") return `${value}`;
  if (value instanceof Uint) return `${value.value}`;
  if (value instanceof CelList) {
    const items = value.items.map(equalityText);
    return `[${(value.identity === "place" ? items : items.sort()).join()}]`;
  }
  if (value instanceof CelMap) {
    const members = [...value.entries].map(
      ([key, [, member]]) => `${JSON.stringify(key)}:${equalityText(member)}`,
    );
    return `{${members.sort().join()}}`;
  }
  if (value instanceof Optional)
    return `optional(${value.value === undefined ? "" : equalityText(value.value)})`;
  if (value instanceof Timestamp || value instanceof Duration)
    return `${typeOf(value).name}(${value.nanos})`;
  if (value instanceof Uint8Array) return `b${value.join()}`;
  if (value instanceof TypeValue) return `type(${runtimeTypeName(value.type)})`;
  return `${typeOf(value).name}(${String(value)})`;
}

/** The order of two values of one kind; undefined where there is none. */
export function compare(a: CelValue, b: CelValue): number | undefined {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  if (a instanceof Timestamp && b instanceof Timestamp) return orderOf(a.nanos, b.nanos);
  if (a instanceof Duration && b instanceof Duration) return orderOf(a.nanos, b.nanos);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  return numericOrder(a, b);
}

/** The order of two numbers of any types; undefined where one is none, NaN for what is no number to compare. */
function numericOrder(a: CelValue, b: CelValue): number | undefined {
  const left = a instanceof Uint ? a.value : a;
  const right = b instanceof Uint ? b.value : b;
  if (typeof left === "bigint" && typeof right === "bigint") return orderOf(left, right);
  if (typeof left !== "bigint" && typeof left !== "number") return undefined;
  if (typeof right !== "bigint" && typeof right !== "number") return undefined;
  if (Number.isNaN(Number(left)) || Number.isNaN(Number(right))) return Number.NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

function orderOf(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Texts are ordered by their code points, as Go orders their bytes. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  const [left, right] = [a.codePointAt(i) ?? -1, b.codePointAt(i) ?? -1];
  return left - right;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
