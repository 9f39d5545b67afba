import {
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import type { TableCell } from "../resource-definition.ts";
import { ageText } from "./age.ts";

/** The cells of an event, in either group: the newer one has other names for the same things. */
export function eventTableRow(event: PlainObject, now: number): readonly TableCell[] {
  const about = objectOf(event["involvedObject"] ?? event["regarding"]);
  const source = objectOf(event["source"] ?? event["deprecatedSource"]);
  const first = event["firstTimestamp"] ?? event["deprecatedFirstTimestamp"] ?? event["eventTime"];
  const last = event["lastTimestamp"] ?? event["deprecatedLastTimestamp"] ?? first;
  const series = objectOf(event["series"]);
  const count = numberOf(event["count"] ?? event["deprecatedCount"]);
  const isSeries = event["series"] !== undefined && event["series"] !== null;
  return [
    ageText(isSeries ? series["lastObservedTime"] : last, now),
    textOf(event["type"]),
    textOf(event["reason"]),
    [textOf(about["kind"]).toLowerCase(), textOf(about["name"])]
      .filter((part) => part !== "")
      .join("/"),
    textOf(about["fieldPath"]),
    sourceText(event, source),
    textOf(event["message"] ?? event["note"]).trim(),
    ageText(first, now),
    isSeries ? numberOf(series["count"]) : count === 0 ? 1 : count,
    textOf(valueAt(event, "metadata", "name")),
  ];
}

function sourceText(event: PlainObject, source: PlainObject): string {
  const component =
    textOf(source["component"]) ||
    textOf(event["reportingComponent"] ?? event["reportingController"]);
  const host = textOf(source["host"]) || textOf(event["reportingInstance"]);
  return host === "" ? component : `${component}, ${host}`;
}
