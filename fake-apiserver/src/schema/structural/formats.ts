import { parseCidr, parseIp } from "../../cel/library/addresses.ts";
import { parseGoUrl } from "../../cel/library/go-url.ts";
import { durationFromText } from "../../cel/values/times.ts";
import { canonicalTime } from "../../codec/time-text.ts";

type Test = (text: string) => boolean;

const matches =
  (pattern: RegExp): Test =>
  (text) =>
    pattern.test(text);

const colorPart = String.raw`\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*`;
const scalaDuration =
  /(\d+)\s*(ns|nano|us|\u00b5s|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|wk|week)s?/i;
const cardNumber =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
const uuid = (version: string, variant = "[0-9a-f]"): Test =>
  matches(
    new RegExp(
      `^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`,
      "i",
    ),
  );

/** What the real server knows, by names without hyphens. @see kube-openapi pkg/validation/strfmt/default.go */
const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["bsonobjectid", matches(/^[0-9a-fA-F]{24}$/)],
  ["uri", (text) => typeof parseGoUrl(text, { isRequest: true }) !== "string"],
  ["email", matches(/^(?:[^@<>]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)$/)],
  ["hostname", isHostname],
  ["ipv4", (text) => isAddress(text) && text.includes(".")],
  ["ipv6", (text) => isAddress(text) && text.includes(":")],
  ["cidr", (text) => typeof parseCidr(sloppy(text)) !== "string"],
  ["mac", isHardwareAddress],
  ["uuid", uuid("[0-9a-f]")],
  ["uuid3", uuid("3")],
  ["uuid4", uuid("4", "[89ab]")],
  ["uuid5", uuid("5", "[89ab]")],
  ["isbn", (text) => isBookNumber10(text) || isBookNumber13(text)],
  ["isbn10", isBookNumber10],
  ["isbn13", isBookNumber13],
  ["creditcard", isCardNumber],
  ["ssn", matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/)],
  ["hexcolor", matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ["rgbcolor", matches(new RegExp(`^rgb\\(${colorPart},${colorPart},${colorPart}\\)$`))],
  ["byte", matches(/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)],
  ["password", () => true],
  [
    "date",
    (text) => /^\d{4}-\d\d-\d\d$/.test(text) && "text" in canonicalTime(`${text}T00:00:00Z`),
  ],
  ["duration", (text) => durationFromText(text) !== undefined || scalaDuration.test(text)],
  ["datetime", (text) => "text" in canonicalTime(text)],
  ["k8sshortname", isLabel],
  ["k8slongname", (text) => text.length <= 253 && text.split(".").every(isLongPart)],
]);

/** Leading zeros are let through in IPv4. */
function sloppy(text: string): string {
  return text.replace(/(^|\.)0+(?=\d)/g, "$1");
}

function isAddress(text: string): boolean {
  return typeof parseIp(sloppy(text.replace(/^::ffff:(?=\d+\.)/i, ""))) !== "string";
}

function isHostname(text: string): boolean {
  const part = /^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;
  return text.length <= 255 && text.split(".").every((label) => part.test(label));
}

function isLabel(text: string): boolean {
  return text.length <= 63 && isLongPart(text);
}

function isLongPart(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

function isHardwareAddress(text: string): boolean {
  const octets = text.includes(".")
    ? text.split(".").map((part) => (/^[0-9a-fA-F]{4}$/.test(part) ? 2 : Number.NaN))
    : text
        .split(text[2] === "-" ? "-" : ":")
        .map((part) => (/^[0-9a-fA-F]{2}$/.test(part) ? 1 : Number.NaN));
  return [6, 8, 20].includes(octets.reduce((sum, octet) => sum + octet, 0));
}

function isBookNumber10(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, "");
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, i) => total + (digit === "X" ? 10 : Number(digit)) * (i === 9 ? 10 : i + 1),
    0,
  );
  return sum % 11 === 0;
}

function isBookNumber13(text: string): boolean {
  const digits = text.replace(/[\s-]+/g, "");
  if (!/^\d{13}$/.test(digits)) return false;
  return (
    [...digits].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 1 : 3), 0) % 10 === 0
  );
}

function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D+/g, "");
  if (!cardNumber.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const weighted = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

/** Whether the real server asks anything of texts of a format. */
export function isKnownFormat(format: string): boolean {
  return tests.has(format.replaceAll("-", ""));
}

/** The format that a text does not have; undefined when it has it, or when the format is unknown and so means nothing. */
export function formatProblem(value: string, format: string | undefined): string | undefined {
  const test = tests.get(format?.replaceAll("-", "") ?? "");
  return test === undefined || test(value) ? undefined : format;
}
