import type { Language } from "../config/languages.ts";
import english from "../content/docs/reference/survival.mdx?raw";
import chinese from "../content/docs/zh-cn/reference/survival.mdx?raw";

const pages: Readonly<Record<Language, string>> = { en: english, "zh-CN": chinese };

/**
 * The anchor of a row of the survival table, by the words in its head.
 *
 * @throws RangeError when the table has no such row.
 */
export function survivalRow(title: string, language: Language): string {
  for (const [, id = "", words] of pages[language].matchAll(
    /^\| <a id="([^"]+)"[^>]*>([^<]*)</gm,
  )) {
    if (words === title) return id;
  }
  throw new RangeError(`the survival table has no row "${title}"`);
}
