import type { KubernetesObject } from "@informerlab/core";
import {
  isPlainObject,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/plain-object.ts";
import { type FieldError, invalid, required } from "../../schema/field-error.ts";
import { eventTableRow } from "../tables/event-row.ts";
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
  strategy: { allowsCreateOnUpdate: true },
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
  validate(event) {
    const namespace = textOf(valueAt(event, "metadata", "namespace"));
    const about = textOf(valueAt(event, "involvedObject", "namespace"));
    if (about === "" ? namespace === "default" : about === namespace) return [];
    return [invalid("involvedObject.namespace", about, "does not match event.namespace")];
  },
  toTableRow: eventTableRow,
};

/** Events of events.k8s.io: the same objects under newer names, and stricter. */
export const newEventRules: KindRules = {
  errorGroup: "",
  strategy: { allowsCreateOnUpdate: true },
  storageKey: "events",
  selectableFields: {
    ...Object.fromEntries(
      aboutFields.map((field) => [
        `regarding.${field}`,
        (event: PlainObject) => textOf(valueAt(event, "regarding", field)),
      ]),
    ),
    reason: (event) => textOf(event["reason"]),
    reportingController: (event) => textOf(event["reportingController"]),
    type: (event) => textOf(event["type"]),
  },
  validate: validateNewEvent,
  toTableRow: eventTableRow,
  toStored: (event) => rename(event, { from: 0, to: 1, defaults: olderDefaults, apiVersion: "v1" }),
  fromStored: (event) =>
    rename(event, { from: 1, to: 0, defaults: newerDefaults, apiVersion: "events.k8s.io/v1" }),
};

function validateNewEvent(event: PlainObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (event["eventTime"] === null || event["eventTime"] === undefined)
    errors.push(required("eventTime"));
  else {
    for (const field of ["reportingController", "reportingInstance", "action", "reason"]) {
      if (textOf(event[field]) === "") errors.push(required(field));
    }
  }
  const type = textOf(event["type"]);
  if (type !== "Normal" && type !== "Warning")
    errors.push(invalid("type", "", `has invalid value: ${type}`));
  return errors;
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
  return { ...result, apiVersion };
}
