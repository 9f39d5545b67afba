import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { type FieldError, invalid } from "../../../schema/field-error.ts";
import { Report } from "../../validation/report.ts";
import { isPreferringAsBefore } from "./service-addresses.ts";
import { clusterAddresses } from "./service-checks.ts";
import { refusedService } from "./service-errors.ts";
import { familyOf, type IpFamily } from "./service-range.ts";

/**
 * The service with the families that it has in a cluster of these, and with the policy that it did not say. `old` is the spec
 * that it had.
 *
 * @throws StatusError 422 for families, addresses and policies that do not fit each other or the cluster
 * @see kubernetes pkg/registry/core/service/storage/alloc.go initIPFamilyFields
 */
export function withFamilies(
  service: PlainObject,
  before: PlainObject | undefined,
  cluster: readonly IpFamily[],
): PlainObject {
  const spec: Record<string, unknown> = { ...objectOf(service["spec"]) };
  if (spec["type"] === "ExternalName" || isPreferringAsBefore(spec, before)) return service;
  const isOpen = spec["clusterIP"] === "None" && isEmptyObject(spec["selector"]);
  spec["ipFamilyPolicy"] ??=
    before?.["ipFamilyPolicy"] ?? (isOpen ? "RequireDualStack" : "SingleStack");
  const old = before === undefined ? undefined : { spec: before };
  const report = new Report({ ...service, spec }, { old });
  clusterAddresses(spec, "spec", report);
  refuse(service, report.errors);
  const errors = before === undefined ? [] : reductions(spec, before);
  const inferred = inferFamilies(spec, cluster);
  refuse(service, [...errors, ...policyProblems(spec), ...inferred.errors]);
  if (inferred.families.length > 0) spec["ipFamilies"] = inferred.families;
  if (!isOpen) refuse(service, clusterProblems(spec, cluster));
  const families = listOf(spec["ipFamilies"]);
  const chosen = families.length === 0 ? [cluster[0] ?? "IPv4"] : families;
  // Whose endpoints somebody makes himself may have both, wherever it is.
  const isDual = spec["ipFamilyPolicy"] !== "SingleStack" && (isOpen || cluster.length === 2);
  const missing = chosen[0] === "IPv4" ? "IPv6" : "IPv4";
  spec["ipFamilies"] = isDual && chosen.length === 1 ? [...chosen, missing] : chosen;
  return { ...service, spec };
}

function refuse(service: PlainObject, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw refusedService(service, errors);
}

function isEmptyObject(value: unknown): boolean {
  return Object.keys(objectOf(value)).length === 0;
}

/** Who asks for one family gives up the other; nobody else loses one. */
function reductions(spec: Record<string, unknown>, before: PlainObject): readonly FieldError[] {
  const problems = {
    clusterIPs: "must be 'SingleStack' to release the secondary cluster IP",
    ipFamilies: "must be 'SingleStack' to release the secondary IP family",
  };
  return (["clusterIPs", "ipFamilies"] as const).flatMap((name) => {
    const now = listOf(spec[name]);
    const old = listOf(before[name]);
    if (spec["ipFamilyPolicy"] === "SingleStack") {
      if (equalJson(now, old) && now.length > 1) spec[name] = now.slice(0, 1);
      return [];
    }
    return now.length > 0 && now.length < old.length
      ? [invalid("spec.ipFamilyPolicy", spec["ipFamilyPolicy"], problems[name])]
      : [];
  });
}

function policyProblems(spec: PlainObject): readonly FieldError[] {
  if (spec["ipFamilyPolicy"] !== "SingleStack") return [];
  const must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  return (["clusterIPs", "ipFamilies"] as const).flatMap((name) => {
    const what = name === "clusterIPs" ? "cluster IPs" : "IP families";
    return listOf(spec[name]).length === 2
      ? [invalid("spec.ipFamilyPolicy", "SingleStack", `${must} ${what} are specified`)]
      : [];
  });
}

/** The families that were said, and those of addresses beyond them. */
function inferFamilies(spec: PlainObject, cluster: readonly IpFamily[]) {
  const families = [...listOf(spec["ipFamilies"])];
  const errors: FieldError[] = [];
  const addresses = listOf(spec["clusterIPs"]);
  for (const [index, address] of addresses.entries()) {
    if (address === "None") break;
    const family = familyOf(textOf(address)) ?? "unknown";
    if (index < families.length) continue;
    if (cluster.some((known) => known === family)) families.push(family);
    else
      errors.push(
        invalid(
          `spec.clusterIPs[${index}]`,
          addresses,
          `${family} is not configured on this cluster`,
        ),
      );
  }
  return { families, errors };
}

/** What was asked for that only another cluster has. */
function clusterProblems(spec: PlainObject, cluster: readonly IpFamily[]): readonly FieldError[] {
  const isMissing = spec["ipFamilyPolicy"] === "RequireDualStack" && cluster.length < 2;
  const problem = "this cluster is not configured for dual-stack services";
  return [
    ...(isMissing ? [invalid("spec.ipFamilyPolicy", "RequireDualStack", problem)] : []),
    ...listOf(spec["ipFamilies"]).flatMap((family, index) =>
      cluster.some((known) => known === family)
        ? []
        : [invalid(`spec.ipFamilies[${index}]`, family, "not configured on this cluster")],
    ),
  ];
}
