import { utf8Length } from "../../codec/bytes/base64.ts";
import { isNegativeQuantity } from "../../codec/go/quantity.ts";
import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import type { NameRule } from "../../codec/names/name-rule.ts";
import { emptiedMember } from "../../schema/emptied-members.ts";
import { type Report, Shown } from "./report.ts";

/**
 * One rule: looks at the value of the field `at` and reports what is wrong with it. Rules of kinds are put together
 * from those of this file, so that a kind reads as a table of its fields.
 */
export type Check = (value: unknown, at: string, report: Report) => void;

/** A question about a value, for {@link when}. */
export type Condition = (value: unknown, report: Report) => boolean;

/** `spec` and `replicas` → `spec.replicas`. */
export function below(at: string, name: string): string {
  return at === "" ? name : `${at}.${name}`;
}

/** True for what Go calls the zero value: absent, empty, 0, false. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false)
    return true;
  if (Array.isArray(value)) return value.length === 0;
  return isPlainObject(value) && Object.keys(value).length === 0;
}

/** True unless the field was left out: for what Go holds by pointer. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Several rules on one value. */
export function all(...checks: readonly Check[]): Check {
  return (value, at, report) => {
    for (const check of checks) check(value, at, report);
  };
}

/** A rule per member of an object, in this order. An absent object counts as one without members. */
export function fields(members: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(members);
  return (value, at, report) => {
    const object = objectOf(value);
    for (const [name, check] of entries) check(object[name], below(at, name), report);
  };
}

/** The same rule for each item of a list. */
export function each(check: Check): Check {
  return (value, at, report) => {
    listOf(value).forEach((item, index) => {
      check(item, `${at}[${index}]`, report);
    });
  };
}

/** A rule for each key of a map, and one for each value; both report at `at[key]`. */
export function entries(onKey: Check | undefined, onValue?: Check): Check {
  return (value, at, report) => {
    const map = objectOf(value);
    for (const key of Object.keys(map).sort()) {
      onKey?.(key, `${at}[${key}]`, report);
      onValue?.(map[key], `${at}[${key}]`, report);
    }
  };
}

/** A rule that holds only if the value says so. */
export function when(condition: Condition, then: Check, otherwise?: Check): Check {
  return (value, at, report) => {
    if (condition(value, report)) then(value, at, report);
    else otherwise?.(value, at, report);
  };
}

/** A rule for values that are there. */
export function optional(check: Check): Check {
  return (value, at, report) => {
    if (isSet(value)) check(value, at, report);
  };
}

/** A rule for values that are not empty. */
export function unlessEmpty(check: Check): Check {
  return (value, at, report) => {
    if (!isEmpty(value)) check(value, at, report);
  };
}

/** An empty value is refused; any other is held to `check`. */
export function needed(check?: Check, detail = ""): Check {
  return (value, at, report) => {
    if (isEmpty(value)) report.required(at, detail);
    else check?.(value, at, report);
  };
}

/** An absent value is refused; any other, empty ones too, is held to `check`. */
export function neededPointer(check?: Check, detail = ""): Check {
  return (value, at, report) => {
    if (!isSet(value)) report.required(at, detail);
    else check?.(value, at, report);
  };
}

/** A text in a form; an empty text, too. */
export function form(rule: NameRule): Check {
  return (value, at, report) => {
    for (const problem of rule(textOf(value))) report.invalid(at, textOf(value), problem);
  };
}

/** A text in a form, unless empty. */
export function textForm(rule: NameRule): Check {
  return unlessEmpty(form(rule));
}

/** One of a closed list. */
export function oneOf(...supported: readonly string[]): Check {
  return (value, at, report) => {
    if (!supported.includes(textOf(value))) report.notSupported(at, value, supported);
  };
}

/** One of a closed list, or nothing: empty texts are refused, absent ones are not. */
export function optionalOneOf(...supported: readonly string[]): Check {
  return optional(oneOf(...supported));
}

/** One of a closed list; leaving it out is another mistake than a wrong word. */
export function neededOneOf(...supported: readonly string[]): Check {
  return needed(oneOf(...supported));
}

/** A number, absent ones as 0, of at least `least`. */
export function atLeast(least: number): Check {
  const detail =
    least === 1 ? "must be greater than 0" : `must be greater than or equal to ${least}`;
  return optional((value, at, report) => {
    if ((value as number) < least) report.invalid(at, value, detail);
  });
}

/** A number that is not negative. */
export const notNegative: Check = atLeast(0);

/** A number in a range, bounds included. */
export function between(least: number, most: number): Check {
  return optional((value, at, report) => {
    if ((value as number) < least || (value as number) > most)
      report.invalid(at, value, `must be between ${least} and ${most}, inclusive`);
  });
}

/** 1 to 65535; absent counts as 0. */
export const portNumber: Check = (value, at, report) => {
  between(1, 65_535)(value ?? 0, at, report);
};

/** A quantity of 0 or more. */
export const notNegativeQuantity: Check = optional((value, at, report) => {
  if (isNegativeQuantity(value)) report.invalid(at, value, "must be greater than or equal to 0");
});

/** A text of at most so many bytes. */
export function maxBytes(bytesMax: number): Check {
  return (value, at, report) => {
    if (utf8Length(textOf(value)) > bytesMax) report.tooLong(at, bytesMax);
  };
}

/** A list of at most so many items. */
export function maxItems(countMax: number): Check {
  return (value, at, report) => {
    const count = listOf(value).length;
    if (count > countMax) report.tooMany(at, count, countMax);
  };
}

/** Must be left out. */
export function refused(detail: string): Check {
  return (value, at, report) => {
    if (isSet(value)) report.forbidden(at, detail);
  };
}

/** What is said when a field may not change. */
export const immutableText = "field is immutable";

/**
 * Fields that an update leaves as they are. Absent and empty maps and lists are the same.
 *
 * @param at where to report, if not at the field itself.
 */
export function immutable(path: string, at: string = path): Check {
  const members = path.split(".");
  return (value, _at, report) => {
    const now = valueAt(value, ...members);
    if (!sameState(now, valueAt(report.old, ...members)))
      report.invalid(at, new Shown(report.shown(path, now)), immutableText);
  };
}

/** Fields that an update leaves as they are, said in words of the kind's own. */
export function unchanged(path: string, detail: string): Check {
  const members = path.split(".");
  return (value, _at, report) => {
    if (!sameState(valueAt(value, ...members), valueAt(report.old, ...members)))
      report.forbidden(path, detail);
  };
}

/** The same for a map of which also one that is sent empty is another than none. */
export function unchangedMap(path: string, detail: string): Check {
  return (value, _at, report) => {
    const now = valueAt(value, path);
    if (isSentEmpty(objectOf(value), path) || !sameState(now, valueAt(report.old, path)))
      report.forbidden(path, detail);
  };
}

/** A member that was sent without anything in it: it will be stored as nothing, and is not that yet. */
export function isSentEmpty(object: PlainObject, name: string): boolean {
  return emptiedMember(object, name) !== undefined;
}

/** Equality as Go's semantic comparison sees it: nothing and an empty map or list are the same. */
export function sameState(a: unknown, b: unknown): boolean {
  const left = isEmptyCollection(a) ? undefined : a;
  const right = isEmptyCollection(b) ? undefined : b;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, i) => sameState(item, right[i]));
  }
  if (!isPlainObject(left) || !isPlainObject(right)) return equalJson(left, right);
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((name) =>
    sameState(left[name], right[name]),
  );
}

function isEmptyCollection(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
