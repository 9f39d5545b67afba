import type { KubernetesObject } from "@informerlab/core";
import { listOf, objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { equivalentsOf } from "../matching/equivalents.ts";
import { coveredAs } from "../matching/rules.ts";
import { choosesNamespace, choosesObject } from "../matching/selectors.ts";
import { judgeConditions } from "../policies/match-conditions.ts";

/** One webhook of a stored configuration. */
export interface Hook {
  readonly name: string;
  /** Name of the object that it stands in. */
  readonly configuration: string;
  /** Of all hooks of its kind, in the order in which they are asked. */
  readonly index: number;
  readonly uid: string;
  readonly url: string | undefined;
  readonly service:
    | {
        readonly namespace: string;
        readonly name: string;
        readonly path: string;
        readonly port: number;
      }
    | undefined;
  readonly caBundle: string | undefined;
  readonly timeoutSeconds: number;
  readonly failsOpen: boolean;
  readonly sideEffects: string;
  readonly isReinvocable: boolean;
  readonly reviewVersions: readonly string[];
  readonly rules: readonly unknown[];
  readonly matchesEquivalents: boolean;
  readonly namespaceSelector: unknown;
  readonly objectSelector: unknown;
  readonly matchConditions: readonly unknown[];
}

/** What policies are made of: no policy judges it, and no webhook sees it. */
const policies = [
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
];
/** Kinds that govern admission are never sent to webhooks: nobody may lock himself out. */
const exempt: ReadonlySet<string> = new Set([
  "validatingwebhookconfigurations.admissionregistration.k8s.io",
  "mutatingwebhookconfigurations.admissionregistration.k8s.io",
  ...policies,
]);
/** @see kubernetes pkg/kubeapiserver/admission/exclusion/resources.go */
const exemptOfPolicies: ReadonlySet<string> = new Set([
  ...policies,
  "selfsubjectreviews.authentication.k8s.io",
  "tokenreviews.authentication.k8s.io",
  "localsubjectaccessreviews.authorization.k8s.io",
  "selfsubjectaccessreviews.authorization.k8s.io",
  "selfsubjectrulesreviews.authorization.k8s.io",
  "subjectaccessreviews.authorization.k8s.io",
]);

/** True for kinds that no webhook sees. */
export function isExempt({ storageKey }: ResourceDefinition): boolean {
  return exempt.has(storageKey);
}

/** True for kinds that no policy judges. */
export function isExemptOfPolicies({ storageKey }: ResourceDefinition): boolean {
  return exemptOfPolicies.has(storageKey);
}

/** All hooks of a kind, in the order in which they are asked. */
export function allHooks(kind: "mutating" | "validating", view: AdmissionView): readonly Hook[] {
  const resource = `${kind}webhookconfigurations.admissionregistration.k8s.io`;
  return view
    .list(resource, undefined)
    .flatMap(hooksOf)
    .map((hook, index) => ({ ...hook, index }));
}

/**
 * The version in which a hook wants to see a request; undefined where it does not concern it.
 *
 * @throws StatusError 403 where the hook's conditions cannot be judged
 */
export function concernOf(
  hook: Hook,
  asked: AdmissionRequest,
  view: AdmissionView,
): ResourceDefinition | undefined {
  const seenAs = versionFor(hook, asked, view);
  const isChosen =
    seenAs !== undefined &&
    choosesNamespace(hook.namespaceSelector, asked, view) &&
    choosesObject(hook.objectSelector, asked) &&
    judgeConditions(hook.matchConditions, asked, view, { failsOpen: hook.failsOpen, seenAs });
  return isChosen ? seenAs : undefined;
}

function versionFor(
  { rules, matchesEquivalents }: Hook,
  { request, operation }: AdmissionRequest,
  view: AdmissionView,
): ResourceDefinition | undefined {
  const { definition, subresource } = request;
  return coveredAs(rules, { definition, subresource, operation }, () =>
    matchesEquivalents ? equivalentsOf(view.registry, definition) : [],
  );
}

function hooksOf(configuration: KubernetesObject): readonly Hook[] {
  const { name: owner = "", uid = "" } = configuration.metadata ?? {};
  return listOf(valueAt(configuration, "webhooks")).map((value, place) => {
    const hook = objectOf(value);
    const client = objectOf(hook["clientConfig"]);
    const service = client["service"];
    return {
      name: textOf(hook["name"]),
      configuration: owner,
      index: place,
      uid: `${owner}/${uid}/${textOf(hook["name"])}/${place}`,
      url: typeof client["url"] === "string" ? client["url"] : undefined,
      service:
        service === undefined || service === null
          ? undefined
          : {
              namespace: textOf(valueAt(service, "namespace")),
              name: textOf(valueAt(service, "name")),
              path: textOf(valueAt(service, "path")),
              port: Number(valueAt(service, "port") ?? 443),
            },
      caBundle: typeof client["caBundle"] === "string" ? client["caBundle"] : undefined,
      timeoutSeconds: Number(hook["timeoutSeconds"] ?? 10),
      failsOpen: hook["failurePolicy"] === "Ignore",
      sideEffects: textOf(hook["sideEffects"]),
      isReinvocable: hook["reinvocationPolicy"] === "IfNeeded",
      reviewVersions: listOf(hook["admissionReviewVersions"]).map(textOf),
      rules: listOf(hook["rules"]),
      matchesEquivalents: hook["matchPolicy"] !== "Exact",
      namespaceSelector: hook["namespaceSelector"],
      objectSelector: hook["objectSelector"],
      matchConditions: listOf(hook["matchConditions"]),
    };
  });
}
