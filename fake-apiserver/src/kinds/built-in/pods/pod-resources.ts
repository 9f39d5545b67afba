import { listOf, objectOf, type PlainObject, textOf } from "../../../codec/plain-object.ts";
import { compareQuantities } from "../../../codec/quantity.ts";
import { all, type Check, isSet, optional } from "../../validation/checks.ts";
import {
  containerResourceName,
  isHugePages,
  mayBeOvercommitted,
  resourceAmount,
} from "../../validation/resource-checks.ts";

/** What containers ask for and may have. */
const requirements: Check = (value, at, report) => {
  const limits = objectOf(objectOf(value)["limits"]);
  const requests = objectOf(objectOf(value)["requests"]);
  for (const [group, amounts] of [
    ["limits", limits],
    ["requests", requests],
  ] as const) {
    for (const name of Object.keys(amounts).sort()) {
      const place = `${at}.${group}[${name}]`;
      containerResourceName(name, place, report);
      resourceAmount(name)(amounts[name], place, report);
    }
  }
  for (const name of Object.keys(requests).sort()) {
    const limit = limits[name];
    const request = requests[name];
    if (limit === undefined) {
      if (!mayBeOvercommitted(name))
        report.required(`${at}.limits`, "Limit must be set for non overcommitable resources");
      continue;
    }
    const order = compareQuantities(request, limit);
    if (order !== 0 && !mayBeOvercommitted(name))
      report.invalid(`${at}.requests`, request, `must be equal to ${name} limit of ${limit}`);
    else if (order > 0)
      report.invalid(
        `${at}.requests`,
        request,
        `must be less than or equal to ${name} limit of ${limit}`,
      );
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory"))
    report.forbidden(at, "HugePages require cpu or memory");
};

/** The requirements of a container, whose claims are those of its pod. */
export function containerResources(spec: PlainObject): Check {
  return all(requirements, claimNames(spec));
}

function claimNames(spec: PlainObject): Check {
  const claims = new Set(
    listOf(spec["resourceClaims"]).map((claim) => textOf(objectOf(claim)["name"])),
  );
  return (value, at, report) => {
    const seen = new Set<string>();
    listOf(objectOf(value)["claims"]).forEach((claim, index) => {
      const place = `${at}.claims[${index}]`;
      const name = textOf(objectOf(claim)["name"]);
      const request = textOf(objectOf(claim)["request"]);
      if (name === "") report.required(place);
      else if (!claims.has(name))
        report.notFound(
          place,
          name,
          claims.size === 0
            ? "must be one of the names in pod.spec.resourceClaims which is empty"
            : "must be one of the names in pod.spec.resourceClaims",
        );
      const key = request === "" ? name : `${name}/${request}`;
      if (name !== "" && seen.has(key)) report.duplicate(place, key);
      seen.add(key);
    });
  };
}

const podNames = ["cpu", "hugepages-", "memory"];

/** What a pod as a whole asks for. */
export function podResources(spec: PlainObject): Check {
  return optional(all(podRequirements, claimNames(spec)));
}

const podRequirements: Check = (value, at, report) => {
  if (isSet(objectOf(value)["claims"]))
    report.forbidden(`${at}.claims`, "claims may not be set for Resources at pod-level");
  for (const group of ["limits", "requests"]) {
    const amounts = objectOf(objectOf(value)[group]);
    for (const name of Object.keys(amounts).sort()) {
      const place = `${at}.${group}[${name}]`;
      if (name !== "cpu" && name !== "memory" && !isHugePages(name))
        report.notSupported(place, name, podNames);
      resourceAmount(name)(amounts[name], place, report);
    }
  }
};
