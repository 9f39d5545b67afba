import type { TraceFile } from "@informerlab/core/trace";
import { type Language, renderPoster, type Story } from "@informerlab/visualizer";

/** A drawing for one class of widths. */
export interface Poster {
  readonly size: "wide" | "medium" | "narrow";
  readonly svg: string;
}

const widths = { wide: 1200, medium: 800, narrow: 360 } as const;

/**
 * The picture at a step for every class of widths, to stand in the HTML until the component has loaded, and for good
 * where it never does. Style and patterns are in the first only; they serve all three.
 */
export function postersOf(
  trace: TraceFile,
  story: Story,
  language: Language,
  position: number,
): readonly Poster[] {
  const sizes = Object.keys(widths) as (keyof typeof widths)[];
  return sizes.map((size, index) => {
    const svg = renderPoster(trace, position, { lang: language, story, width: widths[size] });
    return {
      size,
      svg: index === 0 ? svg : svg.replace(/<style>.*?<\/style>|<defs>.*?<\/defs>/gs, ""),
    };
  });
}

/** JSON or JSON lines as the text of a script element: nothing in it can end the element. */
export function toScriptText(text: string): string {
  return text.replaceAll("<", "\\u003c");
}
