import { compareQuantities, isWholeQuantity } from "../../../codec/go/quantity.ts";
import {
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
} from "../../../codec/json/plain-object.ts";
import { labelName, qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  entries,
  fields,
  form,
  immutable,
  immutableText,
  isEmpty,
  isSet,
  needed,
  oneOf,
  optional,
  sameState,
  textForm,
} from "../../validation/checks.ts";
import { labelSelector } from "../../validation/common-checks.ts";
import type { Report } from "../../validation/report.ts";
import { changeText } from "../change-text.ts";
import type { KindRules } from "../kind-rules.ts";
import { accessModes, positiveQuantity, validQuantity } from "../pods/volume-spec.ts";

/** @see kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec */

const dataSource: Check = optional((value, at, report) => {
  const { apiGroup, kind } = objectOf(value);
  fields({ name: needed(), kind: needed() })(value, at, report);
  if (textOf(apiGroup) === "" && kind !== "PersistentVolumeClaim") {
    report.invalid(
      at,
      textOf(kind),
      "must be 'PersistentVolumeClaim' when referencing the default apiGroup",
    );
  }
  textForm(subdomainName)(apiGroup, `${at}.apiGroup`, report);
});

/** What is asked of a claim's spec, wherever claims are described. */
/** Of resources without a domain a claim has storage alone. */
const claimResource: Check = (key, at, report) => {
  const before = report.errors.length;
  form(qualifiedName)(key, at, report);
  const name = textOf(key);
  const isNative = !name.includes("/") || name.includes("kubernetes.io/");
  if (report.errors.length === before && isNative && name !== "storage")
    report.notSupported(at, name, ["storage"]);
};

export const claimSpec: Check = all(
  fields({
    accessModes: accessModes("at least 1 access mode is required"),
    selector: labelSelector,
  }),
  (value, at, report) => {
    const storage = valueAt(value, "resources", "requests", "storage");
    if (storage === undefined) report.required(`${at}.resources[storage]`);
    else positiveQuantity(storage, `${at}.resources[storage]`, report);
  },
  fields({
    storageClassName: textForm(subdomainName),
    volumeMode: optional(oneOf("Block", "Filesystem")),
    dataSource,
    dataSourceRef: all(dataSource, fields({ namespace: textForm(labelName) })),
    volumeAttributesClassName: textForm(subdomainName),
  }),
  (value, at, report) => {
    const { dataSource: source, dataSourceRef: reference } = objectOf(value);
    if (!isSet(source) || !isSet(reference)) return;
    const { namespace, ...rest } = objectOf(reference);
    if (textOf(namespace) !== "")
      report.errors.push({
        reason: "FieldValueInvalid",
        field: at,
        message: `Invalid value: {}: may not be specified when dataSourceRef.namespace is specified`,
      });
    else if (!sameState(rest, source))
      report.errors.push({
        reason: "FieldValueInvalid",
        field: at,
        message: `Invalid value: {}: must match dataSourceRef`,
      });
  },
);

const claimChangeText =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

const storagePath = ["spec", "resources", "requests", "storage"] as const;

const classAnnotation = "volume.beta.kubernetes.io/storage-class";

/** @see kubernetes pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate */
const claimUpdate: Check = (value, _at, report) => {
  const claim = objectOf(value);
  const old = objectOf(report.old);
  const before = { ...objectOf(old["spec"]) };
  const now = { ...objectOf(claim["spec"]) };
  if (textOf(before["volumeName"]) === "") {
    if (isSet(now["volumeName"])) before["volumeName"] = now["volumeName"];
    else delete before["volumeName"];
  }
  if (isClassSettled(claim, old, report)) delete now["storageClassName"];
  if (valueAt(claim, "status", "phase") === "Bound") {
    now["resources"] = withStorage(now["resources"], valueAt(old, ...storagePath));
    now["volumeAttributesClassName"] = before["volumeAttributesClassName"];
  }
  if (!sameState(now, before))
    report.forbidden(
      "spec",
      `${claimChangeText}\n${changeText(report.shown("spec", before), report.shown("spec", now))}`,
    );
  const size = valueAt(claim, ...storagePath);
  if (compareQuantities(size, valueAt(old, ...storagePath)) < 0) {
    if (compareQuantities(size, valueAt(old, "status", "capacity", "storage")) <= 0)
      report.forbidden(storagePath.join("."), "field can not be less than status.capacity");
  }
};

/** A claim without a class may get one: that of its annotation, where it has that. The annotation stays what it is. */
function isClassSettled(claim: PlainObject, old: PlainObject, report: Report): boolean {
  const named = valueAt(old, "metadata", "annotations", classAnnotation);
  const namedNow = valueAt(claim, "metadata", "annotations", classAnnotation);
  const className = valueAt(claim, "spec", "storageClassName");
  const isFirst = isSet(className) && !isSet(valueAt(old, "spec", "storageClassName"));
  const isUpgrade = isFirst && named === className && (namedNow ?? named) === named;
  if (!isUpgrade && textOf(named) !== textOf(namedNow))
    report.invalid(`metadata.annotations.${classAnnotation}`, textOf(namedNow), immutableText);
  return isFirst && (named === undefined || named === className);
}

