import { join } from "node:path";
import { parseLesson, runScenario } from "@informerlab/test";
import { type LessonFolder, lessonFolders } from "@informerlab/test/lessons";
import { type Language, renderPoster } from "@informerlab/visualizer";
import { parse } from "yaml";
import { parseProse } from "./lesson-prose.ts";
import { storyOf } from "./story.ts";

/** What people see of a lesson where its link is shared. */
export interface ShareCard {
  readonly slug: string;
  readonly language: Language;
  readonly title: string;
  /** What the lesson is about, below the picture. */
  readonly about: string;
  /** The picture at that story point, as the component draws it. */
  readonly svg: () => string;
}

/** Pixels; the shape that is shown whole wherever links are shared. */
export const cardSize = { width: 1200, height: 630 } as const;

/** The folder of the cards, from which the site serves them. */
export const cardFolder: string = join(import.meta.dirname, "../../public/og");

/** A card's file below that folder: `zh-CN/gone.png`. */
export function cardFile(slug: string, language: Language): string {
  return `${language}/${slug}.png`;
}

/** The cards of all lessons in both languages. */
export function shareCards(): readonly ShareCard[] {
  return lessonFolders().flatMap((folder) =>
    (["en", "zh-CN"] as const).map((language) => cardOf(folder, language)),
  );
}

/** What a card says, as its file keeps it beside the picture: ASCII, as that field wants it. */
export function wordsOf({ title, about }: ShareCard): string {
  return JSON.stringify([title, about]).replaceAll(
    /[^\u0020-\u007e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Shown is the story point at which the lesson asks last: there its question is decided. */
function cardOf({ name, files }: LessonFolder, language: Language): ShareCard {
  const { slug, scenario } = parseLesson(name, files);
  const { frontmatter } = parseProse(files[`${language}.md`] ?? "", `${name}/${language}.md`);
  const { title, description } = parse(frontmatter) as Readonly<
    Record<"title" | "description", string>
  >;
  const { trace } = runScenario(scenario, { judge: false });
  const story = storyOf(scenario, trace);
  const beat = story.beats.findLast(({ ask }) => ask !== undefined) ?? story.beats.at(-1);
  if (beat === undefined) throw new Error(`${name} has no story point to show`);
  return {
    slug,
    language,
    title,
    about: description,
    svg: () =>
      renderPoster(
        trace,
        { beat: beat.id },
        { lang: language, theme: "light", width: 1180, story },
      ),
  };
}
