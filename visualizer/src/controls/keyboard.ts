import type { LaneId } from "../model/timeline/lanes.ts";
import { laneIds } from "../model/timeline/lanes.ts";

/** What a key asks for. */
export type Command =
  | { readonly kind: "play" }
  | { readonly kind: "step"; readonly direction: 1 | -1; readonly size?: "line" | "beat" }
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "object"; readonly direction: 1 | -1 }
  | { readonly kind: "trouble"; readonly direction: 1 | -1 }
  | { readonly kind: "lane"; readonly lane: LaneId }
  | { readonly kind: "row"; readonly direction: 1 | -1 }
  | { readonly kind: "select" }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "pan"; readonly direction: 1 | -1 }
  | {
      readonly kind:
        | "zoom-all"
        | "go"
        | "fork"
        | "compare"
        | "bookmark"
        | "why"
        | "table"
        | "code"
        | "language"
        | "motion"
        | "help"
        | "escape";
    };

/** The part of a keyboard event that matters. */
export interface Key {
  readonly key: string;
  readonly shiftKey?: boolean;
  readonly ctrlKey?: boolean;
  readonly altKey?: boolean;
  readonly metaKey?: boolean;
}

const byKey: Readonly<Record<string, Command>> = {
  " ": { kind: "play" },
  k: { kind: "play" },
  ".": { kind: "step", direction: 1, size: "line" },
  ",": { kind: "step", direction: -1, size: "line" },
  Home: { kind: "start" },
  End: { kind: "end" },
  "]": { kind: "object", direction: 1 },
  "[": { kind: "object", direction: -1 },
  n: { kind: "trouble", direction: 1 },
  p: { kind: "trouble", direction: -1 },
  ArrowDown: { kind: "row", direction: 1 },
  ArrowUp: { kind: "row", direction: -1 },
  Enter: { kind: "select" },
  "+": { kind: "zoom", factor: 2 },
  "=": { kind: "zoom", factor: 2 },
  "-": { kind: "zoom", factor: 0.5 },
  "−": { kind: "zoom", factor: 0.5 },
  "0": { kind: "zoom-all" },
  w: { kind: "why" },
  a: { kind: "pan", direction: -1 },
  d: { kind: "pan", direction: 1 },
  W: { kind: "zoom", factor: 2 },
  S: { kind: "zoom", factor: 0.5 },
  A: { kind: "pan", direction: -1 },
  D: { kind: "pan", direction: 1 },
  s: { kind: "zoom", factor: 0.5 },
  g: { kind: "go" },
  f: { kind: "fork" },
  c: { kind: "compare" },
  b: { kind: "bookmark" },
  t: { kind: "table" },
  v: { kind: "code" },
  l: { kind: "language" },
  m: { kind: "motion" },
  "?": { kind: "help" },
  Escape: { kind: "escape" },
};

/** Keys with Ctrl, Alt or Meta belong to the browser and the screen reader. */
export function isPlain({ ctrlKey, altKey, metaKey }: Key): boolean {
  return ctrlKey !== true && altKey !== true && metaKey !== true;
}

/** The command of a key, or undefined. */
export function commandOf(key: Key): Command | undefined {
  if (!isPlain(key)) return undefined;
  if (key.key === "ArrowRight" || key.key === "ArrowLeft") {
    const direction = key.key === "ArrowRight" ? 1 : -1;
    return key.shiftKey === true
      ? { kind: "step", direction, size: "beat" }
      : { kind: "step", direction };
  }
  const lane = /^[1-8]$/.test(key.key) ? laneIds[Number(key.key) - 1] : undefined;
  if (lane !== undefined) return { kind: "lane", lane };
  return Object.hasOwn(byKey, key.key) ? byKey[key.key] : undefined;
}
