import { utf8Length } from "../../../codec/bytes/base64.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import {
  between,
  type Check,
  each,
  fields,
  isSet,
  oneOf,
  optional,
  optionalOneOf,
} from "../../validation/checks.ts";
import { type Report, Shown } from "../../validation/report.ts";
import { allContainers, placedContainers } from "./all-containers.ts";
import { isPadded } from "./app-armor.ts";
import { descendingPath } from "./volume-sources.ts";
import { windowsOptions } from "./windows-options.ts";

/** Security contexts of pods and containers. */

/** Numbers of users and groups. */
const id: Check = between(0, 2_147_483_647);

const seccompProfile: Check = optional((value, at, report) => {
  const { type, localhostProfile: file } = objectOf(value);
  const place = `${at}.localhostProfile`;
  if (textOf(type) === "")
    report.required(`${at}.type`, "type is required when seccompProfile is set");
  else oneOf("Localhost", "RuntimeDefault", "Unconfined")(type, `${at}.type`, report);
  if (type !== "Localhost") {
    if (isSet(file))
      report.invalid(
        place,
        new Shown(report.shown(at, value)),
        "can only be set when seccomp type is Localhost",
      );
  } else if (isSet(file)) descendingPath(file, place, report);
  else report.required(place, "must be set when seccomp type is Localhost");
});

const appArmorProfile: Check = optional((value, at, report) => {
  const { type, localhostProfile: name } = objectOf(value);
  const place = `${at}.localhostProfile`;
  const missing = "must be set when AppArmor type is Localhost";
  if (type === "Localhost") {
    const text = textOf(name);
    if (!isSet(name)) report.required(place, missing);
    else if (isPadded(text)) report.invalid(place, text, "must not be padded with whitespace");
    else if (text === "") report.required(place, missing);
    if (utf8Length(text) > 4095) report.tooLong(place, 4095);
  } else if (type === "RuntimeDefault" || type === "Unconfined") {
    if (isSet(name)) report.invalid(place, name, "can only be set when AppArmor type is Localhost");
  } else if (textOf(type) === "")
    report.required(`${at}.type`, "type is required when appArmorProfile is set");
  else report.notSupported(`${at}.type`, type, ["Localhost", "RuntimeDefault", "Unconfined"]);
});

/** The security context of a container in the pod of `spec`. */
export function containerSecurity(spec: PlainObject): Check {
  return optional((value, at, report) => {
    const context = objectOf(value);
    if (context["privileged"] === true && !report.allowsPrivileged)
      report.forbidden(`${at}.privileged`, "disallowed by cluster policy");
    fields({ runAsUser: id, runAsGroup: id })(value, at, report);
    const { procMount } = context;
    if (isSet(procMount)) {
      optionalOneOf("Default", "Unmasked")(procMount, `${at}.procMount`, report);
      if (procMount === "Unmasked" && spec["hostUsers"] !== false)
        report.invalid(`${at}.procMount`, procMount, "`hostUsers` must be false to use `Unmasked`");
    }
    seccompProfile(context["seccompProfile"], `${at}.seccompProfile`, report);
    if (context["allowPrivilegeEscalation"] === false) {
      if (context["privileged"] === true)
        report.invalid(
          at,
          value,
          "cannot set `allowPrivilegeEscalation` to false and `privileged` to true",
        );
      if (listOf(objectOf(context["capabilities"])["add"]).includes("CAP_SYS_ADMIN"))
        report.invalid(
          at,
          value,
          "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN",
        );
    }
    windowsOptions(context["windowsOptions"], `${at}.windowsOptions`, report);
    appArmorProfile(context["appArmorProfile"], `${at}.appArmorProfile`, report);
  });
}

const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const sysctlText = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

const ofProcesses =
  /^(kernel\.(sem|shmall|shmmax|shmmni|shm_rmid_forced|shm|msgmax|msgmnb|msgmni|msg)$|fs\.mqueue\.)/;

/** What keeps a pod that shares a namespace of its host from setting a parameter of it. */
function hostProblem(name: string, spec: PlainObject): string | undefined {
  const dotted = name.replaceAll("/", ".");
  if (spec["hostNetwork"] === true && dotted.startsWith("net."))
    return "may not be specified when 'hostNetwork' is true";
  if (spec["hostIPC"] === true && ofProcesses.test(dotted))
    return "may not be specified when 'hostIPC' is true";
  return undefined;
}

/** A pod from before this rule may go on. */
function brokeBefore(report: Report, at: string): boolean {
  const old = objectOf(valueAt(report.old, ...at.split(".").slice(0, -2)));
  const context = objectOf(old["securityContext"]);
  return listOf(context["sysctls"]).some(
    (sysctl) => hostProblem(textOf(objectOf(sysctl)["name"]), old) !== undefined,
  );
}

const sysctls =
  (spec: PlainObject): Check =>
  (value, at, report) => {
    const seen = new Set<string>();
    const isFree = brokeBefore(report, at);
    listOf(value).forEach((sysctl, index) => {
      const name = textOf(objectOf(sysctl)["name"]);
      const place = `${at}[${index}].name`;
      if (name === "") report.required(place);
      else if (name.length > 253 || !sysctlName.test(name))
        report.invalid(
          place,
          name,
          `must have at most 253 characters and match regex ${sysctlText}`,
        );
      else if (seen.has(name)) report.duplicate(place, name);
      const problem = isFree ? undefined : hostProblem(name, spec);
      if (problem !== undefined) report.invalid(place, name, problem);
      seen.add(name);
    });
  };

/** The security context of a pod. */
export function podSecurity(spec: PlainObject): Check {
  return (value, at, report) => {
    const ids = fields({
      fsGroup: id,
      runAsUser: id,
      runAsGroup: id,
      supplementalGroups: each(id),
    });
    ids(value, at, report);
    // The real server holds both in the context, which is there wherever one of them is.
    if (spec["shareProcessNamespace"] === true && spec["hostPID"] === true) {
      report.invalid(
        `${at}.shareProcessNamespace`,
        true,
        "ShareProcessNamespace and HostPID cannot both be enabled",
      );
    }
    if (!isSet(value)) return;
    fields({
      sysctls: sysctls(spec),
      fsGroupChangePolicy: optionalOneOf("Always", "OnRootMismatch"),
      seccompProfile,
      windowsOptions,
      appArmorProfile,
      supplementalGroupsPolicy: optionalOneOf("Merge", "Strict"),
      seLinuxChangePolicy: optionalOneOf("Recursive"),
    })(value, at, report);
  };
}

/** A pod with users of its own may not share the processes of its host. */
export const ownUsers: Check = (value, at, report) => {
  const spec = objectOf(value);
  if (spec["hostUsers"] !== false) return;
  const detail = "when `hostUsers` is false";
  if (spec["hostNetwork"] === true) report.forbidden(`${at}.hostNetwork`, detail);
  if (spec["hostPID"] === true) report.forbidden(`${at}.HostPID`, detail);
  if (spec["hostIPC"] === true) report.forbidden(`${at}.HostIPC`, detail);
  if (hasOwnUsersAndDevices(objectOf(valueAt(report.old, ...at.split("."))))) return;
  for (const { container, at: place } of placedContainers(spec, at))
    if (listOf(container["volumeDevices"]).length > 0)
      report.forbidden(`${place}.volumeDevices`, detail);
};

function hasOwnUsersAndDevices(spec: PlainObject): boolean {
  return (
    spec["hostUsers"] === false &&
    allContainers(spec).some(({ volumeDevices }) => listOf(volumeDevices).length > 0)
  );
}
