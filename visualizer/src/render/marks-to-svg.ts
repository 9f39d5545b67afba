import type { Mark } from "../layout/marks/mark.ts";
import { stageDefinitions, stageStyle, themeProperties } from "./stage-style.ts";

/** Which colours a picture has: fixed, or what the page around it prefers. */
export type Theme = "light" | "dark" | "auto";

/** What stands around the marks in a picture of its own. */
export interface PictureOptions {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly theme: Theme;
}

/** A picture as text: complete, with its own colours, the same in every host. */
export function marksToSvg(marks: readonly Mark[], options: PictureOptions): string {
  const { width, height, title, description, language, theme } = options;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="iv-stage iv-theme-${theme}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" lang="${escapeText(language)}" role="img" style="max-width:100%;height:auto">`,
    `<title>${escapeText(title)}</title><desc>${escapeText(description)}</desc>`,
    `<style>${themeRules(theme)}${stageStyle.replaceAll(/\n\s*/g, "\n").trim()}</style>`,
    stageDefinitions,
    `<rect width="${width}" height="${height}" style="fill:var(--iv-surface)"/>`,
    ...marks.map(markToSvg),
    "</svg>",
  ].join("");
}

/** One mark with everything in it. */
export function markToSvg(mark: Mark): string {
  const attributes = Object.entries(mark.attributes)
    .filter(([name, value]) => value !== "" && !name.startsWith("data-"))
    .map(([name, value]) => ` ${name}="${escapeText(String(value))}"`)
    .join("");
  const inside =
    mark.text === undefined ? (mark.children ?? []).map(markToSvg).join("") : escapeText(mark.text);
  return inside === ""
    ? `<${mark.tag}${attributes}/>`
    : `<${mark.tag}${attributes}>${inside}</${mark.tag}>`;
}

function themeRules(theme: Theme): string {
  const { light, dark } = themeProperties;
  const compact = (properties: string): string => properties.replaceAll(/\s+/g, " ");
  if (theme !== "auto") return `.iv-stage.iv-theme-${theme}{${compact(themeProperties[theme])}}`;
  return [
    `.iv-stage.iv-theme-auto{${compact(light)}}`,
    `@media (prefers-color-scheme:dark){.iv-stage.iv-theme-auto{${compact(dark)}}}`,
    `[data-theme="light"] .iv-stage.iv-theme-auto{${compact(light)}}`,
    `[data-theme="dark"] .iv-stage.iv-theme-auto{${compact(dark)}}`,
  ].join("");
}

function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
