import { type KubernetesObject, printJson } from "@informerlab/core";
import { base64ErrorAt } from "../codec/bytes/base64.ts";
import { isPlainObject, type PlainObject } from "../codec/json/plain-object.ts";
import type { WatchEndReason } from "../watch/watcher.ts";
import {
  type AnsweredLine,
  type AskedLine,
  type BodyLine,
  type EndLine,
  type EventLine,
  type OverLine,
  type RecordingHeader,
  type RecordingLine,
  recordingVersion,
} from "./recording-line.ts";

/** Which member of a line is wrong, and what would be right. */
export class LineError extends Error {
  override readonly name = "LineError";
}

/** The first line. @throws LineError */
export function readHeader(data: PlainObject): RecordingHeader {
  const { recording } = data;
  if (recording !== recordingVersion) {
    throw new LineError(
      `a recording of version ${printJson(recording)}; version ${recordingVersion} is understood`,
    );
  }
  const secrets = oneOf(data, "secrets", ["left out", "kept"], "left out");
  return { recording: recordingVersion, startedAt: numberOf(data, "startedAt"), secrets };
}

/** Any other line. @throws LineError */
export function readLine(data: PlainObject): RecordingLine {
  const reader = readers.find(([name]) => Object.hasOwn(data, name))?.[1];
  if (reader === undefined) {
    const found = Object.keys(data).slice(0, 8).join(", ");
    throw new LineError(`expected one of ${kinds}; found a line with ${found}`);
  }
  const at = numberOf(data, "at");
  if (at < 0) throw wrong("at", "not below 0", at);
  return reader(data, at);
}

type LineReader = (data: PlainObject, at: number) => RecordingLine;

const readers: readonly (readonly [name: string, reader: LineReader])[] = [
  ["end", readEnd],
  ["asked", readAsked],
  ["answered", readAnswered],
  ["body", readBody],
  ["watch", readEvent],
  ["over", readOver],
];
const kinds = "asked, answered, body, watch, over, end";

function readAsked(data: PlainObject, at: number): AskedLine {
  const path = textOf(data, "path");
  if (!path.startsWith("/") || !isEncoded(path)) {
    throw wrong("path", 'a path that begins with "/", percent-encoded', path);
  }
  return {
    ...{ at, path, asked: exchangeOf(data, "asked") },
    ...{ client: textOf(data, "client"), method: textOf(data, "method") },
    ...optional("accept", optionalText(data, "accept")),
  };
}

function readAnswered(data: PlainObject, at: number): AnsweredLine {
  const code = numberOf(data, "code");
  if (!Number.isInteger(code) || (code !== 0 && (code < 100 || code > 599))) {
    throw wrong("code", "0 or a code of HTTP", code);
  }
  const { warnings } = data;
  if (warnings !== undefined && !isTexts(warnings)) {
    throw wrong("warnings", "a list of texts", warnings);
  }
  return {
    ...{ at, code, answered: exchangeOf(data, "answered") },
    ...optional("type", optionalText(data, "type")),
    ...optional("retryAfter", optionalText(data, "retryAfter")),
    ...optional("warnings", warnings),
  };
}

function readBody(data: PlainObject, at: number): BodyLine {
  const { value } = data;
  if (value !== undefined && !isPlainObject(value)) throw wrong("value", "an object", value);
  if (value !== undefined) checkObjects(value);
  const base64 = optionalText(data, "base64");
  if (base64 !== undefined && base64ErrorAt(base64) !== undefined) {
    throw wrong("base64", "base64", base64);
  }
  return {
    ...{ at, body: exchangeOf(data, "body") },
    ...optional("value", value),
    ...optional("text", optionalText(data, "text")),
    ...optional("base64", base64),
    ...optional("leftOut", optionalText(data, "leftOut")),
  };
}

