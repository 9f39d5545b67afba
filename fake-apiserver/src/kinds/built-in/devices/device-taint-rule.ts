import { timeText } from "../../../codec/go/time-text.ts";
import {
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { labelValue, qualifiedName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  fields,
  form,
  isSet,
  maxItems,
  needed,
  oneOf,
  optional,
  unlessEmpty,
} from "../../validation/checks.ts";
import { conditions, driverName } from "../../validation/common-checks.ts";
import type { KindRules } from "../kind-rules.ts";
import { poolName, requestName } from "./device-checks.ts";

const taint: Check = (value, at, report) => {
  fields({
    key: (key, place) => form(qualifiedName)(textOf(key), place, report),
    value: unlessEmpty(form(labelValue)),
  })(value, at, report);
  const effect = valueAt(value, "effect");
  if (report.old === undefined || valueAt(report.old, "spec", "taint", "effect") !== effect)
    needed(oneOf("NoExecute", "NoSchedule", "None"))(effect, `${at}.effect`, report);
};

/** A taint is of the moment in which it is written without a time, again and again. */
function added(rule: PlainObject, now: number): PlainObject {
  return isSet(valueAt(rule, "spec", "taint", "timeAdded"))
    ? rule
    : withValueAt(rule, ["spec", "taint", "timeAdded"], timeText(now));
}

/**
 * A taint of all devices that it selects.
 *
 * @see kubernetes pkg/apis/resource/validation/validation.go
 */
export const deviceTaintRule: KindRules = {
  strategy: { keepsGeneration: true, deleteAnswersObject: true },
  statusKeepsMetadata: true,
  defaultTime: added,
  metadataOnUpdate: ["update"],
  metadataOnStatus: ["update"],
  check: fields({
    spec: fields({
      deviceSelector: optional(
        fields({
          driver: optional(driverName),
          pool: optional(poolName),
          device: optional(requestName),
        }),
      ),
      taint,
    }),
  }),
  checkStatus: fields({ status: fields({ conditions: all(conditions, maxItems(8)) }) }),
};
