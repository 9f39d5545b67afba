import {
  compareQuantities,
  isNegativeQuantity,
  quantityNumber,
} from "../../../codec/go/quantity.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  fields,
  form,
  isEmpty,
  isSet,
  needed,
  oneOf,
} from "../../validation/checks.ts";
import { nodeSelector } from "../../validation/common-checks.ts";
import type { Report } from "../../validation/report.ts";
import { oneSource, sharedSources } from "./volume-sources.ts";

/**
 * The spec of persistent volumes, and what claims share with it.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec
 */

const modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** At least one way of access; the one for a single pod goes with no other. */
export function accessModes(detail: string): Check {
  return (value, at, report) => {
    const asked = listOf(value).map(textOf);
    needed(undefined, detail)(value, at, report);
    for (const mode of asked) oneOf(...modes)(mode, at, report);
    if (
      asked.includes("ReadWriteOncePod") &&
      asked.some((mode) => mode !== "ReadWriteOncePod" && modes.includes(mode))
    )
      report.forbidden(at, "may not use ReadWriteOncePod with other access modes");
  };
}

export const positiveQuantity: Check = (value, at, report) => {
  if (compareQuantities(value, "0") <= 0) report.invalid(at, value, "must be greater than zero");
};

export const validQuantity: Check = (value, at, report) => {
  // Shown as the whole number that it is rounded to.
  if (isNegativeQuantity(value))
    report.invalid(at, Math.floor(quantityNumber(value)), "must be a valid resource quantity");
};

const capacity: Check = (value, at, report) => {
  const amounts = objectOf(value);
  if (isEmpty(amounts)) report.required(at);
  if (amounts["storage"] === undefined || Object.keys(amounts).length > 1)
    report.notSupported(at, report.shown(at, value), ["storage"]);
  for (const name of Object.keys(amounts).sort())
    all(validQuantity, positiveQuantity)(amounts[name], `${at}[${name}]`, report);
};

/** The keys of a topology: which values each may have. */
export const topologyTerm: Check = fields({
  matchLabelExpressions: (value, at, report) => {
    const seen = new Set<unknown>();
    listOf(value).forEach((expression, index) => {
      const { key, values } = objectOf(expression);
      const place = `${at}[${index}]`;
      needed()(values, `${place}.values`, report);
      const known = new Set<unknown>();
      listOf(values).forEach((one, at2) => {
        if (known.has(one)) report.duplicate(`${place}.values[${at2}]`, one);
        known.add(one);
      });
      form(qualifiedName)(key, `${place}.key`, report);
      if (seen.has(key)) report.duplicate(`${place}.key`, key);
      seen.add(key);
    });
  },
});

const sources = oneSource(inOrder(sharedSources(true)));

/** The sources in the order in which a volume is asked for them. */
function inOrder<T>(known: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const first = ["hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker"];
  const second = ["nfs", "rbd", "quobyte", "cephfs", "iscsi", "cinder", "fc", "flexVolume"];
  const third = ["azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume"];
  const fourth = ["azureDisk", "scaleIO", "local", "storageos", "csi"];
  const names = [...first, ...second, ...third, ...fourth];
  return Object.fromEntries(names.map((name) => [name, known[name] as T]));
}
const notInline = "may not be specified in the context of inline volumes";

function inlineOnly(spec: PlainObject, at: string, report: Report): void {
  if (isSet(spec["claimRef"])) report.forbidden(`${at}.claimRef`, notInline);
  if (!isEmpty(spec["capacity"])) report.forbidden(`${at}.capacity`, notInline);
  if (!isSet(spec["csi"]))
    report.required(`${at}.csi`, "has to be specified in the context of inline volumes");
}

/** What is asked of a volume's spec; that of an attachment says nothing about claims. */
export function volumeSpec({ isInline }: { readonly isInline: boolean }): Check {
  return (value, at, report) => {
    const spec = objectOf(value);
    if (isInline) inlineOnly(spec, at, report);
    accessModes("")(spec["accessModes"], `${at}.accessModes`, report);
    if (!isInline) capacity(spec["capacity"], `${at}.capacity`, report);
    reclaimPolicy(spec, at, isInline, report);
    if (isSet(spec["nodeAffinity"])) {
      const place = `${at}.nodeAffinity`;
      if (isInline) report.forbidden(place, notInline);
      else
        fields({
          required: (terms, below, found) => {
            if (!isSet(terms)) found.required(below, "must specify required node constraints");
            else nodeSelector(terms, below, found);
          },
        })(spec["nodeAffinity"], place, report);
    }
    sources(value, at, report);
    const isLocal = Object.keys(sourceOf({ spec }))[0] === "local";
    if (isLocal && !isSet(spec["nodeAffinity"]))
      report.required(`${at}.nodeAffinity`, "Local volume requires node affinity");
    recycledRoot(spec, at, report);
    namesOfSpec(spec, at, isInline, report);
  };
}

function reclaimPolicy(spec: PlainObject, at: string, isInline: boolean, report: Report): void {
  const policy = textOf(spec["persistentVolumeReclaimPolicy"]);
  const field = `${at}.persistentVolumeReclaimPolicy`;
  if (policy === "") return;
  if (!isInline) oneOf("Delete", "Recycle", "Retain")(policy, field, report);
  else if (policy !== "Retain")
    report.forbidden(field, "may only be Retain in the context of inline volumes");
}

/** Nobody wants all files of a machine deleted. */
function recycledRoot(spec: PlainObject, at: string, report: Report): void {
  const path = textOf(valueAt(spec, "hostPath", "path"));
  if (spec["persistentVolumeReclaimPolicy"] !== "Recycle" || !path.startsWith("/")) return;
  if (depthOf(path) === 0)
    report.forbidden(
      `${at}.persistentVolumeReclaimPolicy`,
      "may not be 'recycle' for a hostPath mount of '/'",
    );
}

/** How far below the root a path leads. */
function depthOf(path: string): number {
  return path.split("/").reduce((depth, step) => {
    if (step === "" || step === ".") return depth;
    return step === ".." ? Math.max(0, depth - 1) : depth + 1;
  }, 0);
}

function namesOfSpec(
  spec: PlainObject,
  at: string,
  isInline: boolean,
  report: Parameters<Check>[2],
): void {
  const name = textOf(spec["storageClassName"]);
  if (name !== "") {
    if (isInline) report.forbidden(`${at}.storageClassName`, notInline);
    else form(subdomainName)(name, `${at}.storageClassName`, report);
  }
  const mode = spec["volumeMode"];
  if (isSet(mode)) {
    if (!isInline) oneOf("Block", "Filesystem")(mode, `${at}.volumeMode`, report);
    else if (mode !== "Filesystem")
      report.forbidden(
        `${at}.volumeMode`,
        "may not specify volumeMode other than Filesystem in the context of inline volumes",
      );
  }
  const attributes = spec["volumeAttributesClassName"];
  if (!isSet(attributes) || isInline) return;
  needed(form(subdomainName), "an empty string is disallowed")(
    attributes,
    `${at}.volumeAttributesClassName`,
    report,
  );
  if (!isSet(spec["csi"]))
    report.required(`${at}.csi`, "has to be specified when using volumeAttributesClassName");
}

/** The sources by their fields. */
const sourceNames = Object.keys(sharedSources(true));

/** The source of a volume alone. */
export function sourceOf(volume: unknown): PlainObject {
  const spec = objectOf(valueAt(volume, "spec"));
  return Object.fromEntries(
    sourceNames.map((name) => [name, spec[name]]).filter(([, source]) => isSet(source)),
  );
}
