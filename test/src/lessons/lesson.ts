import type { LocalizedText } from "../scenario/localized-text.ts";
import { parseScenario } from "../scenario/read-scenario.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { localized } from "../scenario/scenario-shape.ts";
import { integer, list, object, optional, required, text } from "../scenario/shape.ts";
import { type Exhibit, parseExhibit } from "./exhibit.ts";
import { type Level, parseLevels } from "./level.ts";
import { readShape } from "./read-shape.ts";

/** A lesson as its folder tells it; the prose is in `en.md` and `zh-CN.md`. */
export interface Lesson {
  /** `3` of `03-first-list`: its place in the curriculum. */
  readonly number: number;
  /** `first-list`: its address, and the scenario's id. */
  readonly slug: string;
  /** The run with its beats, claims and questions, from `scenario.yaml`. */
  readonly scenario: Scenario;
  /** Reading and stepping, roughly. */
  readonly minutes: number;
  /** What readers are invited to change. */
  readonly forks: readonly LessonFork[];
  /** Why the code is no other with controller-runtime; where it is, there is `controller-runtime.go`. */
  readonly controllerRuntime?: LocalizedText;
  /** Tasks that are judged by running; few lessons have any. */
  readonly levels: readonly Level[];
  /** The real bug that it tells, if it is one of the museum's. */
  readonly exhibit?: Exhibit;
}

/** A change to try: a fork's id, and the beat at which it is made. */
export interface LessonFork {
  readonly fork: string;
  readonly beat: string;
}

/** The files of a lesson's folder, and what each is for. */
export const lessonFiles: Readonly<Record<string, string>> = {
  "scenario.yaml": "the scenario with its beats, claims and questions",
  "lesson.yaml": "minutes, and the forks to try",
  "en.md": "the prose in English",
  "zh-CN.md": "the prose in simplified Chinese",
  "code.ts": "the code in TypeScript",
  "code.test.ts": "a test that runs code.ts",
  "code.go": "the same with client-go",
};

/** How a lesson's folder is named. */
export const lessonFolderName: RegExp = /^(\d\d)-([a-z0-9]+(?:-[a-z0-9]+)*)$/;

const metaShape = object({
  minutes: required(integer(1, 60), "reading and stepping, roughly"),
  forks: required(
    list(
      object({
        fork: required(text(), "id of a fork, such as expire-watch"),
        beat: required(text(), "id of the beat at which it is made"),
      }),
    ),
    "changes to try",
  ),
  controllerRuntime: optional(localized, "why the code is no other with controller-runtime"),
});

/**
 * A lesson from the texts of its files.
 *
 * @param name of its folder, such as `03-first-list`.
 * @throws ScenarioError naming the file, and what is wrong in it.
 */
export function parseLesson(name: string, files: Readonly<Record<string, string>>): Lesson {
  const [, number, slug] = lessonFolderName.exec(name) ?? [];
  if (number === undefined || slug === undefined) {
    throw new ScenarioError(
      `${name}: a lesson's folder is named by number and address, such as 03-first-list`,
    );
  }
  const fileOf = (file: string): string => {
    const content = files[file];
    if (content !== undefined) return content;
    throw new ScenarioError(`${name}: ${file} is missing: ${lessonFiles[file]}`);
  };
  const scenario = parseScenario(fileOf("scenario.yaml"), `${name}/scenario.yaml`);
  if (scenario.id !== slug) {
    throw new ScenarioError(`${name}/scenario.yaml: id must be ${slug}, as its folder is named`);
  }
  const meta = parseMeta(fileOf("lesson.yaml"), `${name}/lesson.yaml`);
  const levels = files["levels.yaml"];
  const exhibit = files["exhibit.yaml"];
  return {
    number: Number(number),
    slug,
    scenario,
    ...meta,
    levels: levels === undefined ? [] : parseLevels(levels, `${name}/levels.yaml`),
    ...(exhibit === undefined ? {} : { exhibit: parseExhibit(exhibit, `${name}/exhibit.yaml`) }),
  };
}

type LessonMeta = Pick<Lesson, "minutes" | "forks" | "controllerRuntime">;

function parseMeta(yaml: string, source: string): LessonMeta {
  return readShape(yaml, source, metaShape) as LessonMeta;
}
