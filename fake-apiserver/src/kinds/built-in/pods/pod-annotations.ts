import { JsonSyntaxError, parseJson } from "../../../codec/json/parse-json.ts";
import { objectOf, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import type { Check } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { tolerations as checkTolerations } from "../../validation/resource-checks.ts";
import { allContainers, placedContainers } from "./all-containers.ts";
import { appArmorPrefix } from "./app-armor.ts";
import { descendingPath } from "./volume-sources.ts";

/**
 * Annotations of pods that mean something to the server.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidatePodSpecificAnnotations
 */

/** Made by a kubelet from a file of its own. */
export const mirrorAnnotation = "kubernetes.io/config.mirror";

/** The field of a path without steps, as Go writes it. */
export const wholePod = "[]";

const tolerations = "scheduler.alpha.kubernetes.io/tolerations";
const deletionCost = "controller.kubernetes.io/pod-deletion-cost";
const seccompPod = "seccomp.security.alpha.kubernetes.io/pod";
const seccompContainer = "container.seccomp.security.alpha.kubernetes.io/";

/** What is asked of them in every state, at `metadata.annotations`. */
export const podAnnotations: Check = (value, at, report) => {
  const annotations = objectOf(valueAt(value, "metadata", "annotations"));
  const spec = objectOf(objectOf(value)["spec"]);
  const mirror = annotations[mirrorAnnotation];
  if (mirror !== undefined && textOf(spec["nodeName"]) === "")
    report.invalid(
      `${at}[${mirrorAnnotation}]`,
      mirror,
      "must set spec.nodeName if mirror pod annotation is set",
    );
  tolerationsIn(textOf(annotations[tolerations]), at, report);
  const cost = annotations[deletionCost];
  const oldCost = valueAt(report.old, "metadata", "annotations", deletionCost);
  if (!isSmallInteger(cost ?? "0") && (report.old === undefined || isSmallInteger(oldCost ?? "0")))
    report.invalid(`${at}[${deletionCost}]`, cost, "must be a 32bit integer");
  const names = new Set(allContainers(spec).map(({ name }) => name));
  const known = Object.entries(annotations);
  for (const [key, profile] of known)
    if (key === seccompPod || key.startsWith(seccompContainer))
      seccompName(textOf(profile), `${at}.${key}`, report);
  for (const [key, profile] of known) {
    if (!key.startsWith(appArmorPrefix)) continue;
    const container = key.slice(appArmorPrefix.length);
    if (!names.has(container)) report.invalid(`${at}[${key}]`, container, "container not found");
    if (!isAppArmorProfile(textOf(profile)))
      report.invalid(
        `${at}[${key}]`,
        profile,
        `invalid AppArmor profile name: ${JSON.stringify(profile)}`,
      );
  }
};

/** An older place of tolerations. */
function tolerationsIn(text: string, at: string, report: Report): void {
  if (text === "") return;
  try {
    checkTolerations(parseJson(text).value, `${at}.${tolerations}`, report);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    report.invalid(at, tolerations, error.message);
  }
}

function isSmallInteger(text: unknown): boolean {
  if (!/^(0|-?[1-9]\d*|-0\d*)$/.test(textOf(text))) return false;
  const number = Number(text);
  return number >= -(2 ** 31) && number < 2 ** 31;
}

function isAppArmorProfile(name: string): boolean {
  return ["", "runtime/default", "unconfined"].includes(name) || name.startsWith("localhost/");
}

function seccompName(name: string, at: string, report: Report): void {
  if (["runtime/default", "docker/default", "unconfined"].includes(name)) return;
  if (name.startsWith("localhost/")) descendingPath(name.slice("localhost/".length), at, report);
  else report.invalid(at, name, "must be a valid seccomp profile");
}

/** What may not come, go or change. */
export const podAnnotationsChange: Check = (value, at, report) => {
  const now = objectOf(valueAt(value, "metadata", "annotations"));
  const before = objectOf(valueAt(report.old, "metadata", "annotations"));
  const told = (key: string, verb: string): void => {
    if (key.startsWith(appArmorPrefix))
      report.forbidden(`${at}[${key}]`, `may not ${verb} AppArmor annotations`);
    if (key === mirrorAnnotation)
      report.forbidden(`${at}[${key}]`, `may not ${verb} mirror pod annotation`);
  };
  for (const [key, text] of Object.entries(before))
    if (now[key] !== text) told(key, "remove or update");
  for (const key of Object.keys(now)) if (before[key] === undefined) told(key, "add");
  podAnnotations(value, at, report);
};

interface Profile {
  readonly kind: "seccomp" | "apparmor";
  readonly annotation: unknown;
  readonly field: unknown;
  readonly at: string;
}

/** A profile that an annotation and a field name is the same one; in a pod, or in a template at its place. */
export const profilesMatch: Check = (value, at, report) => {
  const place = at === "" ? "spec" : `${at}.spec`;
  const annotations = objectOf(valueAt(value, "metadata", "annotations"));
  const spec = objectOf(objectOf(value)["spec"]);
  const ofPod = objectOf(spec["securityContext"]);
  const containers = placedContainers(spec, place);
  const profiles: Profile[] = [
    {
      kind: "seccomp",
      annotation: annotations[seccompPod],
      field: ofPod["seccompProfile"],
      at: `${place}.securityContext.seccompProfile`,
    },
    ...containers.map(
      ({ container, at }): Profile => ({
        kind: "seccomp",
        annotation: annotations[`${seccompContainer}${textOf(container["name"])}`],
        field: valueAt(container, "securityContext", "seccompProfile"),
        at: `${at}.securityContext.seccompProfile`,
      }),
    ),
  ];
  if (valueAt(spec, "os", "name") !== "windows")
    profiles.push(
      ...containers.map(
        ({ container, at }): Profile => ({
          kind: "apparmor",
          annotation: annotations[`${appArmorPrefix}${textOf(container["name"])}`],
          field:
            valueAt(container, "securityContext", "appArmorProfile") ?? ofPod["appArmorProfile"],
          at: `${at}.securityContext.appArmorProfile`,
        }),
      ),
    );
  for (const profile of profiles) matches(profile, report);
};

function matches({ kind, annotation, field, at }: Profile, report: Report): void {
  if (annotation === undefined || field === undefined) return;
  const { type, localhostProfile } = objectOf(field);
  const text = textOf(annotation);
  const isSame =
    type === "Unconfined"
      ? text === "unconfined"
      : type === "RuntimeDefault"
        ? text === "runtime/default" || (kind === "seccomp" && text === "docker/default")
        : type !== "Localhost" || text.startsWith("localhost/");
  const told = (member: string, what: string): void =>
    report.forbidden(`${at}.${member}`, `${kind} ${what} in annotation and field must match`);
  if (!isSame) told("type", "type");
  else if (type === "Localhost" && text.slice("localhost/".length) !== localhostProfile)
    told("localhostProfile", "profile");
}
