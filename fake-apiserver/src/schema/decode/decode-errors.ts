import { failureStatus, StatusError } from "@informerlab/core";
import { toUtf8 } from "../../codec/bytes/base64.ts";
import { membersInOrder } from "../../codec/json/parse-json.ts";

/** The 400 for a body that cannot become an object of the endpoint's kind. */
export function notHandled(
  declared: { readonly version: string; readonly kind: string },
  definition: { readonly kind: string },
  problem: string,
): StatusError {
  return badRequest(
    `${declared.kind} in version ${JSON.stringify(declared.version)} cannot be handled as a ${definition.kind}: ${problem}`,
  );
}

/** The 400 for a body whose kind cannot even be found out. */
export function unrecognized(kind: string, problem: string, source: string): StatusError {
  return new UnrecognizedObjectError(kind, problem, source);
}

/** A body, or what a patch made of an object, whose kind cannot be found out. */
export class UnrecognizedObjectError extends StatusError {
  /** Why, without what the body was. */
  readonly problem: string;

  constructor(kind: string, problem: string, source: string) {
    const message = `the object provided is unrecognized (must be of type ${kind}): ${problem} (${summaryOf(source)})`;
    super(failureStatus({ code: 400, reason: "BadRequest", message }));
    this.problem = problem;
  }
}

/** A 400 without details. */
export function badRequest(message: string): StatusError {
  return new StatusError(failureStatus({ code: 400, reason: "BadRequest", message }));
}

const summaryLengthMax = 30;

function summaryOf(source: string): string {
  if (source === "") return "<empty>";
  if (source.startsWith("{")) {
    return source.length > summaryLengthMax ? `${source.slice(0, summaryLengthMax)} ...` : source;
  }
  const bytes = [...toUtf8(source.slice(0, summaryLengthMax + 1))];
  const hex = bytes
    .slice(0, summaryLengthMax)
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return bytes.length > summaryLengthMax ? `${hex} ...` : hex;
}

/** Members that a body has twice: by their paths in JSON, by key and line in YAML. */
export interface DuplicateFields {
  readonly duplicates: readonly string[];
  readonly duplicateLines?: readonly { readonly key: string; readonly line: number }[];
}

/** More than these the real server does not look for. */
const strictProblemsMax = 100;

/** The texts about duplicate and unknown fields. */
export function strictProblems(
  parsed: DuplicateFields,
  unknownFields: readonly string[],
): readonly string[] {
  const duplicates =
    parsed.duplicateLines?.map(
      ({ key, line }) => `line ${line}: key ${JSON.stringify(key)} already set in map`,
    ) ?? parsed.duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`);
  const unknown = unknownFields.map((path) => `unknown field ${JSON.stringify(path)}`);
  return [...duplicates, ...unknown].slice(0, strictProblemsMax);
}

/** The same of a built-in kind, whose decoder tells them in the order in which it reads. */
export function strictProblemsInOrder(
  parsed: DuplicateFields & { readonly source: string },
  unknownFields: readonly string[],
): readonly string[] {
  if (parsed.duplicateLines !== undefined || parsed.duplicates.length === 0)
    return strictProblems(parsed, unknownFields);
  const unknown = new Set(unknownFields);
  // An unknown field is not read, nor what stands in it, and what was said is not said again.
  const duplicates = new Set(
    parsed.duplicates.filter((path) => !unknown.has(path) && !isBelowAny(path, unknown)),
  );
  if (unknown.size === 0) return strictProblems({ duplicates: [...duplicates] }, []);
  const seen = new Set<string>();
  return membersInOrder(parsed.source, new Set([...unknown, ...duplicates]))
    .flatMap((path) => {
      const isRepeated = seen.has(path) && duplicates.delete(path);
      seen.add(path);
      if (isRepeated) return [`duplicate field ${JSON.stringify(path)}`];
      return unknown.delete(path) ? [`unknown field ${JSON.stringify(path)}`] : [];
    })
    .slice(0, strictProblemsMax);
}

function isBelowAny(path: string, others: ReadonlySet<string>): boolean {
  for (const { index } of path.matchAll(/[.[]/g)) if (others.has(path.slice(0, index))) return true;
  return false;
}

/** What strict validation says of the same problems: those of YAML are one error of several lines. */
export function strictDecodingError(problems: readonly string[]): string {
  const lines = problems.filter((problem) => /^line \d+: key /.test(problem));
  const others = problems.slice(lines.length);
  const yaml = lines.length === 0 ? [] : [["yaml: unmarshal errors:", ...lines].join("\n  ")];
  return `strict decoding error: ${[...yaml, ...others].join(", ")}`;
}

/** A 500 without reason, as plain Go errors become. */
export function internalFailure(message: string): StatusError {
  return new StatusError(failureStatus({ code: 500, message }));
}
