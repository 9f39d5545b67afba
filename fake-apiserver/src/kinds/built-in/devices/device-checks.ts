import { listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { labelName, subdomainName } from "../../../codec/names/names.ts";
import { repeatsIn } from "../../../codec/names/repeats-in.ts";
import { type Check, each, form, maxItems, needed } from "../../validation/checks.ts";
import { driverName } from "../../validation/common-checks.ts";
import type { Report } from "../../validation/report.ts";

const identifierPattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** How long texts about devices may be. */
export const lengthMax = { identifier: 32, value: 64, pool: 253 };

/** A name, which may not be absent: that is an empty one. */
export const requestName: Check = (value, at, report) => form(labelName)(value ?? "", at, report);

/** A list of at most so many, each of its own name. */
export function setOf(countMax: number, item: Check, nameOf: (item: unknown) => string): Check {
  return (value, at, report) => {
    const items = listOf(value);
    if (items.length > countMax) {
      maxItems(countMax)(value, at, report);
      return;
    }
    each(item)(value, at, report);
    const names = items.map(nameOf);
    for (const i of repeatsIn(names)) report.duplicate(`${at}[${i}]`, names[i]);
  };
}

/** The name of an item. */
export const ownName = (item: unknown): string => textOf(objectOf(item)["name"]);

/** The name of an attribute or capacity of a device, with or without a domain. */
export const resourceName: Check = (value, at, report) => {
  const [first = "", second, ...more] = textOf(value).split("/");
  if (more.length > 0) return;
  if (second !== undefined) {
    if (first === "") report.invalid(at, "", "the domain must not be empty");
    else driverName(first, at, report);
    if (second === "") report.invalid(at, "", "the name must not be empty");
  }
  const name = second ?? first;
  if (second !== "") identifier(name, at, report);
};

function identifier(name: string, at: string, report: Report): void {
  if (name.length > lengthMax.identifier) report.tooLong(at, lengthMax.identifier);
  if (!identifierPattern.test(name))
    report.invalid(
      at,
      name,
      "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')",
    );
}

/** The name of an attribute of devices, with the domain that gives it its meaning. */
export const attributeName: Check = (value, at, report) => {
  resourceName(value, at, report);
  if (!textOf(value).includes("/"))
    report.invalid(
      at,
      value,
      "a fully qualified name must be a domain and a name separated by a slash",
    );
};

/** The name of a pool of devices. */
export const poolName: Check = needed((value, at, report) => {
  const name = textOf(value);
  if (name.length > lengthMax.pool) report.tooLong(at, lengthMax.pool);
  for (const part of name.split("/")) form(subdomainName)(part, at, report);
});
