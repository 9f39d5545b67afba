import { assert, type KubernetesObject } from "@informerlab/core";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  without,
} from "../../../codec/json/plain-object.ts";
import { builtInData } from "../../../schema/built-in-data.ts";
import type { ObjectSchema } from "../../../schema/object-schema.ts";
import { autoscalerRow } from "../../tables/autoscaler-row.ts";
import { internalValue } from "../../validation/internal-value.ts";
import type { KindRules } from "../kind-rules.ts";
import { autoscalerCheck, autoscalerStatus } from "./autoscaler-checks.ts";

/** Where version 1 keeps what it has no fields for. */
const prefix = "autoscaling.alpha.kubernetes.io/";
const annotations = {
  metrics: `${prefix}metrics`,
  currentMetrics: `${prefix}current-metrics`,
  conditions: `${prefix}conditions`,
  behavior: `${prefix}behavior`,
} as const;
const ofSpec = [annotations.metrics, annotations.behavior];
const ofStatus = [annotations.currentMetrics, annotations.conditions];

/**
 * Version 1 of autoscalers, which are stored in version 2: the same objects with the target of the CPU as a field and everything else in annotations.
 *
 * @see kubernetes pkg/apis/autoscaling/v1/conversion.go
 */
export const oldAutoscalerRules: KindRules = {
  metadataOnUpdate: ["update"],
  check: (value, at, report) => {
    autoscalerCheck(toVersion2(value as KubernetesObject), at, report);
  },
  checkStatus: autoscalerStatus,
  toStored: toVersion2,
  fromStored: toVersion1,
  annotationsOfVersion: Object.values(annotations),
  convertsOnWrite: true,
  toTableRow: (autoscaler, now) =>
    autoscalerRow(objectOf(toVersion2(autoscaler as KubernetesObject)), now),
  prepareForCreate: (autoscaler) => withKept(autoscaler, {}, ofStatus),
  prepareForUpdate: (autoscaler, old, subresource) =>
    withKept(autoscaler, old, subresource === "status" ? ofSpec : ofStatus),
};

/** Version 2. */
export const autoscalerRules: KindRules = {
  metadataOnUpdate: ["update"],
  check: autoscalerCheck,
  checkStatus: autoscalerStatus,
};

function toVersion1(stored: KubernetesObject): KubernetesObject {
  const { metadata, spec: storedSpec, status: storedStatus, ...object } = objectOf(stored);
  const { metrics, behavior, ...spec } = objectOf(storedSpec);
  const { currentMetrics, conditions, ...status } = objectOf(storedStatus);
  const cpu = listOf(metrics).map(objectOf).find(isCpuTarget);
  const currentCpu = listOf(currentMetrics).map(objectOf).findLast(isCpuTarget);
  const kept: Record<string, string> = {
    ...(objectOf(objectOf(metadata)["annotations"]) as Record<string, string>),
  };
  keep(
    kept,
    annotations.metrics,
    listOf(metrics)
      .filter((metric) => metric !== cpu)
      .map(flat),
  );
  // That of the processor too, for the value beside its percentage.
  keep(kept, annotations.currentMetrics, listOf(currentMetrics).map(flat).map(withZeroValue));
  keep(kept, annotations.conditions, listOf(conditions));
  if (behavior !== undefined)
    kept[annotations.behavior] = JSON.stringify(internalValue(behavior, behaviorSchema()));
  return {
    ...object,
    apiVersion: "autoscaling/v1",
    metadata: withAnnotations(objectOf(metadata), kept),
    spec: {
      ...spec,
      ...(cpu === undefined ? {} : { targetCPUUtilizationPercentage: percentOf(cpu, "target") }),
    },
    status: {
      currentReplicas: 0,
      desiredReplicas: 0,
      ...status,
      ...(currentCpu === undefined
        ? {}
        : { currentCPUUtilizationPercentage: percentOf(currentCpu, "current") }),
    },
  } as KubernetesObject;
}

function toVersion2(version1: KubernetesObject): KubernetesObject {
  const { metadata, spec: givenSpec, status: givenStatus, ...object } = objectOf(version1);
  const { targetCPUUtilizationPercentage: target, ...spec } = objectOf(givenSpec);
  const {
    currentCPUUtilizationPercentage: current,
    currentReplicas,
    ...status
  } = objectOf(givenStatus);
  const kept = objectOf(objectOf(metadata)["annotations"]);
  const metrics = [
    ...parsed(kept[annotations.metrics]).map((metric) => nested(metric, "target")),
    ...(target === undefined ? [] : [cpuMetric("target", target)]),
  ];
  // The annotation says more than the field.
  const currentMetrics =
    kept[annotations.currentMetrics] !== undefined || current === undefined
      ? parsed(kept[annotations.currentMetrics]).map((metric) => nested(metric, "current"))
      : [cpuMetric("current", current)];
  const [behavior] = parsed(kept[annotations.behavior]).map(withJsonNames);
  const conditions = parsed(kept[annotations.conditions]);
  return {
    ...object,
    apiVersion: "autoscaling/v2",
    metadata: withAnnotations(objectOf(metadata), without(kept, ...Object.values(annotations))),
    spec: {
      ...spec,
      // What is read from storage has version 2's defaults.
      metrics: metrics.length === 0 ? [cpuMetric("target", 80)] : metrics,
      ...(behavior === undefined ? {} : { behavior }),
    },
    status: {
      // Version 2 does not write that there are none.
      ...(currentReplicas === undefined || currentReplicas === 0 ? {} : { currentReplicas }),
      ...status,
      currentMetrics: currentMetrics.length === 0 ? null : currentMetrics,
      ...(conditions.length === 0 ? {} : { conditions }),
    },
  } as unknown as KubernetesObject;
}

