import type { RawRequest } from "./request.ts";
import type { RawAnswer } from "./settle.ts";

const shownMax = 260;
const before = 60;

/** The request in a line. */
export function nameOf({ method, path, headers = {}, body = "" }: RawRequest): string {
  const { "content-type": type, ...others } = headers;
  const shown = [
    type === undefined || type === "application/json" ? "" : type,
    Object.keys(others).length === 0 ? "" : JSON.stringify(others),
    body.slice(0, 120),
  ];
  return [method, path.slice(0, 200), ...shown.filter((part) => part !== "")].join(" ");
}

/** What two answers differ in; none: they are equal. */
export function differences(real: RawAnswer, own: RawAnswer): readonly string[] {
  const lines: string[] = [];
  if (real.status !== own.status) lines.push(`status: real ${real.status}, ours ${own.status}`);
  for (const name of Object.keys({ ...real.headers, ...own.headers }).sort()) {
    const [one, other] = [real.headers[name], own.headers[name]];
    if (one !== other) lines.push(`${name}: real ${one ?? "(none)"}, ours ${other ?? "(none)"}`);
  }
  if (real.body !== own.body) {
    const start = Math.max(0, firstDifference(real.body, own.body) - before);
    const shown = (text: string): string => JSON.stringify(text.slice(start, start + shownMax));
    lines.push(`real: ${shown(real.body)}`, `ours: ${shown(own.body)}`);
  }
  return lines;
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}
