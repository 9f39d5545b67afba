import { writeTraceFile } from "@informerlab/core/trace";
import type { APIRoute } from "astro";
import { lessonRun, lessonRuns } from "../../lessons/lesson-run.ts";
import { lessons } from "../../lessons/lessons.ts";
import { type Stories, storiesOf } from "../../lessons/story.ts";

/** A lesson as the embedded page asks for it. */
export interface EmbeddedLesson extends Stories {
  /** A trace file's text. */
  readonly trace: string;
}

export function getStaticPaths(): readonly { readonly params: { readonly lesson: string } }[] {
  return lessons.map(({ slug }) => ({ params: { lesson: slug } }));
}

export const GET: APIRoute = ({ params }) => {
  const slug = params["lesson"] ?? "";
  const run = lessonRun(slug);
  const lesson: EmbeddedLesson = {
    ...storiesOf(run, lessonRuns(slug)),
    trace: writeTraceFile(run.trace),
  };
  return new Response(JSON.stringify(lesson), { headers: { "content-type": "application/json" } });
};
