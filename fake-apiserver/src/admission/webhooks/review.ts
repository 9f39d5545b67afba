import type { KubernetesObject } from "@informerlab/core";
import type { PlainObject } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { inGoOrder, inNameOrder } from "../../request/answer/in-go-order.ts";
import type { UserIdentity } from "../../request/read/api-request.ts";
import { objectInFieldOrder } from "../../schema/field-order.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import { kindOf, partKindOf, seenObject } from "../matching/seen-kind.ts";
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
  const { request, object, old, isDryRun, options } = asked;
  const isPart = partKindOf(request.definition, request.subresource) !== undefined;
  const shown = (one: KubernetesObject | undefined): KubernetesObject | null => {
    const seen = seenObject(one, asked, seenAs);
    if (seen === undefined) return null;
    // Options of a connection have no metadata.
    if (seen.metadata === undefined) return seen;
    if (isPart) return inGoOrder(seen, false);
    return seenAs.origin === "built-in"
      ? objectInFieldOrder(inGoOrder(seen, false), seenAs.schema)
      : inNameOrder(seen, false);
  };
  return {
    kind: "AdmissionReview",
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      ...askedFacts(asked, { kind: seenAs, resource: seenAs }),
      object: shown(object),
      oldObject: shown(old),
      dryRun: isDryRun,
      options,
    },
  };
}

/** What a review says of a request before its objects, for one who asked for its kind and resource under these names. */
export function askedFacts(
  asked: AdmissionRequest,
  seen: { readonly kind: ResourceDefinition; readonly resource: ResourceDefinition },
): PlainObject {
  const { request, operation, object, old } = asked;
  const { definition, namespace, subresource } = request;
  const own = request.name ?? object?.metadata?.name ?? old?.metadata?.name ?? "";
  const name = request.isOneOfMany === true ? "" : own;
  const isNamespace = definition.storageKey === "namespaces";
  const where = isNamespace ? name : (namespace ?? "");
  return {
    kind: kindOf(seen.kind, subresource),
    resource: resourceOf(seen.resource),
    ...(subresource === "" ? {} : { subResource: subresource }),
    requestKind: kindOf(definition, subresource),
    requestResource: resourceOf(definition),
    ...(subresource === "" ? {} : { requestSubResource: subresource }),
    ...(name === "" ? {} : { name }),
    ...(where === "" ? {} : { namespace: where }),
    operation,
    userInfo: userInfoOf(request.user),
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
    ...(name === "" ? {} : { username: name }),
    ...((uid ?? "") === "" ? {} : { uid }),
    ...(groups.length === 0 ? {} : { groups }),
    ...(extra === undefined || Object.keys(extra).length === 0 ? {} : { extra }),
  };
}
