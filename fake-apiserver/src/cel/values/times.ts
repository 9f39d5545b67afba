import { spendWork } from "../../codec/work-budget.ts";
import { Duration, Timestamp } from "./cel-value.ts";

const unitNanos: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const nanosPerSecond = 1_000_000_000n;
const secondsMin = -62_135_596_800n;
const secondsMax = 253_402_300_799n;

/** Reads `1h30m`, as Go does; undefined for what is no duration. */
export function durationFromText(text: string): Duration | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|[\u00b5\u03bc]s|ms|s|m|h))+$/u.exec(text);
  if (match === null) return /^[+-]?0$/.test(text) ? new Duration(0n) : undefined;
  let nanos = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of text.matchAll(
    /(?<![\d.])(\d*)(?:\.(\d*))?(ns|us|[\u00b5\u03bc]s|ms|s|m|h)/gu,
  )) {
    spendWork(5);
    const scale = unitNanos[unit] ?? 0n;
    // Digits that no duration has room for are too many before the point, and nothing behind it.
    const digits = whole.replace(/^0+/, "");
    if (digits.length > 19) return undefined;
    nanos += BigInt(digits) * scale;
    const part = fraction.slice(0, 18);
    nanos += (BigInt(part) * scale) / 10n ** BigInt(part.length);
  }
  if (BigInt.asIntN(64, nanos) !== nanos) return undefined;
  return new Duration(match[1] === "-" ? -nanos : nanos);
}

/** A duration as a number of seconds: `90.5s`. */
export function durationText({ nanos }: Duration): string {
  const sign = nanos < 0n ? "-" : "";
  const magnitude = nanos < 0n ? -nanos : nanos;
  return `${sign}${magnitude / nanosPerSecond}${fractionText(magnitude % nanosPerSecond)}s`;
}

function fractionText(nanos: bigint): string {
  if (nanos === 0n) return "";
  return `.${String(nanos)
    .padStart(9, "0")
    .replace(/(?<!0)0+$/, "")}`;
}

/** Reads RFC 3339; undefined for what is no time. */
export function timestampFromText(text: string): Timestamp | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", zone = ""] = match;
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const isDay =
    Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
  if (!isDay || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(hours, minutes, seconds);
  const offset = zone === "Z" ? 0 : offsetSeconds(zone);
  const whole = BigInt(date.getTime() / 1000 - offset);
  return timestampOf(whole, BigInt(fraction.padEnd(9, "0").slice(0, 9)));
}

function offsetSeconds(zone: string): number {
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60;
  return zone.startsWith("-") ? -seconds : seconds;
}

/** The moment so many seconds after the epoch; undefined outside of the years 1 to 9999. */
export function timestampOf(seconds: bigint, nanos = 0n): Timestamp | undefined {
  if (seconds < secondsMin || seconds > secondsMax) return undefined;
  return new Timestamp(seconds * nanosPerSecond + nanos);
}

/** Whole seconds since the epoch, rounded down. */
export function secondsOf({ nanos }: Timestamp): bigint {
  const seconds = nanos / nanosPerSecond;
  return nanos % nanosPerSecond < 0n ? seconds - 1n : seconds;
}

/** Reads `YYYY-MM-DD`; undefined for what is no day. */
export function timestampFromDate(text: string): Timestamp | undefined {
  return timestampFromText(`${text}T00:00:00Z`);
}

/** RFC 3339 in UTC, with as many digits as needed. */
export function timestampText(timestamp: Timestamp): string {
  const seconds = secondsOf(timestamp);
  const text = new Date(Number(seconds) * 1000).toISOString();
  const fraction = fractionText(timestamp.nanos - seconds * nanosPerSecond);
  return `${text.replace(/^\+00/, "").slice(0, 19)}${fraction}Z`;
}

/** Date and time of day in a zone: `+02:00`, `02:00` or a name. Undefined for no such zone. */
export function partsIn(timestamp: Timestamp, zone: string): Date | undefined {
  const milliseconds = Number(timestamp.nanos / 1_000_000n);
  const offset = /^([+-]?)(\d{1,9}):(\d{1,9})$/.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(milliseconds + (offset[1] === "-" ? -1 : 1) * minutes * 60_000);
  }
  if (zone === "UTC" || zone === "" || zone === "Local") return new Date(milliseconds);
  const format = formatOfZone(zone);
  if (format === undefined) return undefined;
  spendWork(50);
  const parts = new Map(
    format.formatToParts(milliseconds).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return new Date(local + (((milliseconds % 1000) + 1000) % 1000));
}

const formats = new Map<string, Intl.DateTimeFormat>();
const formatsMax = 16;

/** What writes times of a zone takes long to make, so the last ones are kept; undefined for no such zone. */
function formatOfZone(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  spendWork(2_000);
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    const { timeZone } = format.resolvedOptions();
    // Names are files for Go, and offsets have none.
    const isMiswritten = timeZone !== zone && timeZone.toLowerCase() === zone.toLowerCase();
    if (isMiswritten || /^[+-]/.test(zone)) return undefined;
    if (formats.size >= formatsMax) formats.clear();
    formats.set(zone, format);
    return format;
  } catch {
    return undefined;
  }
}
