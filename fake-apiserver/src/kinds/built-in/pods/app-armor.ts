import { utf8Length } from "../../../codec/bytes/base64.ts";
import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { isSet } from "../../validation/checks.ts";
import { allContainers, containerGroups } from "./all-containers.ts";

// Annotations of a time before there was a field for what they say.

/** Before the name of a container. */
export const appArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

const localhostPrefix = "localhost/";
const localhostBytesMax = 4095;

/**
 * The pod with annotations taken over into fields, where these say nothing yet and the pod as a whole does not say it.
 *
 * @see kubernetes pkg/registry/core/pod/strategy.go, applyAppArmorVersionSkew
 */
export function withAppArmor(pod: PlainObject): PlainObject {
  return containerGroups.reduce((changed, group) => {
    const containers = listOf(valueAt(pod, "spec", group));
    const next = containers.map((container) => {
      const profile = takenOver(pod, objectOf(container));
      return profile === undefined
        ? container
        : withValueAt(objectOf(container), ["securityContext", "appArmorProfile"], profile);
    });
    const isSame = next.every((container, index) => container === containers[index]);
    return isSame ? changed : withValueAt(changed, ["spec", group], next);
  }, pod);
}

/** What is said of annotations that are taken over, or could not be. */
export function appArmorWarnings(pod: PlainObject): readonly string[] {
  return allContainers(pod["spec"])
    .filter((container) => {
      const annotation = unsaid(pod, container);
      if (annotation === undefined) return false;
      return usable(annotation) === undefined || takenOver(pod, container) !== undefined;
    })
    .map(({ name }) => oldAppArmor("metadata.annotations", textOf(name)));
}

/** The same of a container in the template of a pod at `at`, in which nothing is taken over. */
export function appArmorTemplateWarnings(
  template: PlainObject,
  container: PlainObject,
  at: string,
): readonly string[] {
  const annotation = annotationOf(template, container);
  if (annotation === undefined || hasProfile(container)) return [];
  const ofPod = valueAt(template, "spec", "securityContext", "appArmorProfile");
  if (isSet(ofPod) && equalJson(ofPod, profileOf(annotation))) return [];
  return [oldAppArmor(`${at}metadata.annotations`, textOf(container["name"]))];
}

function oldAppArmor(place: string, container: string): string {
  return `${place}[${appArmorPrefix}${container}]: deprecated since v1.30; use the "appArmorProfile" field instead`;
}

function takenOver(pod: PlainObject, container: PlainObject): PlainObject | undefined {
  const annotation = unsaid(pod, container);
  if (annotation === undefined) return undefined;
  const profile = usable(annotation);
  const ofPod = valueAt(pod, "spec", "securityContext", "appArmorProfile");
  return equalJson(profile, ofPod) ? undefined : profile;
}

/** The annotation of a container for which no field says it. */
function unsaid(pod: PlainObject, container: PlainObject): string | undefined {
  if (valueAt(pod, "spec", "os", "name") === "windows" || hasProfile(container)) return undefined;
  return annotationOf(pod, container);
}

function hasProfile(container: PlainObject): boolean {
  return isSet(valueAt(container, "securityContext", "appArmorProfile"));
}

function annotationOf(pod: PlainObject, container: PlainObject): string | undefined {
  const key = `${appArmorPrefix}${textOf(container["name"])}`;
  const annotation = valueAt(pod, "metadata", "annotations", key);
  return annotation === undefined ? undefined : textOf(annotation);
}

/** The field that says what an annotation says, unless no container could have it. */
function usable(annotation: string): PlainObject | undefined {
  const profile = profileOf(annotation);
  const file = textOf(profile?.["localhostProfile"]);
  return isPadded(file) || utf8Length(file) > localhostBytesMax ? undefined : profile;
}

function profileOf(annotation: string): PlainObject | undefined {
  if (annotation === "unconfined") return { type: "Unconfined" };
  if (annotation === "runtime/default") return { type: "RuntimeDefault" };
  const localhostProfile = annotation.slice(localhostPrefix.length);
  return annotation.startsWith(localhostPrefix) && localhostProfile !== ""
    ? { type: "Localhost", localhostProfile }
    : undefined;
}

/** Begins or ends with what Go takes for a blank. */
export function isPadded(text: string): boolean {
  return /^[\t-\r \u0085\p{Z}]|[\t-\r \u0085\p{Z}]$/u.test(text);
}
