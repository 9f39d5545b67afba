import { createHash } from "node:crypto";
import { join } from "node:path";
import { lessonFolderName } from "@informerlab/test";
import { lessonFolders } from "@informerlab/test/lessons";
import { drawingKit } from "@informerlab/visualizer";
import { parse } from "yaml";
import { chineseFolder, type Language } from "../config/languages.ts";
import { parseProse } from "../lessons/lesson-prose.ts";
import { posterSize } from "./poster-files.ts";
import { drawLine, number } from "./poster-line.ts";
import { drawRuler } from "./poster-ruler.ts";
import { posterStyle, posterTip } from "./poster-style.ts";
import { keptLessons, shapes, steps, type Trouble, troubles, words } from "./poster-text.ts";
import { type Drawn, escaped, line, paragraph, round, widthOf } from "./svg.ts";

/** The folder from which the site serves the poster. */
export const posterFolder: string = join(import.meta.dirname, "../../public/poster");

const margin = 56;
const room = posterSize.width - 2 * margin;

/** An informer on one page. The same text for the same lessons, to the byte. */
export function posterSvg(language: Language): string {
  const { width, height } = posterSize;
  const line = drawLine(margin, 134, room, language);
  const way = drawWay(margin, line.bottom + 40, 900, language);
  const ruler = drawRuler(margin + 960, line.bottom + 40, room - 960, language);
  const trouble = drawTroubles(Math.max(way.bottom, ruler.bottom) + 46, language);
  const keeps = drawKeeps(trouble.bottom + 42, language);
  if (keeps.bottom > height - 80)
    throw new Error(`the poster in ${language} reaches down to ${keeps.bottom}, which is cut`);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" class="iv-stage" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" lang="${language}" role="img">`,
    `<title>${escaped(words.title[language])}</title><desc>${escaped(words.lead[language])}</desc>`,
    drawingKit.styleAndPatterns,
    `<style>${posterStyle}</style>${posterTip}`,
    `<rect width="${width}" height="${height}" class="paper"/>`,
    drawHead(language),
    ...[line, way, ruler, trouble, keeps].map(({ svg }) => svg),
    drawFoot(language),
    "</svg>",
  ].join("\n")}\n`;
}

/** By which a PDF says from which SVG it was made. */
export function digestOf(svg: string): string {
  return createHash("sha256").update(svg).digest("hex");
}

function drawHead(language: Language): string {
  return [
    line(margin, 84, words.title[language], { size: 44, name: "title" }),
    line(margin, 116, words.lead[language], { size: 18, name: "quiet" }),
    line(posterSize.width - margin, 84, "Informer Lab", { size: 22, name: "accent strong" }, "end"),
  ].join("");
}

/** What the shapes mean, and where this comes from. */
function drawFoot(language: Language): string {
  const y = posterSize.height - 40;
  let x = margin;
  const legend = shapes.map(([shape, name]) => {
    const at = x;
    x += 22 + widthOf(name[language], 13) + 22;
    return `<g transform="translate(${round(at + 9)},${y - 4.5})">${drawingKit.glyph(shape, 18)}</g>${line(at + 24, y, name[language], { size: 13 })}`;
  });
  return [
    `<path class="hair" d="M${margin},${y - 30}h${room}"/>`,
    ...legend,
    line(posterSize.width - margin, y, words.how[language], { size: 13, name: "quiet" }, "end"),
  ].join("");
}

function heading(x: number, y: number, text: string): string {
  return line(x, y, text, { size: 21, name: "strong" });
}

/** The steps of one object in two columns, down the first and then the second. */
function drawWay(x: number, y: number, width: number, language: Language): Drawn {
  const columns = 2;
  const each = (width - 28) / columns;
  const perColumn = Math.ceil(steps.length / columns);
  const drawn = steps.map(({ text }, index) => {
    const left = x + Math.floor(index / perColumn) * (each + 28);
    const top = y + 34 + (index % perColumn) * 42;
    const body = paragraph(left + 32, top, each - 32, text[language], {
      size: 14.5,
      leading: 1.25,
    });
    return { svg: number(left + 11, top - 4.5, index + 1) + body.svg, bottom: body.bottom };
  });
  return below([{ svg: heading(x, y, words.way[language]), bottom: y }, ...drawn]);
}

function drawTroubles(y: number, language: Language): Drawn {
  const gap = 20;
  const width = (room - gap * (troubles.length - 1)) / troubles.length;
  const drawn = troubles.map((trouble, index) =>
    drawTrouble(trouble, margin + index * (width + gap), y + 16, width, language),
  );
  return below([{ svg: heading(margin, y, words.troubles[language]), bottom: y }, ...drawn]);
}

function drawTrouble(
  { shape, title, text, lesson }: Trouble,
  x: number,
  y: number,
  width: number,
  language: Language,
): Drawn {
  const height = 134;
  const body = paragraph(x + 14, y + 54, width - 28, text[language], { size: 13.5, leading: 1.34 });
  if (body.bottom > y + height - 22)
    throw new Error(`${title[language]}: the text is too long for its card`);
  return {
    svg: [
      `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" rx="10" class="card"/>`,
      `<g transform="translate(${round(x + 26)},${round(y + 23)})">${drawingKit.glyph(shape, 22)}</g>`,
      line(x + 46, y + 29, title[language], { size: 16, name: "strong" }),
      body.svg,
      linkTo(lesson, x + 14, y + height - 11, language),
    ].join(""),
    bottom: y + height,
  };
}

function drawKeeps(y: number, language: Language): Drawn {
  const columns = 5;
  const gap = 28;
  const width = (room - gap * (columns - 1)) / columns;
  let top = y + 30;
  const rows: Drawn[] = [];
  const kept = sentences(language);
  for (let first = 0; first < kept.length; first += columns) {
    const row = below(
      kept.slice(first, first + columns).map(({ slug, keep }, index) => {
        const x = margin + index * (width + gap);
        const body = paragraph(x, top, width, keep, {
          size: 14.5,
          name: "ink",
          leading: 1.3,
        });
        const bottom = body.bottom + 18;
        return { svg: body.svg + linkTo(slug, x, bottom, language), bottom };
      }),
    );
    rows.push(row);
    top = row.bottom + 26;
  }
  return below([{ svg: heading(margin, y, words.keeps[language]), bottom: y }, ...rows]);
}

/** Where the lesson is, beside the poster's own folder; printed as people type it. */
function linkTo(slug: string, x: number, y: number, language: Language): string {
  const path = `${language === "en" ? "" : `${chineseFolder}/`}learn/${slug}/`;
  return `<a href="../${path}">${line(x, y, `→ ${path.replace(/\/$/, "")}`, { size: 12, name: "accent mono" })}</a>`;
}

/** The sentences to keep of lessons, in the lessons' order on the poster. */
function sentences(
  language: Language,
): readonly { readonly slug: string; readonly keep: string }[] {
  const folders = lessonFolders();
  const file = `${language}.md`;
  return keptLessons.map((slug) => {
    const folder = folders.find(({ name }) => lessonFolderName.exec(name)?.[2] === slug);
    if (folder === undefined) throw new RangeError(`the poster quotes ${slug}, which is no lesson`);
    const { frontmatter } = parseProse(folder.files[file] ?? "", `${folder.name}/${file}`);
    return { slug, keep: (parse(frontmatter) as { readonly keep: string }).keep };
  });
}

/** Several drawings as one. */
function below(drawn: readonly Drawn[]): Drawn {
  return {
    svg: drawn.map(({ svg }) => svg).join(""),
    bottom: Math.max(...drawn.map(({ bottom }) => bottom)),
  };
}
