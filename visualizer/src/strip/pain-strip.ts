import { group, label, line, type Mark, path, rect, round } from "../layout/marks/mark.ts";
import { widthOf } from "../layout/marks/measure.ts";

/** One run of an exploration: where it stands on the strip, and how bad it is; no value while it is not worked out. */
export interface PainSample {
  readonly x: number;
  readonly value: number | undefined;
  /** Shown below, where there is room: a ladder's rung. */
  readonly name?: string;
}

export interface PainStrip {
  readonly width: number;
  readonly samples: readonly PainSample[];
  /** The sample under the cursor. */
  readonly at: number | undefined;
  /** What the value is without any change. */
  readonly usual: number | undefined;
  readonly textOf: (value: number) => string;
}

/** The strip's height in pixels. */
export const painHeight = 76;

const floor = 56;
const room = 44;
const steps = 5;

/** A bar for each run, as high as it hurts; darker the worse it is than usual, and grey where it is not. The usual run is a line across. */
export function painMarks({ width, samples, at, usual, textOf }: PainStrip): readonly Mark[] {
  const known = samples.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const most = Math.max(1, usual ?? 0, ...known);
  const least = usual ?? Math.min(most, ...known);
  const heightOf = (value: number): number => round((value / most) * room);
  const peak = samples.findIndex(({ value }) => value === most);
  return [
    rect("ground", { x: 0, y: 0, width, height: painHeight }, "iv-panel", 8),
    group(
      "bars",
      { class: "iv-pain" },
      samples.map(({ value }, index) => {
        const excess =
          value === undefined ? undefined : (value - least) / Math.max(1, most - least);
        return bar(samples, index, { excess, height: value && heightOf(value) }, width);
      }),
    ),
    line("floor", 0, floor, width, floor, "iv-distance-floor"),
    ...(usual === undefined
      ? []
      : [
          line(
            "usual",
            0,
            floor - heightOf(usual),
            width,
            floor - heightOf(usual),
            "iv-pain-usual",
          ),
        ]),
    ...names(samples, width),
    ...(peak < 0 ? [] : [peakLabel(samples[peak]?.x ?? 0, textOf(most), width)]),
    ...(at === undefined ? [] : bolt(samples[at]?.x ?? 0)),
  ];
}

function bar(
  samples: readonly PainSample[],
  index: number,
  how: { readonly excess: number | undefined; readonly height: number | undefined },
  width: number,
): Mark {
  const x = samples[index]?.x ?? 0;
  const before = samples[index - 1]?.x;
  const after = samples[index + 1]?.x;
  const left =
    before === undefined ? Math.max(0, x - ((after ?? x + 12) - x) / 2) : (before + x) / 2;
  const right = after === undefined ? Math.min(width, x + (x - left)) : (x + after) / 2;
  const { excess, height: known = room } = how;
  const height = Math.max(1.5, known);
  const step = excess === undefined ? "wait" : String(Math.max(0, Math.ceil(excess * steps)));
  const box = { x: left, y: floor - height, width: Math.max(1, right - left - 0.5), height };
  return rect(`bar-${index}`, box, `iv-pain-${step}`);
}

/** Names of the rungs that have room. */
function names(samples: readonly PainSample[], width: number): readonly Mark[] {
  let free = 0;
  return samples.flatMap(({ x, name }, index) => {
    if (name === undefined) return [];
    const size = widthOf(name, 12, "sans");
    const left = Math.min(Math.max(2, x - size / 2), width - size - 2);
    if (left < free) return [];
    free = left + size + 8;
    return [label(`name-${index}`, left, floor + 15, name, "iv-small")];
  });
}

function peakLabel(x: number, text: string, width: number): Mark {
  const size = widthOf(text, 12, "sans");
  const left = Math.min(Math.max(4, x + 6), width - size - 4);
  return label("peak", left, 13, text, "iv-small iv-strong");
}

function bolt(x: number): readonly Mark[] {
  const at = round(x);
  return [
    line("cursor", at, 2, at, floor, "iv-playhead"),
    path("bolt", `M${at + 2},${floor - 2}l-7,10h5l-3,9l9,-12h-5l4,-7Z`, "iv-pain-bolt"),
  ];
}

/** The sample nearest to a pixel. */
export function nearestSample(samples: readonly PainSample[], x: number): number | undefined {
  let best: number | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, sample] of samples.entries()) {
    const away = Math.abs(sample.x - x);
    if (away < distance) {
      distance = away;
      best = index;
    }
  }
  return best;
}
