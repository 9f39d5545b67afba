import type { KubernetesObject } from "@informerlab/core";
import { equalJson, objectOf, type PlainObject } from "../../codec/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { applyJsonPatch } from "../../patch/json-patch.ts";
import { JsonPatchError } from "../../patch/json-patch-error.ts";
import { internalError } from "../../request/status-errors.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import { converted } from "../matching/equivalents.ts";
import { askWebhook } from "../webhooks/ask-webhook.ts";
import { hooksFor, isExempt } from "../webhooks/hooks.ts";
import { checkDryRun, judgeAnswer } from "../webhooks/judge-answer.ts";

/**
 * Webhooks that change objects, one after the other. When one changes what earlier ones have seen, those of them that
 * want it are asked once more.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go
 */
export const mutatingAdmissionWebhook: AdmissionPlugin = {
  name: "MutatingAdmissionWebhook",
  handles: ({ definition }) => !isExempt(definition),
  mutate(asked, view) {
    const concerned = hooksFor("mutating", asked, view);
    if (concerned.length === 0) return;
    const { reinvocation } = asked.findings;
    let { object } = asked;
    if (reinvocation.isSecondRound && !equalJson(object, reinvocation.lastOutput))
      reinvocation.changed();
    for (const { hook, seenAs } of concerned) {
      if (reinvocation.isSecondRound && !reinvocation.wants(hook.uid)) continue;
      checkDryRun(hook, asked);
      const phase = `mutating/${reinvocation.isSecondRound}`;
      const answer = askWebhook({ hook, seenAs, asked: { ...asked, object }, phase }, view);
      const patch = judgeAnswer(hook, answer, asked, "mutating");
      const next =
        patch === undefined || object === undefined
          ? object
          : patched(asked, object, seenAs, patch);
      if (!equalJson(next, object)) reinvocation.changed();
      if (hook.isReinvocable) reinvocation.invoked(hook.uid);
      object = next;
    }
    reinvocation.lastOutput = object;
    return object;
  },
};

function patched(
  { request }: AdmissionRequest,
  object: KubernetesObject,
  seenAs: ResourceDefinition,
  patch: readonly unknown[],
): KubernetesObject {
  const { definition } = request;
  const seen = objectOf(converted(object, definition, seenAs));
  const changed = patch.reduce(
    (before: PlainObject, operation) => applied(before, operation),
    seen,
  ) as KubernetesObject;
  return converted(seenAs.default(changed), seenAs, definition);
}

function applied(object: PlainObject, operation: unknown): PlainObject {
  try {
    return applyJsonPatch(object, [operation]);
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    const { op, path } = objectOf(operation);
    throw internalError(`error in ${op} for path: '${path}': ${error.message}: missing value`);
  }
}
