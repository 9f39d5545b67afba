import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { inGoOrder } from "../../request/answer/in-go-order.ts";
import type { UserIdentity } from "../../request/read/api-request.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import { converted } from "../matching/equivalents.ts";
import type { AdmissionReview } from "./webhook-client.ts";

/**
 * A request as webhooks see it, in a version of their choice.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/request/admissionreview.go
 */
export function reviewOf(
  asked: AdmissionRequest,
  uid: string,
  seenAs: ResourceDefinition,
  version: "v1" | "v1beta1",
): AdmissionReview {
  const { request, operation, object, old, isDryRun, options } = asked;
  const { definition, namespace, subresource } = request;
  const shown = (one: KubernetesObject | undefined): KubernetesObject | null =>
    one === undefined ? null : inGoOrder(converted(one, definition, seenAs), false);
  const own = request.name ?? object?.metadata?.name ?? old?.metadata?.name ?? "";
  const name = request.isOneOfMany === true ? "" : own;
  const isNamespace = definition.storageKey === "namespaces";
  const where = isNamespace ? name : (namespace ?? "");
  return {
    kind: "AdmissionReview",
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      kind: kindOf(seenAs, subresource),
      resource: resourceOf(seenAs),
      ...(subresource === "" ? {} : { subResource: subresource }),
      requestKind: kindOf(definition, subresource),
      requestResource: resourceOf(definition),
      ...(subresource === "" ? {} : { requestSubResource: subresource }),
      ...(name === "" ? {} : { name }),
      ...(where === "" ? {} : { namespace: where }),
      operation,
      userInfo: userInfoOf(request.user),
      object: shown(object),
      oldObject: shown(old),
      dryRun: isDryRun,
      options,
    },
  };
}

function kindOf(definition: ResourceDefinition, subresource: string): object {
  const { group, version, kind } = definition;
  const own = definition.subresources.get(subresource);
  if (own === undefined || own.kind === "") return { group, version, kind };
  return {
    group: own.group === "" && own.version === "" ? group : own.group,
    version: own.version === "" ? version : own.version,
    kind: own.kind,
  };
}

function resourceOf({ group, version, resource }: ResourceDefinition): object {
  return { group, version, resource };
}

/** A user as reviews and expressions name it. */
export function userInfoOf({
  name,
  uid,
  groups,
  extra,
}: UserIdentity): Readonly<Record<string, unknown>> {
  return {
    username: name,
    ...(uid === undefined ? {} : { uid }),
    groups,
    ...(extra === undefined ? {} : { extra }),
  };
}
