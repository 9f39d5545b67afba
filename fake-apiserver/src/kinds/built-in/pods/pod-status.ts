import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import { looseAddress, parseAddress } from "../../validation/addresses.ts";
import {
  all,
  between,
  type Check,
  each,
  fields,
  form,
  immutable,
  isSet,
  optional,
} from "../../validation/checks.ts";
import { podAnnotationsChange } from "./pod-annotations.ts";

/**
 * What is asked of a write of a pod's status.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidatePodStatusUpdate
 */

const systemConditions = ["PodScheduled", "Ready", "Initialized"];

const observed: Check = (value, at, report) => {
  if (numberOf(value) < 0) report.invalid(at, value, "must be a non-negative integer");
};

const podConditions: Check = (value, at, report) => {
  listOf(value).forEach((condition, index) => {
    const { type, observedGeneration } = objectOf(condition);
    observed(observedGeneration, `${at}[${index}].observedGeneration`, report);
    if (!systemConditions.includes(textOf(type)))
      form(qualifiedName)(type, `${at}[${index}].Type`, report);
  });
};

function addresses(name: "podIPs" | "hostIPs"): Check {
  return (value, at, report) => {
    const before = listOf(valueAt(report.old, "status", name));
    const known = new Set(before.map((one) => objectOf(one)["ip"]));
    const given = listOf(value).map((one) => textOf(objectOf(one)["ip"]));
    given.forEach((ip, index) => {
      if (!known.has(ip)) looseAddress(ip, `${at}[${index}]`, report);
    });
    if (given.length < 2) return;
    const families = given.map((ip) => parseAddress(ip)?.family);
    const wrong = families.indexOf(undefined);
    if (wrong >= 0)
      report.errors.push({
        reason: "InternalError",
        field: at,
        message: `Internal error: failed to check for dual stack with error:invalid IP[${wrong}]: ${given[wrong]}`,
      });
    if (wrong >= 0 || new Set(families).size < 2 || given.length > 2)
      report.invalid(at, value, "may specify no more than one IP for each IP family");
  };
}

const claimStatuses: Check = (value, at, report) => {
  const stated = listOf(valueAt(report.object, "spec", "resourceClaims"));
  const claims = new Set(stated.map((claim) => objectOf(claim)["name"]));
  const seen = new Set<string>();
  listOf(value).forEach((status, index) => {
    const { name, resourceClaimName } = objectOf(status);
    const place = `${at}[${index}].name`;
    if (!claims.has(name))
      report.invalid(
        place,
        textOf(name),
        "must match the name of an entry in `spec.resourceClaims`",
      );
    if (seen.has(textOf(name))) report.duplicate(place, textOf(name));
    seen.add(textOf(name));
    optional(form(subdomainName))(resourceClaimName, place, report);
  });
};

/** Whether a container that ended so begins again. */
function restarts(container: PlainObject, spec: PlainObject, exitCode: number): boolean {
  const own = container["restartPolicy"];
  const rule = listOf(container["restartPolicyRules"]).find((one) => {
    const { operator, values } = objectOf(objectOf(one)["exitCodes"]);
    return listOf(values).includes(exitCode) === (operator === "In");
  });
  if (isSet(own) && rule !== undefined && objectOf(rule)["action"] === "Restart") return true;
  const policy = isSet(own) ? own : spec["restartPolicy"];
  return policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
}

/** Containers that have ended do not begin again, unless they or their pod say so. */
function transitions(name: string, group: string | undefined): Check {
  return (value, at, report) => {
    const spec = objectOf(report.old?.["spec"]);
    const containers = new Map(
      (group === undefined ? [] : listOf(spec[group]).map(objectOf)).map((one) => [
        one["name"],
        one,
      ]),
    );
    const running = new Set(
      listOf(value)
        .map(objectOf)
        .filter((now) => !isSet(valueAt(now, "state", "terminated")))
        .map(({ name }) => name),
    );
    listOf(valueAt(report.old, "status", name)).forEach((item, index) => {
      const before = objectOf(item);
      const ended = valueAt(before, "state", "terminated");
      if (!isSet(ended)) return;
      const container = containers.get(before["name"]);
      const exitCode = numberOf(objectOf(ended)["exitCode"]);
      if (
        running.has(before["name"]) &&
        (container === undefined || !restarts(container, spec, exitCode))
      )
        report.forbidden(
          `${at}[${index}].state`,
          "may not be transitioned to non-terminated state",
        );
    });
  };
}

const userNumber = between(0, 2_147_483_647);

/** Whom a container runs as. */
const users: Check = (value, at, report) => {
  const isWindows = valueAt(report.object, "spec", "os", "name") === "windows";
  listOf(value).forEach((status, index) => {
    const user = valueAt(status, "user", "linux");
    const place = `${at}[${index}].user.linux`;
    if (!isSet(user)) return;
    if (isWindows) report.forbidden(place, "cannot be set for a windows pod");
    else
      fields({ uid: userNumber, gid: userNumber, supplementalGroups: each(userNumber) })(
        user,
        place,
        report,
      );
  });
};

const podHostIps: Check = (value, at, report) => {
  const [first] = listOf(value);
  if (first === undefined) return;
  const ip = textOf(objectOf(first)["ip"]);
  if (ip !== textOf(valueAt(report.object, "status", "hostIP")))
    report.invalid(`${at}[0].ip`, ip, "must be equal to `hostIP`");
  addresses("hostIPs")(value, at, report);
};

export const podStatus: Check = all(
  (value, _at, report) => {
    podAnnotationsChange(value, "metadata.annotations", report);
  },
  fields({
    status: fields({
      conditions: podConditions,
      nominatedNodeName: (value, at, report) => {
        const name = textOf(value);
        const before = textOf(valueAt(report.old, "status", "nominatedNodeName"));
        if (name === "" || name === before) return;
        form(subdomainName)(name, at, report);
        if (textOf(valueAt(report.old, "spec", "nodeName")) !== "")
          report.forbidden(at, "may not be set on pods that are already bound to a node");
      },
      observedGeneration: observed,
    }),
  }),
  immutable("status.qosClass"),
  fields({
    status: all(
      fields({
        containerStatuses: transitions("containerStatuses", "containers"),
        initContainerStatuses: transitions("initContainerStatuses", "initContainers"),
        ephemeralContainerStatuses: transitions("ephemeralContainerStatuses", undefined),
        resourceClaimStatuses: claimStatuses,
        podIPs: addresses("podIPs"),
        hostIPs: podHostIps,
      }),
      fields({
        containerStatuses: users,
        initContainerStatuses: users,
        ephemeralContainerStatuses: users,
      }),
    ),
  }),
);
