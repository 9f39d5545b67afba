import type { Language } from "../config/languages.ts";

/** A3 across, in the drawing's units: 13 of them are 8 points on paper. */
export const posterSize = { width: 1880, height: 1329 } as const;

/** `informer-zh-CN.svg`, `informer-zh-CN.pdf`. */
export function posterFile(language: Language, format: "svg" | "pdf"): string {
  return `informer-${language}.${format}`;
}

/** Where the site serves it. */
export function posterAddress(base: string, language: Language, format: "svg" | "pdf"): string {
  return `${base.replace(/\/?$/, "/")}poster/${posterFile(language, format)}`;
}
