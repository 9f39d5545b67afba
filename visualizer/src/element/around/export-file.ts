import type { Timeline } from "../../model/timeline/timeline.ts";
import { animatedPicture } from "../../render/animated-svg.ts";
import { toPerfetto } from "../../render/perfetto.ts";
import { type PictureSettings, timelinePicture } from "../../render/picture.ts";
import type { ExportFormat } from "../../text/panels/export-text.ts";
import { traceLines } from "../../trace/trace-lines.ts";

/** Something to save. */
export interface ExportFile {
  readonly name: string;
  readonly blob: Blob;
}

/** What is exported: a run, where one stands in it, and how it is drawn. */
export interface Exported {
  readonly timeline: Timeline;
  readonly position: number;
  readonly settings: PictureSettings;
}

/**
 * Makes a file of the picture or of the run.
 *
 * @throws Error when the browser cannot draw the picture as pixels.
 */
export async function exportFile(
  format: ExportFormat,
  document: Document,
  { timeline, position, settings }: Exported,
): Promise<ExportFile> {
  const svg = (): string => timelinePicture(timeline, position, settings);
  switch (format) {
    case "svg":
      return file(`step-${position}.svg`, svg(), "image/svg+xml");
    case "png":
      return { name: `step-${position}.png`, blob: await pixels(document, svg(), 2) };
    case "animated-svg": {
      const from = timeline.beats.findLast((beat) => beat < position) ?? 0;
      const moving = animatedPicture(timeline, from, position, settings);
      return file(`steps-${from}-${position}.svg`, moving, "image/svg+xml");
    }
    case "perfetto":
      return file("trace.perfetto.json", toPerfetto(timeline.log), "application/json");
    case "trace":
      return file("trace.jsonl", traceLines(timeline.log.toFile()), "application/x-ndjson");
  }
}

function file(name: string, text: string, type: string): ExportFile {
  return { name, blob: new Blob([text], { type }) };
}

/** Draws SVG text on a canvas. */
async function pixels(document: Document, svg: string, scale: number): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = document.createElement("img");
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("this browser cannot write the picture as PNG");
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}
