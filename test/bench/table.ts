import { type Benchmark, cpuSuffix, type Measurement } from "./benchmark.ts";

/** What came of one contestant: its runs, or why there are none. */
export interface Outcome {
  readonly contestant: string;
  readonly runs: readonly Measurement[];
  readonly unavailable?: string;
}

/** Median figures of each contestant, and how ours compares: more than 1 means that ours is better. */
export interface Summary {
  readonly benchmark: string;
  readonly figures: readonly {
    readonly figure: string;
    readonly values: Readonly<Record<string, number>>;
    readonly ratios: Readonly<Record<string, number>>;
  }[];
  readonly unavailable: Readonly<Record<string, string>>;
}

/** Takes the median of each figure; where a figure is known per CPU second, that one is compared. */
export function summarise(benchmark: Benchmark, outcomes: readonly Outcome[]): Summary {
  const medians = new Map(outcomes.map(({ contestant, runs }) => [contestant, mediansOf(runs)]));
  const [ours = ""] = medians.keys();
  const names = [...new Set([...medians.values()].flatMap((figures) => [...figures.keys()]))];
  const figures = names
    .filter((figure) => !names.includes(figure + cpuSuffix))
    .map((figure) => {
      const values: Record<string, number> = {};
      const ratios: Record<string, number> = {};
      for (const [contestant, known] of medians) {
        const value = known.get(figure);
        if (value !== undefined) values[contestant] = value;
      }
      const own = values[ours];
      const isSmallerBetter = benchmark.smallerIsBetter?.includes(figure) === true;
      for (const [contestant, value] of Object.entries(values)) {
        if (contestant === ours || own === undefined) continue;
        ratios[contestant] = isSmallerBetter ? value / own : own / value;
      }
      return { figure, values, ratios };
    });
  const unavailable = Object.fromEntries(
    outcomes.flatMap(({ contestant, unavailable }) =>
      unavailable === undefined ? [] : [[contestant, unavailable]],
    ),
  );
  return { benchmark: benchmark.name, figures, unavailable };
}

/** The summary for people. */
export function tableOf(benchmark: Benchmark, summary: Summary): string {
  const contestants = benchmark.contestants.map(({ name }) => name);
  const shown = contestants.filter((name) => summary.figures.some(({ values }) => name in values));
  const peers = shown.slice(1);
  const rows = summary.figures.map(({ figure, values, ratios }) => [
    figure.endsWith(cpuSuffix) ? `${figure.slice(0, -cpuSuffix.length)} (per CPU second)` : figure,
    ...shown.map((name) => numberText(values[name])),
    ...peers.map((name) => (ratios[name] === undefined ? "" : `${ratios[name].toFixed(2)} ×`)),
  ]);
  const header = ["", ...shown, ...peers.map((name) => `ours to ${name}`)];
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const missing = Object.entries(summary.unavailable).map(
    ([name, reason]) => `  ${name}: not measured, ${reason}`,
  );
  const body =
    rows.length === 0 ? [] : [line(header), ...rows.map(line)].map((text) => `  ${text}`);
  return [`${benchmark.name}: ${benchmark.about}`, ...body, ...missing, ""].join("\n");
}

function mediansOf(runs: readonly Measurement[]): Map<string, number> {
  const names = new Set(runs.flatMap((run) => Object.keys(run)));
  return new Map([...names].map((name) => [name, median(runs.flatMap((run) => run[name] ?? []))]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function numberText(value: number | undefined): string {
  if (value === undefined) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}
