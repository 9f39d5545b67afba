import { type KubernetesObject, printJson } from "@informerlab/core";
import { equalJson, objectOf, type PlainObject } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { applyJsonPatch } from "../../patch/json-patch.ts";
import { JsonPatchError } from "../../patch/json-patch-error.ts";
import { bareInternalError, internalError } from "../../request/answer/status-errors.ts";
import { visitorKind } from "../../request/read/decode.ts";
import type { DecodeTarget } from "../../schema/decode/decode-input.ts";
import { readObject, UnreadableObjectError } from "../../schema/decode/decode-object.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import { converted } from "../matching/equivalents.ts";
import { whyNotApplied } from "../matching/patch-problems.ts";
import { partKindOf } from "../matching/seen-kind.ts";
import { askWebhook } from "../webhooks/ask-webhook.ts";
import { type Hook, hooksFor, isExempt } from "../webhooks/hooks.ts";
import { checkDryRun, judgeAnswer, placeText } from "../webhooks/judge-answer.ts";
import { withReadableManagers } from "../webhooks/spoiled-managers.ts";

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
    const own = reinvocation.of("MutatingAdmissionWebhook");
    let { object } = asked;
    if (reinvocation.isSecondRound && !equalJson(object, own.lastOutput)) own.wantPrevious();
    for (const { hook, seenAs } of concerned) {
      if (reinvocation.isSecondRound && !own.wants(hook.uid)) continue;
      checkDryRun(hook, asked);
      const phase = String(reinvocation.isSecondRound);
      const seen = { ...asked, object };
      const answer = askWebhook({ hook, seenAs, asked: seen, kind: "mutating", phase }, view);
      const round = reinvocation.isSecondRound ? 1 : 0;
      const place = { round, index: hook.index };
      const patch = judgeAnswer(hook, answer, asked, "mutating", place);
      const next =
        patch === undefined || object === undefined ? object : patched(seen, object, seenAs, patch);
      const isMutated = !equalJson(next, object);
      if (isMutated) {
        own.wantPrevious();
        reinvocation.need();
      }
      noteMutation(hook, asked, placeText(place), { isMutated, patch });
      if (hook.isReinvocable) own.invoked(hook.uid);
      object = next;
    }
    if (object !== undefined && asked.object !== undefined)
      object = withReadableManagers(object, asked.object, asked.findings);
    own.lastOutput = object;
    return object;
  },
};

/** What the audit log tells of a webhook that was asked, and of its patch. */
function noteMutation(
  { name, configuration }: Hook,
  { findings }: AdmissionRequest,
  place: string,
  {
    isMutated,
    patch = [],
  }: { readonly isMutated: boolean; readonly patch?: readonly unknown[] | undefined },
): void {
  const by = { configuration, webhook: name };
  findings.annotate(
    `mutation.webhook.admission.k8s.io/${place}`,
    printJson({ ...by, mutated: isMutated }),
  );
  if (patch.length === 0) return;
  findings.annotate(
    `patch.webhook.admission.k8s.io/${place}`,
    printJson({ ...by, patch, patchType: "JSONPatch" }),
  );
}

function patched(
  { request: { definition, subresource } }: AdmissionRequest,
  object: KubernetesObject,
  seenAs: ResourceDefinition,
  patch: readonly unknown[],
): KubernetesObject {
  if (patch.length === 0) return object;
  const part = partKindOf(definition, subresource);
  const change = (seen: KubernetesObject): PlainObject =>
    patch.reduce((before: PlainObject, operation) => applied(before, operation), objectOf(seen));
  if (part !== undefined) {
    const target = visitorKind(part.group, part.version, part.kind);
    return decoded(change(object), target, definition.origin === "custom");
  }
  const changed = change(converted(object, definition, seenAs));
  return converted(seenAs.default(decoded(changed, seenAs)), seenAs, definition);
}

/** What a built-in kind has no field for goes; of custom resources everything stays. @throws StatusError 500 */
function decoded(object: PlainObject, target: DecodeTarget, isOfCustom = false): KubernetesObject {
  if (target.origin !== "built-in") return object as KubernetesObject;
  try {
    return readObject(object, target).object;
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    throw isOfCustom
      ? bareInternalError(notConverted(error.message, target))
      : internalError(error.message);
  }
}

/** The Scale of a custom resource is brought to its type by the converter of what has none. */
function notConverted(problem: string, { group, version, kind }: DecodeTarget): string {
  const [, type] = / of type (\w+)$/.exec(problem) ?? [];
  return type === undefined
    ? problem
    : `unable to convert unstructured object to ${group}/${version}, Kind=${kind}: unrecognized type: ${type}`;
}

function applied(object: PlainObject, operation: unknown): PlainObject {
  try {
    return applyJsonPatch(object, [operation]);
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    throw internalError(whyNotApplied(objectOf(operation), error));
  }
}
