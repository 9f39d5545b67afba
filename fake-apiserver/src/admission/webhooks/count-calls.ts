import type { MetricDescription } from "@informerlab/core";
import { objectOf } from "../../codec/json/plain-object.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import type { Hook } from "./hooks.ts";
import type { HookAnswer } from "./read-answer.ts";

const identified = (what: string): string =>
  `Admission webhook ${what}, identified by name and broken out for each admission type (validating or admit) and operation.`;

const requests: MetricDescription = {
  name: "apiserver_admission_webhook_request_total",
  help: `[ALPHA] ${identified("request total")} Additional labels specify whether the request was rejected or not and an HTTP status code. Codes greater than 600 are truncated to 600, to keep the metrics cardinality bounded.`,
};
const rejections: MetricDescription = {
  name: "apiserver_admission_webhook_rejection_count",
  help: `[ALPHA] ${identified("rejection count")} Additional labels specify an error type (calling_webhook_error or apiserver_internal_error if an error occurred; no_error otherwise) and optionally a non-zero rejection code if the webhook rejects the request with an HTTP status code (honored by the apiserver when the code is greater or equal to 400). Codes greater than 600 are truncated to 600, to keep the metrics cardinality bounded.`,
};
const failedOpen: MetricDescription = {
  name: "apiserver_admission_webhook_fail_open_count",
  help: "[ALPHA] Admission webhook fail open count, identified by name and broken out for each admission type (validating or admit).",
};
const durations: MetricDescription = {
  name: "apiserver_admission_webhook_admission_duration_seconds",
  help: "[STABLE] Admission webhook latency histogram in seconds, identified by name and broken out for each operation and API resource and type (validate or admit).",
};
const bounds: readonly number[] = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 10, 25];

/** What was asked of a webhook, and for how long it was waited. */
export interface CountedCall {
  readonly hook: Hook;
  readonly asked: AdmissionRequest;
  readonly kind: "mutating" | "validating";
  /** Tells calls of one request apart. */
  readonly phase: string;
  readonly answer: HookAnswer;
  readonly seconds: number;
}

/**
 * Counts a call, once however often the request is looked at.
 *
 * @see kubernetes apiserver pkg/admission/metrics/metrics.go ObserveWebhook
 */
export function countCall({ counters }: Pick<AdmissionView, "counters">, call: CountedCall): void {
  const { hook, asked, kind, phase, answer, seconds } = call;
  if (answer.kind === "not-asked") return;
  asked.findings.once(`webhook call ${kind} ${phase} ${hook.uid}`, () => {
    const { operation } = asked;
    const { name } = hook;
    const type = kind === "mutating" ? "admit" : "validating";
    const { code, error_type, rejected } = verdictOf(hook, answer);
    const labels = { name, operation, rejected: String(rejected), type };
    counters.counter(requests, { code: String(code), ...labels }).inc();
    counters.histogram(durations, bounds, labels).observe(seconds);
    if (rejected)
      counters
        .counter(rejections, { error_type, name, operation, rejection_code: String(code), type })
        .inc();
    else if (answer.kind === "failure") counters.counter(failedOpen, { name, type }).inc();
  });
}

function verdictOf(hook: Hook, answer: Exclude<HookAnswer, { readonly kind: "not-asked" }>) {
  if (answer.kind === "failure")
    return { code: 503, error_type: "calling_webhook_error", rejected: !hook.failsOpen };
  const { response } = answer;
  if (response["allowed"] === true) return { code: 200, error_type: "no_error", rejected: false };
  // A refusal without a code, or with one that is none, is a 403 or a 400.
  const code = objectOf(response["status"])["code"];
  const told = typeof code === "number" && code >= 400 ? Math.min(code, 600) : 400;
  return { code: told, error_type: "no_error", rejected: true };
}
