import {
  CelEvaluationError,
  CelList,
  CelMap,
  type CelValue,
  Optional,
  Uint,
} from "../values/cel-value.ts";

/** The member of a map or object, or the item of a list; undefined where there is none. */
export function find(target: CelValue, key: CelValue): CelValue | undefined {
  if (target instanceof CelMap) return target.get(key);
  if (target instanceof CelList) {
    const index = indexOf(key);
    return index === undefined ? undefined : target.items[index];
  }
  return undefined;
}

function indexOf(key: CelValue): number | undefined {
  if (typeof key === "bigint") return Number(key);
  if (key instanceof Uint) return Number(key.value);
  return typeof key === "number" && Number.isInteger(key) ? key : undefined;
}

/** The same, for where it must be there; inside of an optional value it need not. */
export function access(target: CelValue, key: CelValue): CelValue {
  if (target instanceof Optional) return accessOptional(target, key);
  const value = find(target, key);
  if (value !== undefined) return value;
  // What an object that is to be applied does not say of its fields is null.
  if (target instanceof CelMap && target.type?.isOpen === true) return null;
  const isList = target instanceof CelList && indexOf(key) !== undefined;
  throw new CelEvaluationError(
    isList ? `index out of bounds: ${keyName(key)}` : `no such key: ${keyName(key)}`,
  );
}

/** `a.?b` and `a[?b]`. */
export function accessOptional(target: CelValue, key: CelValue): Optional {
  if (!(target instanceof Optional)) return new Optional(find(target, key));
  return new Optional(target.value === undefined ? undefined : find(target.value, key));
}

function keyName(key: CelValue): string {
  if (key instanceof Uint) return String(key.value);
  return typeof key === "object" ? "" : String(key);
}
