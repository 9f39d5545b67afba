import { parseGoDuration } from "../../codec/go/go-duration.ts";

/** A field of a schedule: its bounds, and names that stand for numbers. */
interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const fields: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ["", ...months] },
  { min: 0, max: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];
const descriptors = [
  "@yearly",
  "@annually",
  "@monthly",
  "@weekly",
  "@daily",
  "@midnight",
  "@hourly",
];

/**
 * What is wrong with a cron schedule, in the words of the real server's parser; undefined where nothing is.
 *
 * @see github.com/robfig/cron/v3 parser.go
 */
export function cronScheduleProblem(schedule: string): string | undefined {
  let spec = schedule;
  if (/^(?:CRON_)?TZ=/.test(spec)) spec = spec.slice(spec.indexOf(" ") + 1).trim();
  if (spec === "") return "empty spec string";
  if (spec.startsWith("@")) return descriptorProblem(spec);
  const parts = spec.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    return `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`;
  }
  for (const [index, bounds] of fields.entries()) {
    for (const range of (parts[index] ?? "").split(",").filter((one) => one !== "")) {
      const problem = rangeProblem(range, bounds);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function descriptorProblem(spec: string): string | undefined {
  if (descriptors.includes(spec)) return undefined;
  const every = "@every ";
  if (!spec.startsWith(every)) return `unrecognized descriptor: ${spec}`;
  const result = parseGoDuration(spec.slice(every.length));
  return "problem" in result ? `failed to parse duration ${spec}: ${result.problem}` : undefined;
}

/** `number | number "-" number [ "/" number ]`, or a star. */
function rangeProblem(expression: string, { min, max, names }: Bounds): string | undefined {
  const [range = "", step, ...moreSteps] = expression.split("/");
  const [low = "", high, ...moreHyphens] = range.split("-");
  let start = min;
  let end = max;
  if (low !== "*" && low !== "?") {
    const first = toNumber(low, names);
    if (typeof first === "string") return first;
    start = first;
    if (moreHyphens.length > 0) return `too many hyphens: ${expression}`;
    const last = high === undefined ? first : toNumber(high, names);
    if (typeof last === "string") return last;
    end = high === undefined && step !== undefined ? max : last;
  }
  if (moreSteps.length > 0) return `too many slashes: ${expression}`;
  const width = step === undefined ? 1 : toNumber(step, undefined);
  if (typeof width === "string") return width;
  if (start < min) return `beginning of range (${start}) below minimum (${min}): ${expression}`;
  if (end > max) return `end of range (${end}) above maximum (${max}): ${expression}`;
  if (start > end)
    return `beginning of range (${start}) beyond end of range (${end}): ${expression}`;
  return width === 0 ? `step of range should be a positive number: ${expression}` : undefined;
}

/** The number, or what is wrong with it. */
function toNumber(text: string, names: readonly string[] | undefined): number | string {
  const named = text === "" ? -1 : (names?.indexOf(text.toLowerCase()) ?? -1);
  if (named >= 0) return named;
  if (/^-\d+$/.test(text)) return `negative number (${text}) not allowed: ${text}`;
  return /^\+?\d+$/.test(text)
    ? Number(text)
    : `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
