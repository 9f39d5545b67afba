import { parseJson } from "../api/json.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { TraceFact } from "./facts.ts";
import type { TraceRecord } from "./trace.ts";
import { TraceFileError } from "./trace-file-error.ts";

/** A whole trace: what a run was made from, if known, and what happened. */
export interface TraceFile {
  readonly version: 1;
  /** The scenario that was run, as data; absent for recordings of real programs. */
  readonly scenario?: unknown;
  /** What a judge of the program found wrong in this run: whoever opens the trace begins there. */
  readonly finding?: TraceFinding;
  readonly records: readonly TraceRecord<TraceFact>[];
}

/** A rule of a program's author that a run broke. */
export interface TraceFinding {
  /** Its name, as its author gave it. */
  readonly rule: string;
  readonly message: string;
  /** `seq` of the record at which it showed. */
  readonly seq: number;
}

/**
 * Reads what `writeTraceFile` wrote.
 *
 * @throws TraceFileError naming the line that is not JSON, lacks its fields, or points at an object not yet defined.
 */
export function readTraceFile(text: string): TraceFile {
  const reader = new TraceLineReader();
  const records = text.split("\n").flatMap((line) => reader.take(line) ?? []);
  if (reader.header === undefined)
    throw new TraceFileError('line 1: empty; a trace begins with {"version":1}');
  return { ...reader.header, records };
}

/** Reads the lines of a trace one at a time: for programs that watch another one's trace grow. */
export class TraceLineReader {
  readonly #objects = new Map<string, KubernetesObject>();
  #header: Omit<TraceFile, "records"> | undefined;
  #lines = 0;

  /** The first line's; undefined before it came. */
  get header(): Omit<TraceFile, "records"> | undefined {
    return this.#header;
  }

  /**
   * Takes the next line, and answers its record if it holds one.
   *
   * @throws TraceFileError as {@link readTraceFile} does.
   */
  take(line: string): TraceRecord<TraceFact> | undefined {
    this.#lines += 1;
    if (line.trim() === "") return undefined;
    const data = parseLine(line, this.#lines);
    if (this.#header === undefined) {
      this.#header = toHeader(data, this.#lines);
    } else if (typeof data["object"] === "string") {
      this.#objects.set(data["object"], data["value"] as KubernetesObject);
    } else {
      return toRecord(data, this.#objects, this.#lines);
    }
    return undefined;
  }
}

function parseLine(line: string, number: number): Record<string, unknown> {
  try {
    const data: unknown = parseJson(line);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) {
      return data as Record<string, unknown>;
    }
  } catch (cause) {
    throw new TraceFileError(`line ${number}: not JSON (${String(cause)})`, { cause });
  }
  throw new TraceFileError(`line ${number}: expected a JSON object, found ${line.slice(0, 40)}`);
}

function toHeader(data: Record<string, unknown>, number: number): Omit<TraceFile, "records"> {
  if (data["version"] !== 1) {
    throw new TraceFileError(
      `line ${number}: expected a header with "version":1, found version ${JSON.stringify(data["version"])}`,
    );
  }
  const finding = data["finding"];
  if (finding !== undefined && !isFinding(finding)) {
    throw new TraceFileError(
      `line ${number}: a finding needs "rule", "message" and "seq", found ${JSON.stringify(finding)}`,
    );
  }
  return data as unknown as Omit<TraceFile, "records">;
}

function isFinding(data: unknown): data is TraceFinding {
  const { rule, message, seq } = Object(data) as Record<keyof TraceFinding, unknown>;
  return typeof rule === "string" && typeof message === "string" && typeof seq === "number";
}

function toRecord(
  data: Record<string, unknown>,
  objects: ReadonlyMap<string, KubernetesObject>,
  number: number,
): TraceRecord<TraceFact> {
  const fact = data["fact"];
  if (
    typeof data["seq"] !== "number" ||
    typeof data["at"] !== "number" ||
    typeof fact !== "object" ||
    fact === null
  ) {
    throw new TraceFileError(`line ${number}: a record needs "seq", "at" and "fact"`);
  }
  const resolve = (pointer: unknown): KubernetesObject => {
    const id = (pointer as { $object?: unknown }).$object;
    const object = typeof id === "string" ? objects.get(id) : undefined;
    if (object === undefined) {
      throw new TraceFileError(
        `line ${number}: points at object ${JSON.stringify(id)}, which no earlier line defines`,
      );
    }
    return object;
  };
  const resolved: Record<string, unknown> = { ...fact };
  if (resolved["object"] !== undefined) resolved["object"] = resolve(resolved["object"]);
  if (Array.isArray(resolved["objects"])) resolved["objects"] = resolved["objects"].map(resolve);
  return { ...data, fact: resolved } as unknown as TraceRecord<TraceFact>;
}