function readEvent(data: PlainObject, at: number): EventLine {
  const { object } = data;
  const checked = object === undefined ? undefined : checkedObject(object, "object");
  if (checked !== undefined) checkObjects(checked);
  return {
    ...{ at, watch: exchangeOf(data, "watch") },
    ...optional("type", optionalText(data, "type")),
    ...optional("object", checked),
    ...optional("leftOut", optionalText(data, "leftOut")),
  };
}

const reasons: readonly (WatchEndReason | "gone")[] = [
  ...(["timeout", "client", "expired", "fault", "restart", "slow", "deleted"] as const),
  "gone",
];

function readOver(data: PlainObject, at: number): OverLine {
  const { broken } = data;
  if (broken !== undefined && broken !== true) throw wrong("broken", "true", broken);
  return {
    ...{ at, over: exchangeOf(data, "over"), reason: oneOf(data, "reason", reasons) },
    ...optional("broken", broken),
  };
}

function readEnd(data: PlainObject, at: number): EndLine {
  return { at, end: oneOf(data, "end", ["closed", "full"]) };
}

/** Objects of lists, rows of Tables: what a replay tells apart by their metadata. */
function checkObjects(value: Readonly<Record<string, unknown>>): void {
  for (const member of ["items", "rows"]) {
    const all = value[member];
    // A nil slice of Go.
    if (all === undefined || all === null) continue;
    if (!Array.isArray(all)) throw wrong(member, "a list", all);
    for (const [index, one] of (all as unknown[]).entries()) {
      const where = `${member}[${index}]`;
      const { object } = checkedObject(one, where) as { readonly object?: unknown };
      if (member === "rows" && object !== undefined) checkedObject(object, `${where}.object`);
    }
  }
}

const metadataTexts = ["name", "namespace", "uid", "resourceVersion"];
const metadataMaps = ["labels", "annotations"];

function checkedObject(value: unknown, where: string): KubernetesObject & PlainObject {
  if (!isPlainObject(value)) throw wrong(where, "an object", value);
  const { metadata } = value;
  if (metadata === undefined || metadata === null) return value;
  if (!isPlainObject(metadata)) throw wrong(`${where}.metadata`, "an object", metadata);
  for (const name of metadataTexts) optionalText(metadata, name, `${where}.metadata.`);
  for (const name of metadataMaps) {
    const map = metadata[name];
    const isRight = isPlainObject(map) && isTexts(Object.values(map));
    if (map === undefined || map === null || isRight) continue;
    throw wrong(`${where}.metadata.${name}`, "an object of texts", map);
  }
  return value;
}

function exchangeOf(data: PlainObject, name: string): number {
  const number = numberOf(data, name);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw wrong(name, "the number of an exchange, from 1", number);
}

function numberOf(data: PlainObject, name: string): number {
  const value = data[name];
  if (typeof value === "number") return value;
  throw wrong(name, "a number", value);
}

function textOf(data: PlainObject, name: string): string {
  const value = data[name];
  if (typeof value === "string") return value;
  throw wrong(name, "a text", value);
}

function optionalText(data: PlainObject, name: string, where = ""): string | undefined {
  const value = data[name];
  if (value === undefined || typeof value === "string") return value;
  throw wrong(where + name, "a text", value);
}

function oneOf<T extends string>(
  data: PlainObject,
  name: string,
  known: readonly T[],
  missing?: T,
): T {
  const value = data[name];
  const found = known.find((one) => one === value) ?? (value === undefined ? missing : undefined);
  if (found !== undefined) return found;
  throw wrong(name, `one of ${known.join(", ")}`, value);
}

function optional<K extends string, V>(name: K, value: V | undefined): { readonly [N in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [N in K]?: V });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const shownMax = 60;

function wrong(name: string, wanted: string, found: unknown): LineError {
  if (found === undefined) return new LineError(`it needs ${JSON.stringify(name)}, ${wanted}`);
  const text = printJson(found);
  const shown = text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
  return new LineError(`${JSON.stringify(name)} must be ${wanted}, found ${shown}`);
}
