import { type LaneId, laneIds } from "../model/timeline/lanes.ts";
import type { Language } from "../model/timeline/story.ts";
import type { StepSize } from "../model/timeline/timeline.ts";

/** What a page can set in its HTML. */
export const attributeNames: readonly string[] = [
  "src",
  "step",
  "at",
  "beat",
  "mode",
  "lanes",
  "size",
  "speed",
  "lang",
  "theme",
  "motion",
  "controls",
  "panels",
  "compare",
  "height",
  "informer",
  "queue",
  "scale",
  "opening",
  "sources",
];

/** How much stands around the picture: story controls, free play, a figure without a toolbar, one that plays by itself. */
export type Mode = "lesson" | "free" | "figure" | "kiosk";

/** Attribute values after reading. */
export interface Settings {
  readonly mode: Mode;
  readonly lanes: readonly LaneId[] | undefined;
  readonly size: StepSize | undefined;
  readonly speed: number;
  readonly lang: Language;
  readonly theme: "auto" | "light" | "dark";
  readonly motion: "auto" | "full" | "reduced";
  readonly controls: "full" | "none";
  readonly panels: readonly Panel[];
  readonly scale: "event" | "time";
  readonly height: number | undefined;
  readonly informer: string | undefined;
  readonly queue: string | undefined;
  /** Whether it begins with two boxes and one wire, when no place is named. */
  readonly opening: "none" | "show";
}

/** A part beside the drawing. */
export type Panel = "narration" | "timeline" | "inspector" | "table" | "code" | "queues";

const panels: readonly Panel[] = ["narration", "timeline", "inspector", "table", "code", "queues"];

/**
 * Reads all attributes. A value that is none of the legal ones gets its default, and `warn` a sentence that names the
 * attribute, the value and what would be right.
 */
export function readSettings(
  attribute: (name: string) => string | null,
  warn: (sentence: string) => void,
): Settings {
  const oneOf = <T extends string>(name: string, legal: readonly T[], fallback: T): T => {
    const value = attribute(name);
    if (value === null || value === "") return fallback;
    if ((legal as readonly string[]).includes(value)) return value as T;
    warn(
      `<informer-visualizer ${name}="${value}">: legal values are ${legal.join(", ")}; using ${fallback}.`,
    );
    return fallback;
  };
  const listOf = <T extends string>(
    name: string,
    legal: readonly T[],
  ): readonly T[] | undefined => {
    const value = attribute(name);
    if (value === null || value.trim() === "") return undefined;
    const words = value.split(/[\s,]+/).filter((word) => word !== "");
    const wrong = words.filter((word) => !(legal as readonly string[]).includes(word));
    if (wrong.length > 0) {
      warn(
        `<informer-visualizer ${name}="${value}">: ${wrong.join(", ")} unknown; legal are ${legal.join(", ")}.`,
      );
    }
    return legal.filter((word) => words.includes(word));
  };
  const number = (name: string, least: number, most: number): number | undefined => {
    const value = attribute(name);
    if (value === null || value === "") return undefined;
    const parsed = Number(value);
    if (Number.isFinite(parsed) && parsed >= least && parsed <= most) return parsed;
    warn(
      `<informer-visualizer ${name}="${value}">: expected a number from ${least} to ${most}; using the default.`,
    );
    return undefined;
  };
  const size = attribute("size");
  return {
    mode: oneOf("mode", ["lesson", "free", "figure", "kiosk"], "free"),
    lanes: listOf(
      "lanes",
      laneIds.map((id) => id),
    ),
    size:
      size === null || size === ""
        ? undefined
        : oneOf<StepSize>("size", ["line", "hop", "beat"], "hop"),
    speed: number("speed", 0.1, 16) ?? 1,
    lang: languageOf(attribute("lang")),
    theme: oneOf("theme", ["auto", "light", "dark"], "auto"),
    motion: oneOf("motion", ["auto", "full", "reduced"], "auto"),
    controls: oneOf("controls", ["full", "none"], "full"),
    panels: listOf("panels", panels) ?? ["narration", "timeline"],
    scale: oneOf("scale", ["event", "time"], "event"),
    height: number("height", 120, 10_000),
    informer: attribute("informer") ?? undefined,
    queue: attribute("queue") ?? undefined,
    opening: oneOf("opening", ["none", "show"], "none"),
  };
}

/** The language a tag asks for: Chinese for `zh…`, else English. */
export function languageOf(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith("zh") === true ? "zh-CN" : "en";
}

/** A place as people type it: `12` a step, `1.2s` or `800ms` a moment. */
export function parsePlace(
  text: string,
): { readonly event: number } | { readonly at: number } | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|秒|毫秒)?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, digits, unit] = match;
  const value = Number(digits);
  if (unit === undefined) return Number.isInteger(value) ? { event: value } : undefined;
  return { at: unit === "s" || unit === "秒" ? value * 1000 : value };
}
