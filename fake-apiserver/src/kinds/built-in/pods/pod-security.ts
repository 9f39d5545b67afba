import { listOf, objectOf, type PlainObject, textOf } from "../../../codec/plain-object.ts";
import {
  between,
  type Check,
  fields,
  isSet,
  optional,
  optionalOneOf,
} from "../../validation/checks.ts";
import { descendingPath } from "./volume-sources.ts";

/** Security contexts of pods and containers. */

/** Numbers of users and groups. */
const id: Check = between(0, 2_147_483_647);

const seccompProfile: Check = optional((value, at, report) => {
  const { type, localhostProfile: file } = objectOf(value);
  const place = `${at}.localhostProfile`;
  if (type === "Localhost") {
    if (textOf(file) === "") report.required(place, "must be set when seccomp type is Localhost");
    else descendingPath(file, place, report);
  } else if (isSet(file))
    report.invalid(place, textOf(file), "can only be set when seccomp type is Localhost");
  if (textOf(type) === "")
    report.required(`${at}.type`, "type is required when seccompProfile is set");
  else if (!["Localhost", "RuntimeDefault", "Unconfined"].includes(textOf(type)))
    report.notSupported(`${at}.type`, type, ["Localhost", "RuntimeDefault", "Unconfined"]);
});

const appArmorProfile: Check = optional((value, at, report) => {
  const { type, localhostProfile: name } = objectOf(value);
  const place = `${at}.localhostProfile`;
  const missing = "must be set when AppArmor type is Localhost";
  if (type === "Localhost") {
    const text = textOf(name);
    if (!isSet(name)) report.required(place, missing);
    else if (text.trim() !== text)
      report.invalid(place, text, "must not be padded with whitespace");
    else if (text === "") report.required(place, missing);
    if (text.length > 4095) report.tooLong(place, 4095);
  } else if (type === "RuntimeDefault" || type === "Unconfined") {
    if (isSet(name)) report.invalid(place, name, "can only be set when AppArmor type is Localhost");
  } else if (textOf(type) === "")
    report.required(`${at}.type`, "type is required when appArmorProfile is set");
  else report.notSupported(`${at}.type`, type, ["Localhost", "RuntimeDefault", "Unconfined"]);
});

const controlCharacters = /[\p{Cc}]/u;

const windowsOptions: Check = optional((value, at, report) => {
  const {
    gmsaCredentialSpecName: spec,
    gmsaCredentialSpec: text,
    runAsUserName: user,
  } = objectOf(value);
  if (isSet(spec) && textOf(spec) === "")
    report.invalid(
      `${at}.gmsaCredentialSpecName`,
      spec,
      "gmsaCredentialSpecName cannot be an empty string",
    );
  if (isSet(text) && textOf(text) === "")
    report.invalid(
      `${at}.gmsaCredentialSpec`,
      text,
      "gmsaCredentialSpec cannot be an empty string",
    );
  if (!isSet(user)) return;
  const place = `${at}.runAsUserName`;
  const name = textOf(user);
  if (name === "") report.invalid(place, user, "runAsUserName cannot be an empty string");
  else if (controlCharacters.test(name))
    report.invalid(place, user, "runAsUserName cannot contain control characters");
});

/** The security context of a container in the pod of `spec`. */
export function containerSecurity(spec: PlainObject): Check {
  return optional((value, at, report) => {
    const context = objectOf(value);
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

const sysctls: Check = (value, at, report) => {
  const seen = new Set<string>();
  listOf(value).forEach((sysctl, index) => {
    const name = textOf(objectOf(sysctl)["name"]);
    const place = `${at}[${index}].name`;
    if (name === "") report.required(place);
    else if (name.length > 253 || !sysctlName.test(name))
      report.invalid(place, name, `must have at most 253 characters and match regex ${sysctlText}`);
    else if (seen.has(name)) report.duplicate(place, name);
    seen.add(name);
  });
};

/** The security context of a pod. */
export function podSecurity(spec: PlainObject): Check {
  return (value, at, report) => {
    if (isSet(value)) {
      fields({
        fsGroup: id,
        runAsUser: id,
        runAsGroup: id,
        supplementalGroups: (groups, place, found) => {
          listOf(groups).forEach((group, index) => {
            id(group, `${place}[${index}]`, found);
          });
        },
        sysctls,
        fsGroupChangePolicy: optionalOneOf("Always", "OnRootMismatch"),
        seccompProfile,
        windowsOptions,
        appArmorProfile,
        supplementalGroupsPolicy: optionalOneOf("Merge", "Strict"),
        seLinuxChangePolicy: optionalOneOf("MountOption", "Recursive"),
      })(value, at, report);
    }
    if (spec["shareProcessNamespace"] === true && spec["hostPID"] === true) {
      report.invalid(
        at.replace(/securityContext$/, "shareProcessNamespace"),
        true,
        "ShareProcessNamespace and HostPID cannot both be enabled",
      );
    }
  };
}
