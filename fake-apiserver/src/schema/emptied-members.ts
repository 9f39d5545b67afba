import { isPlainObject, objectOf, type PlainObject } from "../codec/json/plain-object.ts";

/**
 * What a list or map looked like that was sent empty and is left out of JSON: Go tells it from an absent one until the
 * object is stored, in error texts and in some rules. Stands beside the members, so that copies of an object have it.
 */
const emptied: unique symbol = Symbol("emptied");

/** The object with the members that were sent empty noted beside the others. */
export function noteEmptied(object: object, members: PlainObject): void {
  Reflect.set(object, emptied, members);
}

/** The members that were sent empty and are no more, as they were sent. */
export function emptiedOf(object: PlainObject): PlainObject {
  return objectOf(Reflect.get(object, emptied));
}

/** `[]` or `{}` where a member was sent like this and is no more; undefined otherwise. */
export function emptiedMember(object: PlainObject, name: string): unknown {
  return emptiedOf(object)[name];
}

/** Stands beside the members of which one was sent as another text than it is stored with: Go tells these apart as well. */
const otherwise: unique symbol = Symbol("otherwise");

/** Notes of an object that one of its members was sent otherwise than it will come back from storage. */
export function noteSentOtherwise(object: object): void {
  Reflect.set(object, otherwise, true);
}

/**
 * Whether Go tells a value from the one that comes back from storage for it, though both are written alike: it compares what
 * is in a list as its memory has it, and elsewhere what would be written.
 *
 * @see structured-merge-diff value/listreflect.go
 */
export function isToldApart(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasMarks);
  return isPlainObject(value) && Object.values(value).some(isToldApart);
}

function hasMarks(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasMarks);
  if (!isPlainObject(value)) return false;
  return emptied in value || otherwise in value || Object.values(value).some(hasMarks);
}

/** Whether anything in a value was sent empty. What is known of owners was sent by nobody. */
export function hasEmptied(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasEmptied);
  if (!isPlainObject(value)) return false;
  if (emptied in value || otherwise in value) return true;
  for (const name in value) {
    const member = value[name];
    if (typeof member === "object" && name !== "managedFields" && hasEmptied(member)) return true;
  }
  return false;
}

/** The value as it comes back from storage, where nothing is known of empty members; itself when there are none. */
export function withoutEmptied<T>(value: T): T {
  return hasEmptied(value) ? (bare(value) as T) : value;
}

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, bare(member)]));
}
