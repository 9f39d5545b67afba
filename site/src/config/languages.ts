/** The site's languages, as HTML and the picture name them. */
export type Language = "en" | "zh-CN";

/** The folder below which Chinese pages lie, in the content and in addresses. */
export const chineseFolder = "zh-cn";

/** A page's language tag as one of ours. */
export function toLanguage(lang: string): Language {
  return lang.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** The same page in the other language. */
export function otherLanguagePath(
  pathname: string,
  base: string,
  locale: string | undefined,
): string {
  const root = base.endsWith("/") ? base : `${base}/`;
  const rest = pathname.startsWith(root)
    ? pathname.slice(root.length)
    : pathname.replace(/^\//, "");
  if (locale === undefined) return `${root}${chineseFolder}/${rest}`;
  return root + rest.slice(chineseFolder.length).replace(/^\//, "");
}

/** Where a language's pages begin: `/`, `/zh-cn/`, or the same below the site's base. */
export function localRoot(base: string, locale: string | undefined): string {
  const root = base.endsWith("/") ? base : `${base}/`;
  return locale === undefined ? root : `${root}${locale}/`;
}
