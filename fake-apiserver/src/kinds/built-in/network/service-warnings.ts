import { listOf, objectOf, type PlainObject } from "../../../codec/json/plain-object.ts";
import { addressWarnings, networkWarnings } from "../../validation/addresses.ts";
import { isEmpty } from "../../validation/checks.ts";

/**
 * What of a service is let go, or stands as it should not any more.
 *
 * @see kubernetes pkg/api/service/warnings.go
 */
export function serviceWarnings(service: PlainObject): readonly string[] {
  const spec = objectOf(service["spec"]);
  const isNone = spec["clusterIP"] === "None";
  const { type, trafficDistribution } = spec;
  return [
    ...(type === "ClusterIP" || type === "NodePort" || type === "LoadBalancer"
      ? listOf(spec["clusterIPs"]).flatMap((ip, index) =>
          ip === "None" ? [] : addressWarnings(ip, `spec.clusterIPs[${index}]`),
        )
      : []),
    ...(isNone && !isEmpty(spec["loadBalancerIP"])
      ? ["spec.loadBalancerIP is ignored for headless services"]
      : []),
    ...(isNone && !isEmpty(spec["externalIPs"])
      ? ["spec.externalIPs is ignored for headless services"]
      : []),
    ...(isNone && spec["sessionAffinity"] !== "None"
      ? ["spec.SessionAffinity is ignored for headless services"]
      : []),
    ...listOf(spec["externalIPs"]).flatMap((ip, index) =>
      addressWarnings(ip, `spec.externalIPs[${index}]`),
    ),
    ...addressWarnings(spec["loadBalancerIP"], "spec.loadBalancerIP"),
    ...listOf(spec["loadBalancerSourceRanges"]).flatMap((range, index) =>
      networkWarnings(range, `spec.loadBalancerSourceRanges[${index}]`),
    ),
    ...(type === "ExternalName" && !isEmpty(spec["externalIPs"])
      ? ['spec.externalIPs is ignored when spec.type is "ExternalName"']
      : []),
    ...(type !== "ExternalName" && !isEmpty(spec["externalName"])
      ? ['spec.externalName is ignored when spec.type is not "ExternalName"']
      : []),
    ...(trafficDistribution === "PreferClose"
      ? ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"']
      : []),
  ];
}
