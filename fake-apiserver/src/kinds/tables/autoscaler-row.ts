import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/json/plain-object.ts";
import type { TableCell } from "../resource-definition.ts";
import { none } from "./cell-text.ts";
import { ageOf, nameOf } from "./core-rows.ts";

/** The row of an autoscaler in version 2; the printer knows no other. */
export function autoscalerRow(autoscaler: PlainObject, now: number): readonly TableCell[] {
  const spec = objectOf(autoscaler["spec"]);
  const status = objectOf(autoscaler["status"]);
  const target = objectOf(spec["scaleTargetRef"]);
  return [
    nameOf(autoscaler),
    `${textOf(target["kind"])}/${textOf(target["name"])}`,
    autoscalerTargets(spec, status),
    spec["minReplicas"] === undefined ? "<unset>" : String(spec["minReplicas"]),
    numberOf(spec["maxReplicas"]),
    numberOf(status["currentReplicas"]),
    ageOf(autoscaler, now),
  ];
}

function autoscalerTargets(spec: PlainObject, status: PlainObject): string {
  const current = listOf(status["currentMetrics"]).map(objectOf);
  const texts = listOf(spec["metrics"]).map((metric, index) =>
    metricText(objectOf(metric), current[index] ?? {}),
  );
  if (texts.length === 0) return none;
  return texts.length > 2
    ? `${texts.slice(0, 2).join(", ")} + ${texts.length - 2} more...`
    : texts.join(", ");
}

function metricText(metric: PlainObject, status: PlainObject): string {
  const type = metricTypes.find((name) => metric[name] !== undefined);
  if (type === undefined) return "<unknown type>";
  const source = objectOf(metric[type]);
  const target = objectOf(source["target"]);
  const current = objectOf(objectOf(status[type])["current"]);
  const isResource = type === "resource" || type === "containerResource";
  const prefix = isResource ? `${textOf(source["name"])}: ` : "";
  if (target["averageValue"] !== undefined) {
    const suffix = type === "object" || type === "external" ? " (avg)" : "";
    return `${prefix}${orUnknown(current["averageValue"])}/${target["averageValue"]}${suffix}`;
  }
  if (!isResource) return `${orUnknown(current["value"])}/${target["value"]}`;
  const wanted = target["averageUtilization"];
  const seen = current["averageUtilization"];
  return `${prefix}${orUnknown(seen === undefined ? undefined : `${seen}%`)}/${wanted === undefined ? "<auto>" : `${wanted}%`}`;
}

const metricTypes = ["resource", "containerResource", "pods", "object", "external"];

function orUnknown(value: unknown): string {
  return value === undefined ? "<unknown>" : String(value);
}
