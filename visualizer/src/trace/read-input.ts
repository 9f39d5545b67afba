import { readTraceFile, type TraceFile, TraceFileError } from "@informerlab/core/trace";
import { isServerAlone, withGuessedClients } from "./infer-clients.ts";
import { InputError } from "./input-error.ts";
import type { InputNote } from "./input-problem.ts";
import { excerpt, type JsonDocument, jsonDocuments } from "./json-documents.ts";
import { kubectlEvents } from "./kubectl-events.ts";
import { traceOfEvents } from "./kubectl-trace.ts";
import { checkOrder } from "./read-trace.ts";
import { refuseOtherThanJson, refuseOtherThanObjects, withoutTerminal } from "./recognise.ts";

/** A trace, and what its reader should know about it. */
export interface Input {
  readonly trace: TraceFile;
  readonly notes: readonly InputNote[];
}

/**
 * Opens what a reader brings: a trace, what kubectl prints as JSON, or a watch of the API as JSON lines. A text that was
 * cut off is opened up to the cut.
 *
 * @throws InputError that says what it is instead, and what would be right.
 */
export function readInput(text: string): Input {
  const plain = withoutTerminal(text.replace(/^\uFEFF/, ""));
  if (plain.trim() === "") throw new InputError({ id: "empty" });
  refuseOtherThanJson(plain);
  if (/^\s*\{\s*"version"\s*:/.test(plain)) return ofTrace(plain);
  const { documents, cut, bad } = jsonDocuments(plain);
  if (bad !== undefined && documents.length === 0)
    throw new InputError({ id: "bad-json", values: bad });
  const [first] = documents;
  if (first === undefined)
    throw new InputError({ id: "bad-json", values: { line: cut ?? 1, text: excerpt(plain) } });
  refuseOtherThanObjects(first.value);
  if (bad !== undefined) throw new InputError({ id: "bad-json", values: bad });
  return ofKubectl(documents, cut);
}

/** The text of a file: UTF-8, or what Windows' own programs write. */
export function textOf(
  bytes: Uint8Array<ArrayBuffer>,
  decode: (bytes: Uint8Array<ArrayBuffer>, encoding: string) => string,
): string {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return decode(bytes, "utf-16le");
  if (a === 0xfe && b === 0xff) return decode(bytes, "utf-16be");
  return decode(bytes, "utf-8");
}

function ofTrace(text: string): Input {
  const { trace, cut } = readUpToCut(text);
  const whole = trace.records.length > 0 ? trace : asOneValue(text);
  if (whole === undefined) throw new InputError({ id: "no-records" });
  const notes: InputNote[] = [];
  if (cut !== undefined)
    notes.push({ id: "cut", values: { line: cut, count: whole.records.length } });
  try {
    checkOrder(whole);
  } catch (error) {
    throw badTrace(error);
  }
  if (isServerAlone(whole)) {
    return { trace: withGuessedClients(whole), notes: [...notes, { id: "server-alone" }] };
  }
  const isClientAlone =
    whole.scenario === undefined &&
    !whole.records.some(({ fact }) => fact.kind.startsWith("server."));
  return { trace: whole, notes: isClientAlone ? [...notes, { id: "client-alone" }] : notes };
}

/** Reads a trace; when only its last line is incomplete, what stands before it. */
function readUpToCut(text: string): { readonly trace: TraceFile; readonly cut?: number } {
  try {
    return { trace: readTraceFile(text) };
  } catch (error) {
    const end = text.lastIndexOf("\n") + 1;
    const isCut = end > 0 && text.slice(end).trim() !== "" && !isJson(text.slice(end));
    if (!isCut) throw badTrace(error);
    const trace = readWhole(text.slice(0, end));
    if (trace.records.length === 0) throw badTrace(error);
    return { trace, cut: text.slice(0, end).split("\n").length };
  }
}

function readWhole(text: string): TraceFile {
  try {
    return readTraceFile(text);
  } catch (error) {
    throw badTrace(error);
  }
}

function badTrace(error: unknown): unknown {
  if (!(error instanceof TraceFileError)) return error;
  const version = /found version (.+)$/.exec(error.message)?.[1];
  return version === undefined
    ? new InputError({ id: "trace-line", values: { text: error.message } }, { cause: error })
    : new InputError({ id: "trace-version", values: { version } }, { cause: error });
}

/** One JSON value `{ version: 1, records: […] }`, as a page may hold it. */
function asOneValue(text: string): TraceFile | undefined {
  if (!isJson(text)) return undefined;
  const data = JSON.parse(text) as { records?: unknown };
  if (!Array.isArray(data.records) && Object.keys(data).length > 1) refuseOtherThanObjects(data);
  return Array.isArray(data.records) && data.records.length > 0
    ? (data as unknown as TraceFile)
    : undefined;
}

function ofKubectl(documents: readonly JsonDocument[], cut: number | undefined): Input {
  const { events, form } = kubectlEvents(documents);
  if (events.length === 0) throw new InputError({ id: "nothing-in-list" });
  const count = events.length;
  const notes: InputNote[] = [{ id: form === "events" ? "kubectl" : form, values: { count } }];
  if (cut !== undefined) notes.push({ id: "cut-events", values: { line: cut, count } });
  return { trace: traceOfEvents(events), notes };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
