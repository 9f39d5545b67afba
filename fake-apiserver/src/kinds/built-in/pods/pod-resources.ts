import { printJson } from "@informerlab/core";
import { compareQuantities, quantityNumber } from "../../../codec/go/quantity.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { labelName } from "../../../codec/names/names.ts";
import { spendWork } from "../../../codec/work-budget.ts";
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

/** What is the same for all containers of a pod, and found out once. */
export interface ResourceFrame {
  readonly claims: ReadonlySet<string>;
  /** The names of the claims as an error lists them. */
  readonly claimsText: string;
  /** A state before the rule that pages are given out whole may go on. */
  readonly mayDividePages: boolean;
}

/** What the containers of a pod need to know of it when they ask for something. */
export function resourceFrame(spec: PlainObject, report: Report): ResourceFrame {
  const claims = new Set(
    listOf(spec["resourceClaims"])
      .map((claim) => textOf(objectOf(claim)["name"]))
      .filter((name) => name !== ""),
  );
  return {
    claims,
    claimsText: [...claims].sort().join(", "),
    mayDividePages: mayDividePages(report),
  };
}

function mayDividePages({ old }: Report): boolean {
  return old !== undefined && /"hugepages-/.test(printJson(old["spec"] ?? {}));
}

function requirements(nameCheck: Check, mayDivide: boolean): Check {
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
        if (!mayDivide) hugePageAmount(name, amounts[name], place, report);
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

/** The requirements of a container. */
export function containerResources(frame: ResourceFrame): Check {
  return all(requirements(containerResourceName, frame.mayDividePages), claimNames(frame));
}

/** What a pod needs besides its containers. */
export const overhead: Check = (value, at, report) => {
  requirements(containerResourceName, mayDividePages(report))({ limits: value }, at, report);
};

function claimNames({ claims, claimsText }: ResourceFrame): Check {
  return (value, at, report) => {
    const claimed = new Claimed();
    listOf(objectOf(value)["claims"]).forEach((claim, index) => {
      const place = `${at}.claims[${index}]`;
      const name = textOf(objectOf(claim)["name"]);
      if (name === "") {
        report.required(place);
        return;
      }
      claimed.add(name, textOf(objectOf(claim)["request"]), place, report);
      if (claims.has(name)) return;
      // As many texts as containers ask wrongly, each as long as the pod has claims.
      spendWork(claimsText.length / 20);
      const known = claimsText === "" ? " which is empty" : `: ${claimsText}`;
      report.notFound(place, name, `must be one of the names in pod.spec.resourceClaims${known}`);
    });
  };
}

/** The claims that a container has named so far: each as a whole, or by some of its requests. */
class Claimed {
  readonly #seen = new Set<string>();
  /** How many requests were named, by what stands before the first `/`. */
  readonly #requests = new Map<string, number>();

  add(name: string, request: string, at: string, report: Report): void {
    if (this.#seen.has(name)) {
      report.duplicate(at, name);
      return;
    }
    if (request !== "") form(labelName)(request, `${at}.request`, report);
    const key = request === "" ? name : `${name}/${request}`;
    if (this.#seen.has(key)) {
      report.duplicate(at, key);
      return;
    }
    const requests = request === "" ? (this.#requests.get(name) ?? 0) : 0;
    for (let one = 0; one < requests; one++) report.duplicate(at, name);
    this.#seen.add(key);
    const [claim = "", ...rest] = key.split("/", 2);
    if (rest.length > 0) this.#requests.set(claim, (this.#requests.get(claim) ?? 0) + 1);
  }
}

/** What a pod as a whole asks for. */
export function podResources(spec: PlainObject, frame: ResourceFrame): Check {
  return (value, at, report) => {
    if (!isSet(value)) return;
    if (textOf(valueAt(spec, "os", "name")) === "windows") {
      report.forbidden(at, "may not be set for a windows pod");
      return;
    }
    if (isSet(objectOf(value)["claims"]) || emptiedMember(objectOf(value), "claims") !== undefined)
      report.forbidden(`${at}.claims`, "claims may not be set for Resources at pod-level");
    all(requirements(podResourceName, frame.mayDividePages), claimNames(frame))(value, at, report);
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
