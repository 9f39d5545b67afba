import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { type Check, isSet, sameState } from "../../validation/checks.ts";
import type { Report } from "../../validation/report.ts";
import { changeText } from "../change-text.ts";
import { amountsOf, pick } from "./container-amounts.ts";
import { mirrorAnnotation, wholePod } from "./pod-annotations.ts";
import { qualityOfServiceOf } from "./quality-of-service.ts";

/**
 * Pods through their other doors: `ephemeralcontainers` and `resize`.
 *
 * @see kubernetes pkg/registry/core/pod/strategy.go, pkg/apis/core/validation/validation.go ValidatePodResize
 */

/** What a write through one of the doors leaves as it was. */
export function throughDoor(pod: PlainObject, old: PlainObject, door: string): PlainObject {
  const spec = objectOf(pod["spec"]);
  const before = objectOf(old["spec"]);
  if (door === "ephemeralcontainers")
    return keptBut(pod, old, { ephemeralContainers: spec["ephemeralContainers"] });
  if (door !== "resize") return pod;
  const groups = ["containers", "initContainers"] as const;
  // Containers that come or go are left for the rules to refuse.
  if (groups.some((group) => listOf(spec[group]).length !== listOf(before[group]).length))
    return pod;
  return keptBut(
    pod,
    old,
    Object.fromEntries(groups.map((group) => [group, resized(spec[group], before[group])])),
  );
}

function keptBut(pod: PlainObject, old: PlainObject, own: PlainObject): PlainObject {
  const spec: Record<string, unknown> = { ...objectOf(old["spec"]), ...own };
  for (const [name, value] of Object.entries(own)) if (value === undefined) delete spec[name];
  return { ...pod, metadata: keptMetadata(pod, old), spec, status: old["status"] };
}

const keptMembers = [
  "generation",
  "selfLink",
  "deletionTimestamp",
  "labels",
  "annotations",
  "finalizers",
  "ownerReferences",
] as const;

/** @see apimachinery pkg/apis/meta/v1/meta.go ResetObjectMetaForStatus */
function keptMetadata(pod: PlainObject, old: PlainObject): PlainObject {
  const metadata = { ...objectOf(pod["metadata"]) };
  for (const name of keptMembers) {
    const kept = valueAt(old, "metadata", name);
    if (kept === undefined) delete metadata[name];
    else metadata[name] = kept;
  }
  return metadata;
}

function resized(now: unknown, before: unknown): unknown {
  if (listOf(now).length === 0) return before;
  const named = listOf(now).map(objectOf);
  const old = listOf(before).map(objectOf);
  if (named.some(({ name }, index) => name !== old[index]?.["name"])) return now;
  return named.map(({ resources, resizePolicy }, index) => {
    const { resources: _resources, resizePolicy: _policy, ...rest } = old[index] ?? {};
    return {
      ...rest,
      ...(isSet(resources) ? { resources } : {}),
      ...(isSet(resizePolicy) ? { resizePolicy } : {}),
    };
  });
}

function isMirror(report: Report): boolean {
  return valueAt(report.old, "metadata", "annotations", mirrorAnnotation) !== undefined;
}

/** Containers to look into a pod with: they come, and neither go nor change. */
export const ephemeralContainersChange: Check = (value, _at, report) => {
  if (isMirror(report)) {
    report.errors.length = 0;
    report.forbidden(wholePod, "static pods do not support ephemeral containers");
    return;
  }
  const at = "spec.ephemeralContainers";
  const now = new Map(
    listOf(valueAt(value, "spec", "ephemeralContainers")).map((one) => [
      objectOf(one)["name"],
      one,
    ]),
  );
  listOf(valueAt(report.old, "spec", "ephemeralContainers")).forEach((before, index) => {
    const name = textOf(objectOf(before)["name"]);
    const quoted = JSON.stringify(name);
    const after = now.get(name);
    if (after === undefined)
      report.forbidden(at, `existing ephemeral containers ${quoted} may not be removed\n`);
    else if (!sameState(after, before)) {
      const shown = (one: unknown): unknown => report.shown(`${at}[${index}]`, one);
      report.forbidden(
        at,
        `existing ephemeral containers ${quoted} may not be changed\n${changeText(shown(before), shown(after))}`,
      );
    }
  });
};

