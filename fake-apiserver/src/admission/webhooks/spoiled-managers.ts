import { type KubernetesObject, printJson } from "@informerlab/core";
import { textDecoder } from "../../codec/bytes/text-decoder.ts";
import { textEncoder } from "../../codec/bytes/text-encoder.ts";
import { readInt64 } from "../../codec/go/go-integer.ts";
import { htmlSafe } from "../../codec/go/go-text.ts";
import { canonicalTime } from "../../codec/go/time-text.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import type { Findings } from "../findings.ts";

const managedFields = ["metadata", "managedFields"];

/**
 * An object as webhooks left it, with the managedFields it had where they made these unreadable; of that the client is warned.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/fieldmanager/admission.go
 */
export function withReadableManagers(
  after: KubernetesObject,
  before: KubernetesObject,
  findings: Findings,
): KubernetesObject {
  const { managedFields: sent } = objectOf(after.metadata);
  if (sent === before.metadata?.managedFields) return after;
  // What no entry can be read of counts for none, and an empty list is not written.
  if (!areEntries(sent)) return withValueAt(after, managedFields, undefined);
  const problem = managersProblem(sent);
  if (problem === undefined) return after;
  findings.warn(
    `.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests: ${problem}`,
  );
  return withValueAt(after, managedFields, before.metadata?.managedFields);
}

function areEntries(sent: unknown): sent is readonly PlainObject[] {
  const entries = listOf(sent);
  return (
    entries.length > 0 &&
    entries.every(
      (entry) =>
        isPlainObject(entry) &&
        (typeof entry["time"] !== "string" || "text" in canonicalTime(entry["time"])),
    )
  );
}

/** @see apimachinery pkg/util/managedfields/internal/managedfields.go decodeManagedFields */
function managersProblem(entries: readonly PlainObject[]): string | undefined {
  for (const [index, entry] of entries.entries()) {
    const { operation, apiVersion, fieldsType, fieldsV1 } = entry;
    if (operation !== "Apply" && operation !== "Update")
      return "operation must be `Apply` or `Update`";
    if (textOf(apiVersion) === "") return "apiVersion must not be empty";
    if (textOf(fieldsType) === "") return `missing fieldsType in managed fields entry ${index}`;
    if (fieldsType !== "FieldsV1")
      return `invalid fieldsType ${printJson(fieldsType)} in managed fields entry ${index}`;
    const problem = fieldsV1 === undefined ? undefined : fieldsProblem(fieldsV1);
    if (problem !== undefined)
      return `error decoding versioned set from ${entryText(entry)}: error decoding set: ${problem}`;
  }
  return undefined;
}

/** An entry as Go prints it with `%v`. */
function entryText(entry: PlainObject): string {
  const { manager, operation, apiVersion, time, fieldsType, fieldsV1, subresource } = entry;
  const read = canonicalTime(textOf(time));
  const shownTime =
    "text" in read ? `${read.text.slice(0, 10)} ${read.text.slice(11, 19)} +0000 UTC` : "<nil>";
  const texts = [textOf(manager), operation, apiVersion, shownTime, fieldsType];
  return `{${[...texts, goJson(fieldsV1), textOf(subresource)].join(" ")}}`;
}

/** Why a set of fields cannot be read, and where in its text. */
function fieldsProblem(fields: unknown): string | undefined {
  const found = firstProblem(fields, 0);
  return typeof found === "number" ? undefined : located(found, goJson(fields));
}

interface Problem {
  readonly text: string;
  /** Bytes read until it was seen. */
  readonly at: number;
}

/** The first problem of a set whose text begins at a byte, or the byte where the text ends. */
function firstProblem(fields: unknown, from: number): Problem | number {
  if (fields === null) return from + lengthOf(fields);
  if (!isPlainObject(fields)) {
    const [first] = goJson(fields);
    return { text: `ReadMapCB: expect { or n, but found ${first}`, at: from + 1 };
  }
  let at = from + 1;
  let isFirst = true;
  for (const [element, below] of Object.entries(fields)) {
    at += lengthOf(element) + (isFirst ? 1 : 2);
    isFirst = false;
    if (element === "." || isOfLaterKind(element)) {
      at += lengthOf(below);
      continue;
    }
    const text = elementProblem(element);
    if (text !== undefined) return { text: `parsing key as path element: ${text}`, at };
    const found = firstProblem(below, at);
    if (typeof found !== "number") return found;
    at = found;
  }
  return at + 1;
}

/** Elements of a kind that nobody knows yet are passed over. */
function isOfLaterKind(element: string): boolean {
  return /^[^fikv]:/.test(element);
}

/** @see structured-merge-diff fieldpath/serialize-pe.go */
function elementProblem(element: string): string | undefined {
  if (lengthOf(element) < 4) return "key must be 2 characters long:";
  if (element[1] !== ":") return `missing colon: ${element}`;
  const text = element.slice(2);
  switch (element[0]) {
    case "i":
      return indexProblem(text);
    case "k":
      return /^[{n]/.test(text)
        ? undefined
        : located(
            { text: `ReadObjectCB: expect { or n, but found ${text[0] ?? "\0"}`, at: 1 },
            text,
          );
    case "v":
      return /^["\d[{tfn-]/.test(text)
        ? undefined
        : located({ text: "Read: unexpected value type: 0", at: 0 }, text);
    default:
      return undefined;
  }
}

/** @see Go strconv.Atoi */
function indexProblem(text: string): string | undefined {
  const read = readInt64(text);
  return typeof read === "bigint"
    ? undefined
    : `strconv.Atoi: parsing ${JSON.stringify(text)}: ${read}`;
}

/** A problem with what stands around it. @see json-iterator iter.go ReportError */
function located({ text, at }: Problem, all: string): string {
  const bytes = textEncoder.encode(all);
  const around = (count: number): string =>
    textDecoder.decode(bytes.slice(Math.max(0, at - count), at + count));
  const distance = Math.min(at, 10);
  return `${text}, error found in #${distance} byte of ...|${around(10)}|..., bigger context ...|${around(50)}|...`;
}

function lengthOf(value: unknown): number {
  return textEncoder.encode(goJson(value)).length;
}

function goJson(value: unknown): string {
  return htmlSafe(printJson(value));
}
