import { addressFamily } from "../../cel/library/addresses.ts";
import { parseGoUrl } from "../../cel/library/go-url.ts";
import { utf8Length } from "../../codec/bytes/base64.ts";
import { isDate, isDateTime } from "../../codec/go/date-forms.ts";
import { durationOfFormat } from "./format-duration.ts";
import { isMailAddress } from "./format-email.ts";

type Test = (text: string) => boolean;

const matches =
  (pattern: RegExp): Test =>
  (text) =>
    pattern.test(text);

const colorPart = String.raw`\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*`;
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
  ["email", isMailAddress],
  ["hostname", isHostname],
  ["ipv4", (text) => sloppyFamily(text) !== undefined && text.includes(".")],
  ["ipv6", (text) => !text.includes("%") && addressFamily(text) === 6],
  ["cidr", isNetwork],
  ["mac", isHardwareAddress],
  ["uuid", uuid("[0-9a-f]")],
  ["uuid3", uuid("3")],
  ["uuid4", uuid("4", "[89ab]")],
  ["uuid5", uuid("5", "[89ab]")],
  ["isbn", (text) => isBookNumber10(text) || isBookNumber13(text)],
  ["isbn10", isBookNumber10],
  ["isbn13", isBookNumber13],
  ["creditcard", isCardNumber],
  ["ssn", matches(/^\d{3}[- ]\d{2}[- ]\d{4}$/)],
  ["hexcolor", matches(/^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/)],
  ["rgbcolor", matches(new RegExp(`^rgb\\(${colorPart},${colorPart},${colorPart}\\)$`))],
  [
    "byte",
    matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/),
  ],
  ["password", () => true],
  ["date", isDate],
  ["duration", (text) => typeof durationOfFormat(text) !== "string"],
  ["datetime", isDateTime],
  ["k8sshortname", isLabel],
  ["k8slongname", (text) => text.length <= 253 && text.split(".").every(isLongPart)],
]);

/** The family of an address whose numbers may begin with zeros, as Go's older parser read it. */
function sloppyFamily(text: string): 4 | 6 | undefined {
  const family = addressFamily(text.replace(/(^|[.:])0+(?=[0-9a-fA-F])/g, "$1"));
  return typeof family === "string" || text.includes("%") ? undefined : family;
}

function isNetwork(text: string): boolean {
  const [address = "", bits = ""] = text.split(/\/(.*)/s);
  const family = sloppyFamily(address);
  return family !== undefined && /^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

const hostLetter = String.raw`[a-zA-Z0-9\p{S}\p{L}]`;
const hostLabel = String.raw`${hostLetter}(?:[a-zA-Z0-9\-\p{S}\p{L}]{0,61}${hostLetter})?`;
const hostName = new RegExp(
  String.raw`^(?:${hostLetter}-?${hostLetter}{0,62}|(?:${hostLabel}\.)+[a-zA-Z\p{L}]{2,63})$`,
  "u",
);

/** One label, which may end in a hyphen, or several, the last of letters alone. */
function isHostname(text: string): boolean {
  if (utf8Length(text) > 255 || !hostName.test(text)) return false;
  return text.split(".").every((label) => utf8Length(label) <= 63);
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