/** Another amount of processor and memory for containers that run. */
export const resizeChange: Check = (value, _at, report) => {
  const old = objectOf(report.old);
  const refuse = (detail: string): void => {
    report.errors.length = 0;
    report.forbidden(wholePod, detail);
  };
  if (isMirror(report)) {
    refuse("static pods cannot be resized");
    return;
  }
  if (valueAt(old, "spec", "os", "name") === "windows") {
    refuse("windows pods cannot be resized");
    return;
  }
  const quality = textOf(valueAt(old, "status", "qosClass")) || qualityOfServiceOf(old);
  if (quality !== qualityOfServiceOf(value))
    report.invalid(
      "spec",
      textOf(valueAt(value, "status", "qosClass")),
      "Pod QOS Class may not change as a result of resizing",
    );
  if (!isSupported(old)) report.forbidden("spec", "Pod running on node without support for resize");
  if (hasAmounts(old) || hasAmounts(value)) {
    report.forbidden(
      wholePod,
      "resize of pods with pod-level resources is forbidden when InPlacePodLevelResourcesVerticalScalingEnabled feature gate is disabled",
    );
    return;
  }
  if (isReordered(objectOf(objectOf(value)["spec"]), objectOf(old["spec"]), report)) return;
  for (const group of ["initContainers", "containers"] as const)
    resizeOf(group, objectOf(value), old, report);
  for (const group of ["containers", "initContainers"] as const)
    onlyAmounts(group, objectOf(value), old, report);
};

/** A kubelet that can do it shows what a running container has. */
function isSupported(old: PlainObject): boolean {
  const running = listOf(valueAt(old, "status", "containerStatuses")).find((status) =>
    isSet(valueAt(status, "state", "running")),
  );
  return running === undefined || isSet(objectOf(running)["resources"]);
}

function hasAmounts(pod: unknown): boolean {
  return ["requests", "limits"].some(
    (kind) => Object.keys(objectOf(valueAt(pod, "spec", "resources", kind))).length > 0,
  );
}

function isReordered(spec: PlainObject, before: PlainObject, report: Report): boolean {
  const count = report.errors.length;
  for (const group of ["containers", "initContainers"]) {
    const now = listOf(spec[group]);
    const old = listOf(before[group]);
    if (now.length !== old.length) {
      report.forbidden(`spec.${group}`, `${group} may not be added or removed on resize`);
      continue;
    }
    old.forEach((one, index) => {
      if (objectOf(now[index])["name"] !== objectOf(one)["name"])
        report.forbidden(
          `spec.${group}[${index}].name`,
          `${group} may not be renamed or reordered on resize`,
        );
    });
  }
  return report.errors.length > count;
}

type Group = "containers" | "initContainers";

function isSidecar(container: unknown): boolean {
  return objectOf(container)["restartPolicy"] === "Always";
}

function resizeOf(group: Group, value: PlainObject, old: PlainObject, report: Report): void {
  listOf(valueAt(old, "spec", group)).forEach((container, index) => {
    if (group === "initContainers" && !isSidecar(container)) return;
    const now = objectOf(listOf(valueAt(value, "spec", group))[index]);
    for (const kind of ["requests", "limits"]) {
      const before = Object.keys(objectOf(valueAt(container, "resources", kind)));
      const after = objectOf(valueAt(now, "resources", kind));
      if (before.some((name) => after[name] === undefined))
        report.forbidden(
          `spec.${group}[${index}].resources.${kind}`,
          `resource ${kind} cannot be removed`,
        );
    }
  });
}

function onlyAmounts(group: Group, value: PlainObject, stored: PlainObject, report: Report): void {
  listOf(valueAt(value, "spec", group)).forEach((container, index) => {
    const before = objectOf(listOf(valueAt(stored, "spec", group))[index]);
    const isOpen = group === "containers" || isSidecar(container);
    const [now, old] = isOpen
      ? [withAmountsOf(objectOf(container), before), withAmountsOf(before, before)]
      : [objectOf(container), before];
    if (sameState(now, old)) return;
    report.forbidden(
      "spec",
      group === "containers"
        ? "only cpu and memory resources are mutable"
        : isOpen
          ? "only cpu and memory resources for sidecar containers are mutable"
          : "resources for non-sidecar init containers are immutable",
    );
  });
}

function isResizable(name: string): boolean {
  return name === "cpu" || name === "memory";
}

/** The container with the processor and memory of before, and the other amounts it asks for now. */
function withAmountsOf(container: PlainObject, before: PlainObject): PlainObject {
  const kinds = ["limits", "requests"].map((kind) => {
    const {
      cpu: _cpu,
      memory: _memory,
      ...others
    } = amountsOf(valueAt(container, "resources", kind));
    const kept = pick(amountsOf(valueAt(before, "resources", kind)), isResizable);
    return [kind, { ...others, ...kept }];
  });
  return { ...container, resources: Object.fromEntries(kinds) };
}
