import { type KubernetesObject, printJson, StatusError } from "@informerlab/core";
import { htmlSafe } from "../../codec/go/go-text.ts";
import { equalJson, objectOf, type PlainObject } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { applyJsonPatch } from "../../patch/json-patch.ts";
import { JsonPatchError } from "../../patch/json-patch-error.ts";
import { bareInternalError, internalError } from "../../request/answer/status-errors.ts";
import type { DecodeTarget } from "../../schema/decode/decode-input.ts";
import {
  decodeTargetOf,
  readObject,
  UnreadableObjectError,
} from "../../schema/decode/decode-object.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { converted } from "../matching/equivalents.ts";
import { whyNotApplied } from "../matching/patch-problems.ts";
import { partKindOf } from "../matching/seen-kind.ts";
import { askWebhook } from "../webhooks/ask-webhook.ts";
import { allHooks, concernOf, type Hook, isExempt } from "../webhooks/hooks.ts";
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
    const hooks = allHooks("mutating", view);
    if (hooks.length === 0) return;
    const { reinvocation } = asked.findings;
    const own = reinvocation.of("MutatingAdmissionWebhook");
    let { object } = asked;
    if (reinvocation.isSecondRound && !equalJson(object, own.lastOutput)) own.wantPrevious();
    for (const hook of hooks) {
      // Whom it concerns is asked of the object as the hooks before left it.
      const seen = { ...asked, object };
      const seenAs = concernOf(hook, seen, view);
      if (seenAs === undefined) continue;
      if (reinvocation.isSecondRound && !own.wants(hook.uid)) continue;
      const next = changeBy(hook, seenAs, seen, view);
      if (next.isMutated) {
        own.wantPrevious();
        reinvocation.need();
      }
      if (hook.isReinvocable) own.invoked(hook.uid);
      object = next.object;
    }
    if (object !== undefined && asked.object !== undefined)
      object = withReadableManagers(object, asked.object, asked.findings);
    own.lastOutput = object;
    return object;
  },
};

/** What a webhook made of an object. */
interface Change {
  readonly object: KubernetesObject | undefined;
  readonly isMutated: boolean;
}

/** Asks a webhook and does as it says; the audit log is told, whatever comes of it. @throws StatusError */
function changeBy(
  hook: Hook,
  seenAs: ResourceDefinition,
  asked: AdmissionRequest,
  view: AdmissionView,
): Change {
  const { object, findings } = asked;
  const { isSecondRound } = findings.reinvocation;
  const place = { round: isSecondRound ? 1 : 0, index: hook.index };
  const note = noteMutation.bind(undefined, hook, asked, placeText(place));
  try {
    checkDryRun(hook, asked);
    const phase = String(isSecondRound);
    const answer = askWebhook({ hook, seenAs, asked, kind: "mutating", phase }, view);
    const patch = judgeAnswer(hook, answer, asked, "mutating", place) ?? [];
    const change =
      patch.length === 0 || object === undefined
        ? { object, isMutated: false }
        : patched(asked, object, seenAs, patch);
    note(change.isMutated, patch);
    return change;
  } catch (error) {
    if (error instanceof StatusError) note(false, []);
    throw error;
  }
}

/** What the audit log tells of a webhook that was asked, and of its patch, as Go writes it. */
function noteMutation(
  { name, configuration }: Hook,
  { findings }: AdmissionRequest,
  place: string,
  mutated: boolean,
  patch: readonly unknown[],
): void {
  const by = { configuration, webhook: name };
  findings.annotate(`mutation.webhook.admission.k8s.io/${place}`, printJson({ ...by, mutated }));
  if (patch.length === 0) return;
  const sorted = patch.map((operation) =>
    Object.fromEntries(Object.entries(objectOf(operation)).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
  findings.annotate(
    `patch.webhook.admission.k8s.io/${place}`,
    htmlSafe(printJson({ ...by, patch: sorted, patchType: "JSONPatch" })),
  );
}

function patched(
  { request: { definition, subresource } }: AdmissionRequest,
  object: KubernetesObject,
  seenAs: ResourceDefinition,
  patch: readonly unknown[],
): Change {
  const part = partKindOf(definition, subresource);
  const change = (seen: KubernetesObject): PlainObject =>
    patch.reduce((before: PlainObject, operation) => applied(before, operation), objectOf(seen));
  if (part !== undefined) {
    const target = decodeTargetOf(part.group, part.version, part.kind);
    const changed = decoded(change(object), target, definition.origin === "custom");
    return { object: changed, isMutated: !equalJson(changed, object) };
  }
  const before = converted(object, definition, seenAs);
  const changed = decoded(change(before), seenAs);
  const after = converted(seenAs.default(changed), seenAs, definition);
  // A default that was taken away counts as a change, though it comes back.
  const isMutated =
    !equalJson(after, object) || !equalJson(changed, decoded(objectOf(before), seenAs));
  return { object: after, isMutated };
}

/** What a built-in kind has no field for goes; of custom resources everything stays. @throws StatusError 500 */
function decoded(
  object: PlainObject,
  target: DecodeTarget | undefined,
  isOfCustom = false,
): KubernetesObject {
  // What becomes of the options of a connection, which have no target, is nobody's business.
  if (target?.origin !== "built-in") return object as KubernetesObject;
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
