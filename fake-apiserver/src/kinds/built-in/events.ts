import type { KubernetesObject } from "@informerlab/core";
import {
  isPlainObject,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { qualifiedName, subdomainName } from "../../codec/names/names.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import { eventTableRow } from "../tables/event-row.ts";
import {
  type Check,
  form,
  immutable,
  isEmpty,
  isSet,
  needed,
  sameState,
} from "../validation/checks.ts";
import type { Report } from "../validation/report.ts";
import type { KindRules } from "./kind-rules.ts";

const aboutFields = [
  "kind",
  "namespace",
  "name",
  "uid",
  "apiVersion",
  "resourceVersion",
  "fieldPath",
] as const;

/** Event names of the newer group and those of the older, in which events are stored. */
const renamed: readonly (readonly [newer: string, older: string])[] = [
  ["regarding", "involvedObject"],
  ["note", "message"],
  ["reportingController", "reportingComponent"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
];

/** What the newer group writes even when empty: as the zero values of its Go type. */
const newerDefaults = {
  deprecatedSource: {},
  deprecatedFirstTimestamp: null,
  deprecatedLastTimestamp: null,
};
const olderDefaults = { involvedObject: {}, source: {}, firstTimestamp: null, lastTimestamp: null };

/** Events of the core group. Any type of event goes there. */
export const coreEventRules: KindRules = {
  nameRule: pathSegmentName,
  strategy: { allowsCreateOnUpdate: true, isNeverCollected: true },
  checksMetadataLast: true,
  storageKey: "events",
  selectableFields: {
    ...Object.fromEntries(
      aboutFields.map((field) => [
        `involvedObject.${field}`,
        (event: PlainObject) => textOf(valueAt(event, "involvedObject", field)),
      ]),
    ),
    reason: (event) => textOf(event["reason"]),
    reportingComponent: (event) => textOf(event["reportingComponent"]),
    source: (event) =>
      textOf(valueAt(event, "source", "component")) || textOf(event["reportingComponent"]),
    type: (event) => textOf(event["type"]),
  },
  qualifiesFinalizers: false,
  metadataOnUpdate: [],
  check: eventCheck("reportingComponent", false),
  toTableRow: eventTableRow,
};

/** Events of events.k8s.io: the same objects under newer names, and stricter. Selectors look at them as they are stored. */
export const newEventRules: KindRules = {
  errorGroup: "",
  nameRule: subdomainName,
  checksMetadataBetween: true,
  strategy: { allowsCreateOnUpdate: true, isNeverCollected: true },
  storageKey: "events",
  selectableFields: {
    ...Object.fromEntries(
      aboutFields.map((field) => [
        `regarding.${field}`,
        (event: PlainObject) =>
          textOf(objectOf(event["involvedObject"] ?? event["regarding"])[field]),
      ]),
    ),
    reason: (event) => textOf(event["reason"]),
    reportingController: (event) =>
      textOf(event["reportingComponent"] ?? event["reportingController"]),
    type: (event) => textOf(event["type"]),
  },
  metadataOnUpdate: ["update"],
  checkCreate: newEvent,
  check: eventCheck("reportingController", true),
  checkUpdate: eventChange,
  toTableRow: eventTableRow,
  toStored: (event) => rename(event, { from: 0, to: 1, defaults: olderDefaults, apiVersion: "v1" }),
  fromStored: (event) =>
    rename(event, { from: 1, to: 0, defaults: newerDefaults, apiVersion: "events.k8s.io/v1" }),
};

function fitsNamespace(event: PlainObject, of: string, isTimed: boolean): boolean {
  const namespace = textOf(valueAt(event, "metadata", "namespace"));
  if (of === "") return namespace === "default" || (isTimed && namespace === "kube-system");
  return isTimed || of === namespace;
}

/** What is asked of events in both groups; the texts name the fields as they are stored. */
function eventCheck(controllerField: string, isNewer: boolean): Check {
  const about = isNewer ? "regarding" : "involvedObject";
  return (value, _at, report) => {
    const event = objectOf(value);
    const of = textOf(valueAt(event, about, "namespace"));
    const isTimed = isSet(event["eventTime"]);
    if (!fitsNamespace(event, of, isTimed))
      report.invalid("involvedObject.namespace", of, "does not match event.namespace");
    if (!isTimed) return;
    const controller = event[isNewer ? "reportingController" : "reportingComponent"];
    needed()(controller, controllerField, report);
    form(qualifiedName)(controller, controllerField, report);
    for (const member of ["reportingInstance", "action", "reason"] as const) {
      needed()(event[member], member, report);
      if (textOf(event[member]).length > 128)
        report.invalid(member, "", "can have at most 128 characters");
    }
    if (textOf(event[isNewer ? "note" : "message"]).length > 1024)
      report.invalid("message", "", "can have at most 1024 characters");
  };
}

const eventSeries: Check = (value, _at, report) => {
  const { series } = objectOf(value);
  if (!isSet(series)) return;
  const { count, lastObservedTime } = objectOf(series);
  if (numberOf(count) < 2) report.invalid("series.count", "", "should be at least 2");
  needed()(lastObservedTime, "series.lastObservedTime", report);
};

const oldFields: readonly (readonly [string, string])[] = [
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
];

function newEvent(value: unknown, at: string, report: Report): void {
  const event = objectOf(value);
  eventSeries(value, at, report);
  needed()(event["eventTime"], "eventTime", report);
  const type = textOf(event["type"]);
  if (type !== "Normal" && type !== "Warning")
    report.invalid("type", "", `has invalid value: ${type}`);
  for (const [member, older] of oldFields) {
    if (!isEmpty(event[member])) report.invalid(older, "", "needs to be unset");
  }
  const source = objectOf(event["deprecatedSource"]);
  if (textOf(source["component"]) !== "" || textOf(source["host"]) !== "")
    report.invalid("source", "", "needs to be unset");
}

/** Fields that stay, in the order in which they are looked at; the reason is looked at twice. */
const fixedFields: readonly (readonly [newer: string, older: string])[] = [
  ["regarding", "involvedObject"],
  ["reason", "reason"],
  ["note", "message"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
  ["reason", "reason"],
  ["type", "type"],
  ["eventTime", "eventTime"],
  ["action", "action"],
  ["related", "related"],
  ["reportingController", "reportingController"],
  ["reportingInstance", "reportingInstance"],
];

function eventChange(value: unknown, at: string, report: Report): void {
  const event = objectOf(value);
  const old = objectOf(report.old);
  if (!sameState(event["series"], old["series"])) eventSeries(value, at, report);
  for (const [newer, older] of fixedFields) immutable(newer, older)(value, at, report);
}

function rename(
  event: KubernetesObject,
  {
    from,
    to,
    defaults,
    apiVersion,
  }: {
    readonly from: 0 | 1;
    readonly to: 0 | 1;
    readonly defaults: PlainObject;
    readonly apiVersion: string;
  },
): KubernetesObject {
  const names = new Map(renamed.map((pair) => [pair[from], pair[to]]));
  const result: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(objectOf(event)))
    result[names.get(name) ?? name] = value;
  // The newer group leaves out empty reporters, the older writes them.
  for (const name of ["reportingController", "reportingInstance"])
    if (result[name] === "") delete result[name];
  if (to === 1) {
    result["reportingComponent"] ??= "";
    result["reportingInstance"] ??= "";
  }
  if (isPlainObject(result["regarding"]) && Object.keys(result["regarding"]).length === 0)
    delete result["regarding"];
  const { metadata, kind, apiVersion: _, ...rest } = result;
  return { kind, apiVersion, metadata, ...rest } as KubernetesObject;
}
