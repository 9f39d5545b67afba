import { docsLoader } from "@astrojs/starlight/loaders";
import type { Loader, LoaderContext } from "astro/loaders";
import { parse } from "yaml";
import { chineseFolder, type Language } from "../config/languages.ts";
import { lessonFolders } from "./lesson-folders.ts";
import { pageBody, parseProse } from "./lesson-prose.ts";
import { lessons } from "./lessons.ts";

/** The site's own pages, and two for each lesson's folder. */
export function pagesLoader(): Loader {
  return {
    name: "pages",
    async load(context) {
      await docsLoader().load(context);
      for (const [index, { name, files }] of lessonFolders.entries()) {
        const slug = lessons[index]?.slug ?? name;
        for (const language of ["en", "zh-CN"] as const) {
          const file = `${name}/${language}.md`;
          const text = files[`${language}.md`];
          if (text === undefined) throw new Error(`${file} is missing`);
          await addPage(context, { file, slug, language, text, files });
        }
      }
    },
  };
}

interface Page {
  readonly file: string;
  readonly slug: string;
  readonly language: Language;
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

async function addPage(
  { parseData, renderMarkdown, generateDigest, store }: LoaderContext,
  { file, slug, language, text, files }: Page,
): Promise<void> {
  const prose = parseProse(text, file);
  const id = `${language === "en" ? "" : `${chineseFolder}/`}learn/${slug}`;
  const lesson = lessons.find((one) => one.slug === slug);
  const body = pageBody(prose, language, {
    typescript: files["code.ts"] ?? "",
    go: files["code.go"] ?? "",
    controllerRuntime: files["controller-runtime.go"],
    controllerRuntimeNote: lesson?.controllerRuntime,
    levels: lesson?.levels ?? [],
  });
  const frontmatter = parse(prose.frontmatter) as Record<string, unknown>;
  const data = await parseData({
    id,
    data: { ...frontmatter, wide: true, tableOfContents: false, lesson: slug },
  });
  const filePath = `src/content/docs/${id}.md`;
  store.set({
    id,
    data,
    body,
    filePath,
    digest: generateDigest(body),
    rendered: await renderMarkdown(body, { fileURL: new URL(filePath, "file:///") }),
  });
}
