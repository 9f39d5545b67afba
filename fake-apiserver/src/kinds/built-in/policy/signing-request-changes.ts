import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { type FieldError, forbidden } from "../../../schema/field-error.ts";

/** What is decided about a request: by who approves, and by who signs. */
const approvals = ["Approved", "Denied"] as const;
const lasting = [...approvals, "Failed"] as const;

/** The conditions that a write of the status leaves: approvals that are still there stay as they were. */
export function withApprovalsOf(
  conditions: readonly unknown[],
  before: readonly unknown[],
): readonly unknown[] {
  const kept = new Map<string, readonly unknown[]>();
  for (const type of approvals) {
    const old = ofType(before, type);
    if (old.length === ofType(conditions, type).length) kept.set(type, old);
  }
  const next = new Map<string, number>();
  return conditions.map((condition) => {
    const type = typeOf(condition);
    const index = next.get(type) ?? 0;
    next.set(type, index + 1);
    return kept.get(type)?.[index] ?? condition;
  });
}

/**
 * What may not become of a request once it is decided, and through which door nothing is decided.
 *
 * @see kubernetes pkg/apis/certificates/validation/validation.go validateCertificateSigningRequestUpdate
 */
export function changeProblems(
  request: PlainObject,
  old: PlainObject,
  subresource: string,
): readonly FieldError[] {
  const [now, before] = [request, old].map((one) => objectOf(one["status"]));
  const [conditions, earlier] = [now, before].map((status) => listOf(status?.["conditions"]));
  const counts = (type: string): readonly [number, number] => [
    ofType(conditions ?? [], type).length,
    ofType(earlier ?? [], type).length,
  ];
  const refuse = (verb: string, type: string): FieldError =>
    forbidden(
      "status.conditions",
      `updates may not ${verb} a condition of type ${JSON.stringify(type)}`,
    );
  const removed = lasting.filter((type) => counts(type)[0] < counts(type)[1]);
  const added =
    subresource === "approval" ? [] : approvals.filter((type) => counts(type)[0] > counts(type)[1]);
  return [
    ...removed.map((type) => refuse("remove", type)),
    ...added.map((type) => refuse("add", type)),
    ...certificateProblem(now?.["certificate"], before?.["certificate"], subresource),
  ];
}

function certificateProblem(
  certificate: unknown,
  before: unknown,
  subresource: string,
): readonly FieldError[] {
  if (textOf(certificate) === textOf(before)) return [];
  if (subresource !== "status")
    return [forbidden("status.certificate", "updates may not set certificate content")];
  if (textOf(before) === "") return [];
  return [forbidden("status.certificate", "updates may not modify existing certificate content")];
}

function ofType(conditions: readonly unknown[], type: string): readonly unknown[] {
  return conditions.filter((condition) => typeOf(condition) === type);
}

function typeOf(condition: unknown): string {
  return textOf(valueAt(condition, "type"));
}
