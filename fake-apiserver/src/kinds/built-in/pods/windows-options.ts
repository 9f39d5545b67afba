import { listOf, objectOf, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import { subdomainName } from "../../../codec/names/names.ts";
import { type Check, form, isSet, optional } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { placedContainers } from "./all-containers.ts";

/**
 * What pods say about Windows, and what they may not say there or elsewhere.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go validateWindowsSecurityContextOptions, validateOS
 */

const controlCharacters = /[\p{Cc}]/u;
const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainLabel = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const domainName = new RegExp(`^${domainLabel}(?:\\.${domainLabel})*$`);
const credentialsMax = 64 * 1024;

/** What is wrong with `DOMAIN\user`, of which the domain may be missing. */
function userProblems(name: string): readonly string[] {
  if (name === "") return ["runAsUserName cannot be an empty string"];
  if (controlCharacters.test(name)) return ["runAsUserName cannot contain control characters"];
  const parts = name.split("\\");
  if (parts.length > 2) return ["runAsUserName cannot contain more than one backslash"];
  const user = parts.at(-1) ?? "";
  const domain = parts.length === 2 ? (parts[0] ?? "") : undefined;
  const problems: string[] = [];
  if (domain !== undefined && domain.length >= 256)
    problems.push("runAsUserName's Domain length must be under 256 characters");
  if (domain !== undefined && !netBiosName.test(domain) && !domainName.test(domain))
    problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === "") problems.push("runAsUserName's User cannot be empty");
  else if (user.length > 104)
    problems.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user))
    problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    problems.push(
      "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]",
    );
  return problems;
}

/** The options of a pod or of a container. */
export const windowsOptions: Check = optional((value, at, report) => {
  const {
    gmsaCredentialSpecName: name,
    gmsaCredentialSpec: credentials,
    runAsUserName: user,
  } = objectOf(value);
  if (isSet(name)) form(subdomainName)(name, `${at}.gmsaCredentialSpecName`, report);
  if (isSet(credentials)) {
    const place = `${at}.gmsaCredentialSpec`;
    if (textOf(credentials) === "")
      report.invalid(place, credentials, "gmsaCredentialSpec cannot be an empty string");
    else if (textOf(credentials).length > credentialsMax)
      report.invalid(place, credentials, "gmsaCredentialSpec size must be under 64 KiB");
  }
  if (!isSet(user)) return;
  for (const problem of userProblems(textOf(user)))
    report.invalid(`${at}.runAsUserName`, user, problem);
});

/** Processes of the host itself: all of a pod are, or none. */
export const hostProcesses: Check = (value, at, report) => {
  const spec = objectOf(value);
  const ofPod = valueAt(spec, "securityContext", "windowsOptions", "hostProcess");
  const containers = placedContainers(spec, at);
  let count = 0;
  for (const { container, at: place } of containers) {
    const own = valueAt(container, "securityContext", "windowsOptions", "hostProcess");
    if (isSet(ofPod) && isSet(own) && ofPod !== own)
      report.invalid(
        `${place}.securityContext.windowsOptions.hostProcess`,
        own,
        `pod hostProcess value must be identical if both are specified, was ${String(ofPod)}`,
      );
    if ((own ?? ofPod) === true) count++;
  }
  if (count === 0) return;
  if (count !== containers.length)
    report.invalid(
      at,
      "",
      "If pod contains any hostProcess containers then all containers must be HostProcess containers",
    );
  if (spec["hostNetwork"] !== true)
    report.invalid(
      `${at}.hostNetwork`,
      false,
      "hostNetwork must be true if pod contains any hostProcess containers",
    );
  if (!report.allowsPrivileged)
    report.forbidden(at, "hostProcess containers are disallowed by cluster policy");
};

/** What the system of a pod's node is called, and what follows from it. */
export const operatingSystem: Check = (value, at, report) => {
  const { os } = objectOf(value);
  if (!isSet(os)) return;
  const name = textOf(objectOf(os)["name"]);
  if (name === "") report.required(`${at}.os.name`);
  else if (name === "windows") forWindows(value, at, report);
  else if (name === "linux") forLinux(value, at, report);
  else report.notSupported(`${at}.os`, name, ["linux", "windows"]);
};

const notOnLinux = "windows options cannot be set for a linux pod";

const forLinux: Check = (value, at, report) => {
  const spec = objectOf(value);
  if (isSet(valueAt(spec, "securityContext", "windowsOptions")))
    report.forbidden(`${at}.securityContext.windowsOptions`, notOnLinux);
  for (const { container, at: place } of placedContainers(spec, at))
    if (isSet(valueAt(container, "securityContext", "windowsOptions")))
      report.forbidden(`${place}.securityContext.windowsOptions`, notOnLinux);
};

/** Of the pod's context, and of the pod itself where the real server keeps it in the context; in its order. */
const podMembers: readonly (readonly [place: "context" | "spec", name: string])[] = [
  ["context", "appArmorProfile"],
  ["context", "seLinuxOptions"],
  ["spec", "hostUsers"],
  ["spec", "hostPID"],
  ["spec", "hostIPC"],
  ["context", "seccompProfile"],
  ["context", "fsGroup"],
  ["context", "fsGroupChangePolicy"],
  ["context", "sysctls"],
  ["spec", "shareProcessNamespace"],
  ["context", "runAsUser"],
  ["context", "runAsGroup"],
  ["context", "supplementalGroups"],
  ["context", "supplementalGroupsPolicy"],
  ["context", "seLinuxChangePolicy"],
];
const containerMembers = [
  "appArmorProfile",
  "seLinuxOptions",
  "seccompProfile",
  "capabilities",
  "readOnlyRootFilesystem",
  "privileged",
  "allowPrivilegeEscalation",
  "procMount",
  "runAsUser",
  "runAsGroup",
];

/** The real server holds these two by value: false is as good as left out. */
const plainBooleans = new Set(["hostPID", "hostIPC"]);

const forWindows: Check = (value, at, report) => {
  const spec = objectOf(value);
  const context = objectOf(spec["securityContext"]);
  for (const [place, name] of podMembers) {
    const given = (place === "spec" ? spec : context)[name];
    if (!isSet(given) || (plainBooleans.has(name) && given === false)) continue;
    if (name === "sysctls" && listOf(given).length === 0) continue;
    forbid(place === "spec" ? `${at}.${name}` : `${at}.securityContext.${name}`, report);
  }
  for (const { container, at: place } of placedContainers(spec, at))
    for (const name of containerMembers)
      if (isSet(valueAt(container, "securityContext", name)))
        forbid(`${place}.securityContext.${name}`, report);
};

function forbid(at: string, report: Report): void {
  report.forbidden(at, "cannot be set for a windows pod");
}