/** A class of attributes that was applied can be changed, and not taken away. */
const attributesClassUpdate: Check = (value, _at, report) => {
  if (!isSet(valueAt(report.old, "status", "currentVolumeAttributesClassName"))) return;
  const at = "spec.volumeAttributesClassName";
  const [before, now] = [report.old, value].map((claim) =>
    valueAt(claim, "spec", "volumeAttributesClassName"),
  );
  if (before === now || (isSet(now) && now !== "")) return;
  report.forbidden(
    at,
    `update to ${isSet(now) ? "empty string" : "nil"} is forbidden when status.currentVolumeAttributesClassName is not nil`,
  );
};

function withStorage(resources: unknown, storage: unknown): unknown {
  const requests = objectOf(objectOf(resources)["requests"]);
  if (isEmpty(requests)) return resources;
  return { ...objectOf(resources), requests: { ...requests, storage } };
}

const resizeStates = [
  "ControllerResizeInProgress",
  "ControllerResizeInfeasible",
  "NodeResizeInProgress",
  "NodeResizeInfeasible",
  "NodeResizePending",
];

/** Amounts of storage that are no whole bytes, of the spec at `at`. */
export function claimWarnings(spec: unknown, at: string): readonly string[] {
  return ["requests", "limits"].flatMap((kind) => {
    const storage = valueAt(spec, "resources", kind, "storage");
    return storage === undefined || isWholeQuantity(storage)
      ? []
      : [
          `${at}.resources.${kind}[storage]: fractional byte value ${JSON.stringify(storage)} is invalid, must be an integer`,
        ];
  });
}

export const persistentVolumeClaim: KindRules = {
  strategy: { deleteAnswersObject: true },
  prepareForCreate: (claim) => withDataSources({ ...claim, status: { phase: "Pending" } }),
  prepareForUpdate(claim, old, subresource) {
    if (subresource !== "") return claim;
    const { dataSource, dataSourceRef } = objectOf(old["spec"]);
    return isSet(dataSource) || isSet(dataSourceRef)
      ? withBothSources(claim)
      : withDataSources(claim);
  },
  check: fields({ spec: claimSpec }),
  checkUpdate: all(claimUpdate, immutable("spec.volumeMode", "volumeMode"), attributesClassUpdate),
  checkStatus: fields({
    status: fields({
      capacity: entries(undefined, validQuantity),
      allocatedResourceStatuses: (value, at, report) => {
        for (const [key, state] of Object.entries(objectOf(value))) {
          claimResource(key, at, report);
          if (!resizeStates.includes(textOf(state)))
            report.notSupported(at, key, [...resizeStates].sort());
        }
      },
      allocatedResources: (value, at, report) => {
        for (const [key, quantity] of Object.entries(objectOf(value))) {
          const before = report.errors.length;
          claimResource(key, at, report);
          if (report.errors.length === before) validQuantity(quantity, `${at}[${key}]`, report);
        }
      },
    }),
  }),
  warningsOf(claim) {
    const fraction = claimWarnings(objectOf(claim)["spec"], "spec");
    return valueAt(claim, "metadata", "annotations", classAnnotation) === undefined
      ? fraction
      : [
          `metadata.annotations[${classAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`,
          ...fraction,
        ];
  },
};

/** Only these can be named in the older way; anything else there is dropped. */
function isClaimOrSnapshot(source: unknown): boolean {
  const { apiGroup, kind } = objectOf(source);
  if (textOf(apiGroup) === "") return kind === "PersistentVolumeClaim";
  return apiGroup === "snapshot.storage.k8s.io" && kind === "VolumeSnapshot";
}

/** The older and the newer way to say where a claim's content comes from are kept in step. */
function withDataSources(given: PlainObject): PlainObject {
  const { spec: whole } = given;
  // Sources of other namespaces are a feature that is off.
  const isElsewhere = textOf(valueAt(whole, "dataSourceRef", "namespace")) !== "";
  const spec = isElsewhere ? without(objectOf(whole), "dataSourceRef") : objectOf(whole);
  const claim = { ...given, spec };
  const drops =
    isSet(spec["dataSource"]) &&
    !isSet(spec["dataSourceRef"]) &&
    !isClaimOrSnapshot(spec["dataSource"]);
  return withBothSources(drops ? { ...claim, spec: without(spec, "dataSource") } : claim);
}

function withBothSources(claim: PlainObject): PlainObject {
  const spec = objectOf(claim["spec"]);
  const { dataSource: source, dataSourceRef: reference } = spec;
  const isElsewhere = textOf(objectOf(reference)["namespace"]) !== "";
  const older = isSet(source) ? source : isElsewhere ? undefined : reference;
  const newer = isSet(reference) ? reference : source;
  return {
    ...claim,
    spec: {
      ...spec,
      ...(isSet(older) ? { dataSource: withGroup(older) } : {}),
      ...(isSet(newer) ? { dataSourceRef: withGroup(newer) } : {}),
    },
  };
}

/** Also an absent group is written. */
function withGroup(reference: unknown): PlainObject {
  const { apiGroup = null, ...rest } = objectOf(reference);
  return { apiGroup, ...rest };
}
