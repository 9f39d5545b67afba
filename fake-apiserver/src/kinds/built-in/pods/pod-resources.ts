import { labelName } from "../../../codec/names.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/plain-object.ts";
import { compareQuantities, quantityNumber } from "../../../codec/quantity.ts";
import { emptiedMember } from "../../../schema/emptied-members.ts";
import { all, type Check, form, isSet } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import {
  containerResourceName,
  isHugePages,
  mayBeOvercommitted,
  resourceAmount,
  resourceName,
} from "../../validation/resource-checks.ts";
import { amountsOf, containerAmounts } from "./container-amounts.ts";

/**
 * What containers and pods ask for and may have.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go validateResourceRequirements
 */

/** Pages are given out whole. */
function hugePageAmount(name: string, amount: unknown, at: string, report: Report): void {
  if (!isHugePages(name)) return;
  const size = quantityNumber(name.slice("hugepages-".length));
  const isDivisible = size > 0 && Number.isInteger(size) && quantityNumber(amount) % size === 0;
  if (!isDivisible)
    report.invalid(at, amount, `${textOf(amount)} is not positive integer multiple of ${name}`);
}

/** A state before this rule may go on. */
function hasIndivisiblePages(report: Report): boolean {
  return report.old !== undefined && /"hugepages-/.test(JSON.stringify(report.old["spec"] ?? {}));
}

function requirements(nameCheck: Check): Check {
  return (value, at, report) => {
    const limits = objectOf(objectOf(value)["limits"]);
    const requests = objectOf(objectOf(value)["requests"]);
    for (const [group, amounts] of [
      ["limits", limits],
      ["requests", requests],
    ] as const) {
      for (const name of Object.keys(amounts).sort()) {
        const place = `${at}.${group}[${name}]`;
        nameCheck(name, place, report);
        resourceAmount(name)(amounts[name], place, report);
        if (group === "requests") withinLimit(name, { limits, requests }, at, report);
        if (!hasIndivisiblePages(report)) hugePageAmount(name, amounts[name], place, report);
      }
    }
    const names = [...Object.keys(limits), ...Object.keys(requests)];
    if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory"))
      report.forbidden(at, "HugePages require cpu or memory");
  };
}

function withinLimit(
  name: string,
  { limits, requests }: { readonly limits: PlainObject; readonly requests: PlainObject },
  at: string,
  report: Report,
): void {
  const limit = limits[name];
  const request = requests[name];
  if (limit === undefined) {
    if (!mayBeOvercommitted(name))
      report.required(`${at}.limits`, "Limit must be set for non overcommitable resources");
    return;
  }
  const order = compareQuantities(request, limit);
  const relation =
    order !== 0 && !mayBeOvercommitted(name)
      ? "equal to"
      : order > 0
        ? "less than or equal to"
        : undefined;
  if (relation !== undefined)
    report.invalid(`${at}.requests`, request, `must be ${relation} ${name} limit of ${limit}`);
}

/** The requirements of a container, whose claims are those of its pod. */
export function containerResources(spec: PlainObject): Check {
  return all(requirements(containerResourceName), claimNames(spec));
}

/** What a pod needs besides its containers. */
export const overhead: Check = (value, at, report) => {
  requirements(containerResourceName)({ limits: value }, at, report);
};

function claimNames(spec: PlainObject): Check {
  const claims = new Set(
    listOf(spec["resourceClaims"])
      .map((claim) => textOf(objectOf(claim)["name"]))
      .filter((name) => name !== ""),
  );
  const known = [...claims].sort().join(", ");
  return (value, at, report) => {
    const seen = new Set<string>();
    listOf(objectOf(value)["claims"]).forEach((claim, index) => {
      const place = `${at}.claims[${index}]`;
      const name = textOf(objectOf(claim)["name"]);
      if (name === "") {
        report.required(place);
        return;
      }
      claimOnce(name, textOf(objectOf(claim)["request"]), { place, seen }, report);
      if (!claims.has(name))
        report.notFound(
          place,
          name,
          `must be one of the names in pod.spec.resourceClaims${known === "" ? " which is empty" : `: ${known}`}`,
        );
    });
  };
}

/** A claim is named as a whole, or by some of its requests. */
function claimOnce(
  name: string,
  request: string,
  { place, seen }: { readonly place: string; readonly seen: Set<string> },
  report: Report,
): void {
  if (seen.has(name)) {
    report.duplicate(place, name);
    return;
  }
  if (request !== "") form(labelName)(request, `${place}.request`, report);
  const key = request === "" ? name : `${name}/${request}`;
  if (seen.has(key)) report.duplicate(place, key);
  else if (request === "")
    for (const other of seen) if (other.startsWith(`${name}/`)) report.duplicate(place, name);
  seen.add(key);
}

/** What a pod as a whole asks for. */
export function podResources(spec: PlainObject): Check {
  return (value, at, report) => {
    if (!isSet(value)) return;
    if (textOf(valueAt(spec, "os", "name")) === "windows") {
      report.forbidden(at, "may not be set for a windows pod");
      return;
    }
    if (isSet(objectOf(value)["claims"]) || emptiedMember(objectOf(value), "claims") !== undefined)
      report.forbidden(`${at}.claims`, "claims may not be set for Resources at pod-level");
    all(requirements(podResourceName), claimNames(spec))(value, at, report);
    withContainers(spec, objectOf(value), at, report);
  };
}

const podResourceName: Check = (value, at, report) => {
  const before = report.errors.length;
  resourceName(value, at, report);
  if (report.errors.length > before) return;
  const name = textOf(value);
  if (name !== "cpu" && name !== "memory" && !isHugePages(name))
    report.notSupported(at, name, ["cpu", "hugepages-", "memory"]);
};

/** A pod asks for no less than its containers do. */
function withContainers(spec: PlainObject, own: PlainObject, at: string, report: Report): void {
  const limits = amountsOf(own["limits"]);
  for (const [kind, amounts] of [
    ["requests", amountsOf(own["requests"])],
    ["limits", limits],
  ] as const) {
    const needed = containerAmounts(spec, kind);
    for (const name of Object.keys(needed).sort()) {
      const amount = amounts[name];
      if (amount === undefined || (kind === "limits" && !isHugePages(name))) continue;
      if (compareQuantities(needed[name], amount) > 0)
        report.invalid(
          `${at}.${kind}[${name}]`,
          amount,
          `must be greater than or equal to aggregate container ${kind} of ${needed[name]}`,
        );
    }
  }
  listOf(spec["containers"]).forEach((container, index) => {
    const given = amountsOf(valueAt(container, "resources", "limits"));
    for (const name of Object.keys(given).sort()) {
      const limit = limits[name];
      if (limit !== undefined && compareQuantities(given[name], limit) > 0)
        report.invalid(
          `${at}.containers[${index}][${name}].limits`,
          given[name],
          `must be less than or equal to pod limits of ${limit}`,
        );
    }
  });
}
