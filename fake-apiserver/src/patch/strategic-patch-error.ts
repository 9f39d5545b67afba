import { goMapText, goTypeText } from "../codec/go/go-text.ts";
import type { PlainObject } from "../codec/json/plain-object.ts";

/** How the real server answers a patch that cannot be applied, by what it found. */
export type StrategicPatchProblem = "client" | "unprocessable" | "server";

/** A strategic merge patch that cannot be applied. */
export class StrategicPatchError extends Error {
  override readonly name = "StrategicPatchError";
  readonly problem: StrategicPatchProblem;

  constructor(message: string, problem: StrategicPatchProblem = "server") {
    super(message);
    this.problem = problem;
  }
}

/** A directive that is not of its form: `retainKeys`, `setElementOrder list`, `primitive list`. */
export function badFormat(of: string): StrategicPatchError {
  return new StrategicPatchError(`invalid patch format of ${of}`, "client");
}

/** What `$patch` says is nothing that it can say. */
export function badDirective(directive: unknown, patch: PlainObject): StrategicPatchError {
  return new StrategicPatchError(
    `unknown patch type: ${asGoString(directive)} in map: ${goMapText(patch)}`,
  );
}

/** An item of a list without what tells it from others. */
export function noMergeKey(item: PlainObject, mergeKey: string): StrategicPatchError {
  return new StrategicPatchError(
    `map: ${goMapText(item)} does not contain declared merge key: ${mergeKey}`,
  );
}

/** A value of another type than the place asks for. */
export function badType(wanted: "list" | "map", value: unknown): StrategicPatchError {
  const type = wanted === "list" ? "[]interface {}" : "map[string]interface {}";
  const actual = value === null ? "%!s(<nil>)" : goTypeText(value);
  return new StrategicPatchError(`expected a ${type}, but received a ${actual}`);
}

/** A value as Go prints it with `%s`, which is meant for strings. */
function asGoString(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) return "%!s(<nil>)";
  return typeof value === "object" ? goMapText(value) : `%!s(${goTypeText(value)}=${value})`;
}
