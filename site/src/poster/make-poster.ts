import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "@informerlab/tools/browser";
import { drawingKit } from "@informerlab/visualizer";
import { chineseFace } from "./chinese-face.ts";
import { drawHatches } from "./draw-hatches.ts";
import { posterFile } from "./poster-files.ts";
import { digestOf, posterFolder, posterSvg } from "./poster-svg.ts";

// Writes public/poster: an informer on one page, in both languages, as SVG and as PDF.
// node --conditions=@informerlab/source site/src/poster/make-poster.ts

const face = "Poster";

const browser = await launchBrowser();
try {
  mkdirSync(posterFolder, { recursive: true });
  const page = await browser.newPage();
  for (const language of ["en", "zh-CN"] as const) {
    const svg = posterSvg(language);
    writeFileSync(join(posterFolder, posterFile(language, "svg")), svg);
    await page.setContent(printed(svg, language, language === "en" ? "" : await chineseFace(face)));
    await page.evaluate("document.fonts.ready");
    await page.evaluate(drawHatches);
    const pdf = await page.pdf({ width: "420mm", height: "297mm", printBackground: true });
    writeFileSync(join(posterFolder, posterFile(language, "pdf")), withSource(pdf, svg));
  }
} finally {
  await browser.close();
}

/** The drawing alone on its sheet. A link that begins beside the poster leads nowhere from paper. */
function printed(svg: string, language: string, faces: string): string {
  const drawing = svg.replaceAll(/<a href="[^"]*">|<\/a>/g, "");
  const title = /<title>(.*?)<\/title>/.exec(svg)?.[1] ?? "";
  return `<!doctype html><html lang="${language}"><title>${title}</title><style>
    @page { margin: 0; }
    body { margin: 0; }
    svg { display: block; width: 420mm; height: 296.9mm; }
    ${faces}
  </style>${drawing}<style>.iv-stage .p { font-family: "${face}", ${drawingKit.faces.sans}; }</style></html>`;
}

/** A comment after the file's end, as the format allows. */
function withSource(pdf: Buffer, svg: string): Buffer {
  return Buffer.concat([pdf, Buffer.from(`% from ${digestOf(svg)}\n`)]);
}
