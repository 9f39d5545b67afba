import { timeText } from "../../../codec/go/time-text.ts";
import {
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
} from "../../../codec/json/plain-object.ts";
import { all, fields, immutable, isSet, sameState } from "../../validation/checks.ts";
import { type Report, Shown } from "../../validation/report.ts";
import { changeText } from "../change-text.ts";
import type { KindRules } from "../kind-rules.ts";
import { sourceOf, volumeSpec } from "../pods/volume-spec.ts";

/**
 * Persistent volumes and claims.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go
 */

export const persistentVolume: KindRules = {
  strategy: { deleteAnswersObject: true },
  metadataOnUpdate: ["whole", "whole"],
  isCheckedTwiceOnUpdate: true,
  prepareForCreate: (volume, { now }) => ({
    ...volume,
    status: { phase: "Pending", lastPhaseTransitionTime: timeText(now) },
  }),
  prepareForUpdate(volume, old, subresource, { now }) {
    if (subresource !== "status") return volume;
    const status = objectOf(volume["status"]);
    const isSame = textOf(status["phase"]) === textOf(valueAt(old, "status", "phase"));
    const before = valueAt(old, "status", "lastPhaseTransitionTime");
    const sent = status["lastPhaseTransitionTime"];
    if (isSame ? isSet(sent) || !isSet(before) : isSet(sent) && sent !== before) return volume;
    const lastPhaseTransitionTime = isSame ? before : timeText(now);
    return { ...volume, status: { ...status, lastPhaseTransitionTime } };
  },
  check: all(fields({ spec: volumeSpec({ isInline: false }) }), mountOptions),
  checkUpdate: all(
    (value, _at, report) => {
      const now = sourceOf(value);
      const before = sourceOf(report.old);
      const withoutSecret = (source: PlainObject) =>
        isSet(valueAt(before, "csi")) && !isSet(valueAt(before, "csi", "controllerExpandSecretRef"))
          ? {
              ...source,
              ...(isSet(source["csi"])
                ? { csi: without(objectOf(source["csi"]), "controllerExpandSecretRef") }
                : {}),
            }
          : source;
      if (sameState(withoutSecret(now), withoutSecret(before))) return;
      report.forbidden(
        "spec.persistentvolumesource",
        `spec.persistentvolumesource is immutable after creation\n${changeText(
          volumeSourceShown(before, report),
          volumeSourceShown(withoutSecret(now), report),
        )}`,
      );
    },
    immutable("spec.volumeMode", "volumeMode"),
    (value, _at, report) => {
      const before = valueAt(report.old, "spec", "nodeAffinity");
      const now = valueAt(value, "spec", "nodeAffinity");
      if (isSet(before) && !sameState(now, before))
        report.invalid(
          "nodeAffinity",
          new Shown(report.shown("spec.nodeAffinity", now)),
          "field is immutable, except for updating from beta label to GA",
        );
    },
    (value, _at, report) => {
      const at = "spec.volumeAttributesClassName";
      if (isSet(valueAt(report.old, ...at.split("."))) && !isSet(valueAt(value, ...at.split("."))))
        report.forbidden(at, "update from non-nil value to nil is forbidden");
    },
  ),
  warningsOf: volumeWarnings,
};

/** The sources alone, of all that a volume's specification says. */
function volumeSourceShown(source: PlainObject, report: Report): unknown {
  return report.shownEmbedded("spec", source, "PersistentVolumeSource");
}

const mountAnnotation = "volume.beta.kubernetes.io/mount-options";
const mountedWithOptions = [
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "glusterfs",
  "nfs",
  "rbd",
  "quobyte",
  "iscsi",
  "cinder",
  "cephfs",
  "azureFile",
  "vsphereVolume",
  "azureDisk",
  "photonPersistentDisk",
];

/** @see kubernetes pkg/volume/validation/pv_validation.go */
function mountOptions(value: unknown, _at: string, report: Report): void {
  const options = valueAt(value, "metadata", "annotations", mountAnnotation);
  const spec = objectOf(valueAt(value, "spec"));
  if (options === undefined || mountedWithOptions.some((name) => isSet(spec[name]))) return;
  report.forbidden(
    `metadata.annotations.${mountAnnotation}`,
    "may not specify mount options for this volume type",
  );
}

const deprecatedSources: Readonly<Record<string, string>> = {
  cephfs: "spec.cephfs: deprecated in v1.28, non-functional in v1.31+",
  rbd: "spec.rbd: deprecated in v1.28, non-functional in v1.31+",
  photonPersistentDisk: "spec.photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+",
  scaleIO: "spec.scaleIO: deprecated in v1.16, non-functional in v1.22+",
  storageos: "spec.storageOS: deprecated in v1.22, non-functional in v1.25+",
  glusterfs: "spec.glusterfs: deprecated in v1.25, non-functional in v1.26+",
};

function volumeWarnings(volume: PlainObject): readonly string[] {
  const spec = objectOf(volume["spec"]);
  const warnings: string[] = [];
  if (
    valueAt(volume, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class") !==
    undefined
  )
    warnings.push(
      `metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead`,
    );
  if (spec["persistentVolumeReclaimPolicy"] === "Recycle")
    warnings.push(
      "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
    );
  for (const [name, text] of Object.entries(deprecatedSources))
    if (isSet(spec[name])) warnings.push(text);
  return warnings;
}
