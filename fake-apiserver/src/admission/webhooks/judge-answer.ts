import { failureStatus, StatusError } from "@informerlab/core";
import { listOf, objectOf, type PlainObject, textOf } from "../../codec/json/plain-object.ts";
import { badRequest, internalError } from "../../request/answer/status-errors.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { Hook } from "./hooks.ts";
import type { HookAnswer } from "./read-answer.ts";

/** Nothing is stored in a dry run, so nothing may happen because of one. @throws StatusError 400 */
export function checkDryRun(hook: Hook, { isDryRun }: AdmissionRequest): void {
  if (!isDryRun || hook.sideEffects === "None" || hook.sideEffects === "NoneOnDryRun") return;
  throw badRequest(`admission webhook ${JSON.stringify(hook.name)} does not support dry run`);
}

/**
 * What a webhook's answer means: its warnings are told, its refusal is thrown, and its patch is left. A call that failed
 * refuses, unless the webhook fails open.
 */
export function judgeAnswer(
  hook: Hook,
  answer: HookAnswer,
  asked: AdmissionRequest,
  kind: "mutating" | "validating",
  place: { readonly round: number; readonly index: number },
): readonly unknown[] | undefined {
  if (answer.kind === "not-asked") return undefined;
  const failed = (message: string): undefined => {
    const text = `failed calling webhook ${JSON.stringify(hook.name)}: ${message}`;
    if (!hook.failsOpen) throw internalError(text);
    asked.findings.annotate(
      `failed-open.${kind === "mutating" ? "mutation" : kind}.webhook.admission.k8s.io/${placeText(place)}`,
      hook.name,
    );
    return undefined;
  };
  if (answer.kind === "failure") return failed(answer.message);
  const { response, patch } = answer;
  asked.findings.warn(...listOf(response["warnings"]).map(textOf));
  for (const [key, value] of Object.entries(objectOf(response["auditAnnotations"])))
    asked.findings.annotate(`${hook.name}/${key}`, textOf(value));
  if (response["allowed"] !== true) throw denied(hook.name, objectOf(response["status"]));
  if (patch === undefined) return undefined;
  const { operations, problem } = patch;
  if (operations.length > 0 && asked.object === undefined)
    throw internalError(
      `admission webhook ${JSON.stringify(hook.name)} attempted to modify the object, which is not supported for this operation`,
    );
  return problem === undefined || (operations.length === 0 && problem.startsWith("unsupported"))
    ? operations
    : failed(problem);
}

/** How annotations of the audit log name one of several calls. */
export function placeText({
  round,
  index,
}: {
  readonly round: number;
  readonly index: number;
}): string {
  return `round_${round}_index_${index}`;
}

/** @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/errors/statuserror.go */
function denied(name: string, status: PlainObject): StatusError {
  const by = `admission webhook ${JSON.stringify(name)} denied the request`;
  const reason = textOf(status["reason"]);
  const said = textOf(status["message"]) || reason;
  const code = Number(status["code"] ?? 0);
  const { details } = status;
  return new StatusError(
    failureStatus({
      code: Math.max(code, 400),
      message: said === "" ? `${by} without explanation` : `${by}: ${said}`,
      ...(reason === "" ? {} : { reason }),
      ...(details === undefined ? {} : { details: objectOf(details) }),
    }),
  );
}
