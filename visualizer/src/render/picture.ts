import type { Mark } from "../layout/marks/mark.ts";
import type { View } from "../layout/marks/scene.ts";
import { frameMarks } from "../layout/motion/frame.ts";
import { stepBetween } from "../layout/motion/transition.ts";
import type { Language, Story } from "../model/timeline/story.ts";
import type { Timeline } from "../model/timeline/timeline.ts";
import { narrateAt } from "../text/narrate.ts";
import { plainText } from "../text/segment.ts";
import { marksToSvg, type Theme } from "./marks-to-svg.ts";

/** Settings of a picture. */
export interface PictureSettings {
  /** @defaultValue "en" */
  readonly lang?: Language;
  /** @defaultValue "auto" */
  readonly theme?: Theme;
  /** Width in CSS pixels; it chooses the layout, too. @defaultValue 1200 */
  readonly width?: number;
  readonly story?: Story;
  readonly view?: Partial<Omit<View, "width" | "language">>;
}

/** What a picture shows. */
export interface Drawing {
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly height: number;
}

/** The picture of a timeline at a position, as SVG text; at rest, unless it is drawn otherwise. The language must be known already. */
export function timelinePicture(
  timeline: Timeline,
  position: number,
  options: PictureSettings = {},
  draw: (view: View) => Drawing = (view) => atRest(timeline, position, view),
): string {
  const { lang = "en", theme = "auto", width = 1200, story, view } = options;
  const { marks, ...size } = draw({ ...view, width, language: lang });
  return marksToSvg(marks, {
    ...size,
    title: story?.title?.[lang] ?? "informer",
    description: plainText(narrateAt(timeline, position, lang)),
    language: lang,
    theme,
  });
}

/** A position, and how it came about. */
export function atRest(timeline: Timeline, position: number, view: View): Drawing {
  const transition = stepBetween(timeline, timeline.groupStart(position), position, view);
  const { width, height } = transition.to;
  return {
    marks: frameMarks(transition.to, transition, { phase: 1, isStill: true }),
    width,
    height,
  };
}
