import { parseCidr } from "../../../cel/library/addresses.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import {
  all,
  type Check,
  fields,
  isSet,
  maxBytes,
  maxItems,
  optional,
} from "../../validation/checks.ts";
import { conditions, driverName } from "../../validation/common-checks.ts";
import { Shown } from "../../validation/report.ts";
import { poolName, requestName, setOf } from "./device-checks.ts";

const conditionsMax = 8;
const textBytesMax = { data: 10 * 1024, interfaceName: 256, hardwareAddress: 128 };
const addressesMax = 16;

/** What of a device tells it from others. */
function deviceId(device: unknown): object {
  const { driver, pool, device: name } = objectOf(device);
  return { Driver: textOf(driver), Pool: textOf(pool), Device: textOf(name), ShareID: "" };
}

/** The same as a text. */
export function deviceIdText(device: unknown): string {
  return JSON.stringify(deviceId(device));
}

const data: Check = optional((value, at, report) => {
  if (JSON.stringify(value).length > textBytesMax.data) report.tooLong(at, textBytesMax.data);
  else if (!isPlainObject(value))
    report.invalid(at, "<value omitted>", "must be a valid JSON object");
});

const interfaceAddress: Check = (value, at, report) => {
  const address = parseCidr(textOf(value));
  if (typeof address === "string")
    report.invalid(
      at,
      value,
      "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)",
    );
  else if (String(address) !== value)
    report.invalid(at, value, `must be in canonical form (${JSON.stringify(String(address))})`);
};

const deviceStatus: Check = all(
  fields({ driver: driverName, pool: poolName, device: requestName }),
  (value, at, report) => {
    const results = listOf(valueAt(report.object, "status", "allocation", "devices", "results"));
    const id = deviceIdText(value);
    if (!results.some((result) => deviceIdText(result) === id))
      report.invalid(at, new Shown(deviceId(value)), "must be an allocated device in the claim");
  },
  fields({
    conditions: all(maxItems(conditionsMax), conditions),
    data,
    networkData: optional(
      fields({
        interfaceName: maxBytes(textBytesMax.interfaceName),
        hardwareAddress: maxBytes(textBytesMax.hardwareAddress),
        ips: setOf(addressesMax, interfaceAddress, textOf),
      }),
    ),
  }),
);

/** What drivers tell of the devices that a claim was given. */
export const deviceStatuses: Check = (value, at, report) => {
  if (isSet(value)) setOf(Number.POSITIVE_INFINITY, deviceStatus, deviceIdText)(value, at, report);
};