/** With the annotations that `names` names as the object before has them: they are of the part that a write leaves alone. */
function withKept(object: PlainObject, old: PlainObject, names: readonly string[]): PlainObject {
  const metadata = objectOf(object["metadata"]);
  const before = objectOf(objectOf(old["metadata"])["annotations"]);
  const kept = Object.entries(before).filter(([name]) => names.includes(name));
  const rest = without(objectOf(metadata["annotations"]), ...names);
  return {
    ...object,
    metadata: withAnnotations(metadata, { ...rest, ...Object.fromEntries(kept) }),
  };
}

function withAnnotations(metadata: PlainObject, kept: PlainObject): PlainObject {
  const rest = without(metadata, "annotations");
  return Object.keys(kept).length === 0 ? rest : { ...rest, annotations: kept };
}

function keep(kept: Record<string, string>, name: string, values: readonly unknown[]): void {
  if (values.length > 0) kept[name] = JSON.stringify(values);
}

/** An annotation's list, or its object as the only element. What somebody else wrote there is left alone. */
function parsed(annotation: unknown): readonly PlainObject[] {
  if (typeof annotation !== "string") return [];
  try {
    const value: unknown = JSON.parse(annotation);
    return (Array.isArray(value) ? value : [value]).map(objectOf);
  } catch {
    return [];
  }
}

function cpuMetric(side: "target" | "current", percent: unknown): PlainObject {
  const type = side === "target" ? { type: "Utilization" } : {};
  return {
    type: "Resource",
    resource: { name: "cpu", [side]: { ...type, averageUtilization: percent } },
  };
}

function isCpuTarget(metric: PlainObject): boolean {
  const { name, target, current } = objectOf(metric["resource"]);
  return (
    metric["type"] === "Resource" &&
    name === "cpu" &&
    objectOf(target ?? current)["averageUtilization"] !== undefined
  );
}

function percentOf(metric: PlainObject, side: "target" | "current"): unknown {
  return objectOf(objectOf(metric["resource"])[side])["averageUtilization"];
}

/** The member that a metric of a type is in: `ContainerResource` → `containerResource`. */
function memberOf(metric: PlainObject): string {
  const type = textOf(metric["type"]);
  return type.charAt(0).toLowerCase() + type.slice(1);
}

/** A metric as version 1 writes it: no nested target, the metric's name and selector beside it. */
function flat(given: unknown): PlainObject {
  const metric = objectOf(given);
  const member = memberOf(metric);
  const {
    target,
    current,
    metric: source,
    describedObject,
    container,
    ...rest
  } = objectOf(metric[member]);
  const side = current === undefined ? "target" : "current";
  const { averageUtilization, averageValue, value } = objectOf(target ?? current);
  const { name, selector } = objectOf(source);
  const isObject = member === "object";
  return {
    type: metric["type"],
    [member]: defined({
      ...rest,
      target: describedObject,
      metricName: name,
      [member === "external" ? "metricSelector" : "selector"]: selector,
      [`${side}AverageUtilization`]: averageUtilization,
      [isObject ? "averageValue" : `${side}AverageValue`]: averageValue,
      [`${side}Value`]: value,
      container,
    }),
  };
}

/** The opposite of {@link flat}. */
function nested(metric: PlainObject, side: "target" | "current"): PlainObject {
  const member = memberOf(metric);
  const {
    target: describedObject,
    metricName: name,
    metricSelector,
    selector = metricSelector,
    averageValue: averageOfObject,
    [`${side}AverageUtilization`]: averageUtilization,
    [`${side}AverageValue`]: averageValue = averageOfObject,
    [`${side}Value`]: value,
    ...rest
  } = objectOf(metric[member]);
  const type =
    averageUtilization !== undefined
      ? "Utilization"
      : averageValue === undefined
        ? "Value"
        : "AverageValue";
  return {
    type: metric["type"],
    [member]: defined({
      ...rest,
      describedObject,
      metric: name === undefined ? undefined : defined({ name, selector }),
      [side]: defined({
        type: side === "target" ? type : undefined,
        averageUtilization,
        averageValue,
        value,
      }),
    }),
  };
}

/** Version 1 writes a value for every metric that is seen. */
function withZeroValue(metric: PlainObject): PlainObject {
  const member = memberOf(metric);
  const name = ["object", "external"].includes(member) ? "currentValue" : "currentAverageValue";
  return {
    ...metric,
    [member]: { ...objectOf(metric[member]), [name]: objectOf(metric[member])[name] ?? "0" },
  };
}

function behaviorSchema(): ObjectSchema {
  const schema = builtInData().table.named(
    "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior",
  );
  assert(schema !== undefined, "autoscaling/v2 has behaviors");
  return schema;
}

/** The behavior stands in its annotation under the names that it has inside the server; nothing is null outside. */
function withJsonNames<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withJsonNames) as T;
  if (!isPlainObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    members.map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      withJsonNames(member),
    ]),
  ) as T;
}

function defined(object: PlainObject): PlainObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
