import { compareQuantities } from "../../../codec/go/quantity.ts";
import { objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { configMapKey, qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import { type Check, fields, form, isEmpty, needed } from "../../validation/checks.ts";

/** What containers and volumes may say about the pod they are in, and about other objects. */

/** A key of a config map or secret. */
export const keyReference: Check = fields({
  name: form(subdomainName),
  key: needed(form(configMapKey)),
});

/** Fields that can be named at all: for volumes and for variables some of them. */
const convertible = new Set([
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.restartPolicy",
  "spec.serviceAccountName",
  "spec.schedulerName",
  "status.phase",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
  "spec.host",
]);

/** What keeps a path from being the field of a pod at all; undefined where nothing does. */
function pathProblem(apiVersion: unknown, path: string): string | undefined {
  if (apiVersion !== "v1") return `unsupported pod version: ${textOf(apiVersion)}`;
  const { base } = subscriptOf(path) ?? {};
  if (base === undefined)
    return convertible.has(path) ? undefined : `field label not supported: ${path}`;
  return base === "metadata.annotations" || base === "metadata.labels"
    ? undefined
    : `field label does not support subscript: ${path}`;
}

/** `base['key']`, taken apart at its first bracket. @see kubernetes pkg/fieldpath/fieldpath.go */
function subscriptOf(path: string): { readonly base: string; readonly key: string } | undefined {
  const opening = path.indexOf("['");
  if (opening < 1 || !path.endsWith("']") || opening + 2 > path.length - 2) return undefined;
  return { base: path.slice(0, opening), key: path.slice(opening + 2, -2) };
}

/** A field of the pod, of those that can be asked for here. */
export function fieldReference(paths: readonly string[]): Check {
  return (value, at, report) => {
    const { apiVersion, fieldPath } = objectOf(value);
    const path = textOf(fieldPath);
    if (textOf(apiVersion) === "" || path === "") {
      report.required(textOf(apiVersion) === "" ? `${at}.apiVersion` : `${at}.fieldPath`);
      return;
    }
    const problem = pathProblem(apiVersion, path);
    const { base, key = "" } = subscriptOf(path) ?? {};
    if (problem !== undefined)
      report.invalid(`${at}.fieldPath`, path, `error converting fieldPath: ${problem}`);
    else if (base !== undefined)
      form(qualifiedName)(base === "metadata.annotations" ? key.toLowerCase() : key, at, report);
    else if (!paths.includes(path)) report.notSupported(`${at}.fieldPath`, path, paths);
  };
}

const resources = [
  "limits.cpu",
  "limits.ephemeral-storage",
  "limits.memory",
  "requests.cpu",
  "requests.ephemeral-storage",
  "requests.memory",
];
const divisors: Readonly<Record<string, readonly string[]>> = {
  cpu: ["1m", "1"],
  memory: ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"],
};

const bytesNames: readonly (readonly [part: string, name: string])[] = [
  ["hugepages", "hugepages"],
  ["ephemeral", "local ephemeral storage"],
  ["memory", "memory"],
];

const divisor =
  (name: string): Check =>
  (value, at, report) => {
    if (isEmpty(value) || compareQuantities(value, "0") === 0) return;
    const bytes = bytesNames.find(([part]) => name.includes(part))?.[1];
    const isCpu = name.endsWith(".cpu");
    if (!isCpu && bytes === undefined) return;
    if (divisors[isCpu ? "cpu" : "memory"]?.includes(textOf(value)) === true) return;
    report.invalid(
      at,
      name,
      isCpu
        ? "only divisor's values 1m and 1 are supported with the cpu resource"
        : `only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the ${bytes} resource`,
    );
  };

/** A resource of a container. */
export function resourceReference(isOfVolume: boolean): Check {
  return (value, at, report) => {
    const { containerName, resource, divisor: given } = objectOf(value);
    const name = textOf(resource);
    if (isOfVolume && textOf(containerName) === "") report.required(`${at}.containerName`);
    else if (name === "") report.required(`${at}.resource`);
    else if (!resources.includes(name) && !/^(limits|requests)\.hugepages-/.test(name))
      report.notSupported(`${at}.resource`, name, resources);
    divisor(name)(given, `${at}.divisor`, report);
  };
}
