/**
 * Times as Kubernetes writes them: UTC, whole seconds (`Time`) or six digits (`MicroTime`), and the words in which
 * Go refuses others.
 *
 * @see Go time/format.go, apimachinery pkg/apis/meta/v1/time.go
 */

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const timeLayout = "2006-01-02T15:04:05Z07:00";
const microTimeLayout = "2006-01-02T15:04:05.000000Z07:00";

/** A time read, or why not. */
export type TimeResult = { readonly text: string } | { readonly problem: string };

/** Reads a `metav1.Time`. */
export function canonicalTime(text: string): TimeResult {
  return canonical(
    text,
    timeLayout,
    () => true,
    (date) => `${date.toISOString().slice(0, 19)}Z`,
  );
}

/** Reads a `metav1.MicroTime`: exactly six digits after the point. */
export function canonicalMicroTime(text: string): TimeResult {
  const fraction = rfc3339.exec(text)?.[7] ?? ".000000";
  return canonical(
    text,
    microTimeLayout,
    (found) => found?.length === 7,
    (date) => `${date.toISOString().slice(0, 19)}${fraction}Z`,
  );
}

let lastSecond = Number.NaN;
let lastText = "";

/** The time as `metav1.Time` writes it: whole seconds. */
export function timeText(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** Milliseconds since the epoch; undefined for what is no time. */
export function millisecondsOf(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  const milliseconds = Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function canonical(
  text: string,
  layout: string,
  acceptsFraction: (fraction: string | undefined) => boolean,
  write: (date: Date) => string,
): TimeResult {
  const match = rfc3339.exec(text);
  if (match !== null && acceptsFraction(match[7])) {
    const outOfRange = rangeProblem(match);
    if (outOfRange !== undefined)
      return { problem: `parsing time ${JSON.stringify(text)}: ${outOfRange} out of range` };
    const milliseconds = Date.parse(text);
    if (!Number.isNaN(milliseconds)) return { text: write(new Date(milliseconds)) };
  }
  const { rest, element } = firstMismatch(text, layout);
  const problem = `cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(element)}`;
  return {
    problem: `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: ${problem}`,
  };
}

function rangeProblem(match: RegExpExecArray): string | undefined {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12) return "month";
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return "day";
  if (hour > 23) return "hour";
  if (minute > 59) return "minute";
  return second > 59 ? "second" : undefined;
}

/** Go walks layout and text together and names the first element that does not fit. */
function firstMismatch(
  text: string,
  layout: string,
): { readonly rest: string; readonly element: string } {
  const elements: readonly (readonly [element: string, pattern: RegExp])[] = [
    ["2006", /^\d{4}/],
    ["-", /^-/],
    ["01", /^\d{2}/],
    ["-", /^-/],
    ["02", /^\d{2}/],
    ["T", /^T/],
    ["15", /^\d{2}/],
    [":", /^:/],
    ["04", /^\d{2}/],
    [":", /^:/],
    ["05", layout === timeLayout ? /^\d{2}(\.\d+)?/ : /^\d{2}/],
    ...(layout === timeLayout ? [] : ([[".000000", /^\.\d{6}(?!\d)/]] as const)),
    ["Z07:00", /^(Z|[+-]\d{2}:\d{2})/],
  ];
  let rest = text;
  for (const [element, pattern] of elements) {
    const match = pattern.exec(rest);
    if (match === null) return { rest, element };
    rest = rest.slice(match[0].length);
  }
  return { rest, element: "" };
}
