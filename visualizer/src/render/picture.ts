import { frameMarks } from "../layout/frame.ts";
import type { View } from "../layout/scene.ts";
import { stepBetween } from "../layout/transition.ts";
import type { Language, Story } from "../model/story.ts";
import type { Timeline } from "../model/timeline.ts";
import { narrate } from "../text/narrate.ts";
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

/** The picture of a timeline at a position, as SVG text. The language must be known already. */
export function timelinePicture(
  timeline: Timeline,
  position: number,
  options: PictureSettings = {},
): string {
  const { lang = "en", theme = "auto", width = 1200, story, view } = options;
  const seen: View = { ...view, width, language: lang };
  const transition = stepBetween(timeline, timeline.groupStart(position), position, seen);
  const scene = transition.to;
  return marksToSvg(frameMarks(scene, transition, { phase: 1, isStill: true }), {
    width: scene.width,
    height: scene.height,
    title: story?.title?.[lang] ?? "informer",
    description: plainText(narrate(timeline.log.recordAt(position)?.fact, lang)),
    language: lang,
    theme,
  });
}
