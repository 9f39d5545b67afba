import type { Theme } from "../render/marks-to-svg.ts";
import { timelinePicture } from "../render/picture.ts";
import type { ExportFormat } from "../text/panels/export-text.ts";
import { type Exported, exportFile } from "./around/export-file.ts";
import type { Conductor } from "./conductor.ts";
import { type Place, positionOf } from "./state/place.ts";
import { viewOf } from "./state/view-state.ts";

/**
 * What is shown, or another place of it, as a picture.
 *
 * @throws Error when nothing is shown, RangeError when the trace has no such place.
 */
export function pictureOf(
  conductor: Conductor | undefined,
  theme: Theme,
  options: { readonly place?: Place; readonly width?: number },
): string {
  const timeline = conductor?.timeline;
  if (conductor === undefined || timeline === undefined)
    throw new Error("there is no trace to draw");
  const position =
    options.place === undefined ? conductor.position : positionOf(timeline, options.place);
  if (position === undefined)
    throw new RangeError(`the trace has no place ${JSON.stringify(options.place)}`);
  const { width, language: lang, ...view } = viewOf(conductor.state);
  return timelinePicture(timeline, position, {
    lang,
    theme,
    width: options.width ?? width,
    view,
    ...(timeline.story === undefined ? {} : { story: timeline.story }),
  });
}

/** What is shown as a file. @throws Error when nothing is. */
export async function blobOf(
  conductor: Conductor | undefined,
  theme: Theme,
  { format, document }: { readonly format: ExportFormat; readonly document: Document },
): Promise<Blob> {
  const timeline = conductor?.timeline;
  if (conductor === undefined || timeline === undefined)
    throw new Error("there is no trace to export");
  const { width, language: lang, ...view } = viewOf(conductor.state);
  const { position } = conductor;
  const exported: Exported = { timeline, position, settings: { lang, theme, width, view } };
  return (await exportFile(format, document, exported)).blob;
}
