import { isObject, type Json, type JsonObject } from "../transcripts/fixture.ts";
import { put } from "./put.ts";
import type { Change, Path, Question } from "./question.ts";
import type { Reply, Server } from "./server.ts";

/** What a question is about: an object that was created, and where it is. */
export interface About {
  readonly place: string;
  /** As it was sent. */
  readonly base: JsonObject;
  readonly stored: JsonObject;
  /** A valid status. */
  readonly status: Json;
}

const patchTypes = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/** Whether the whole object is sent back: then a write in between is a conflict of no interest. */
export function isWrite({ operation }: Question): boolean {
  return operation === "update" || operation === "status";
}

/** The object with the changes of a question. */
export function changed(object: JsonObject, question: Question): Json {
  return changesOf(question).reduce<Json>(
    (whole, { path, value }) => (path.length === 0 ? whole : put(whole, path, value)),
    object,
  );
}

function changesOf({ path, value, others = [] }: Question): readonly Change[] {
  return [value === undefined ? { path } : { path, value }, ...others];
}

/** Puts a question about an object that is there. */
export async function askAbout(server: Server, question: Question, about: About): Promise<Reply> {
  const { place, base, stored, status } = about;
  switch (question.operation) {
    case "create":
    case "update":
      return server.ask("PUT", place, changed(stored, question));
    case "status":
      return server.ask("PUT", `${place}/status`, changed({ ...stored, status }, question));
    case "delete":
      return server.ask("DELETE", place, question.value);
    case "scale": {
      const { body } = await server.ask("GET", `${place}/scale`);
      return server.ask("PUT", `${place}/scale`, changed(body as JsonObject, question));
    }
    case "merge":
      return server.ask("PATCH", place, mergePatch(stored, question), patchTypes.merge);
    case "strategic":
      return server.ask("PATCH", place, partsAt(stored, question), patchTypes.strategic);
    case "json":
      return server.ask("PATCH", place, changesOf(question).map(jsonOperation), patchTypes.json);
    case "apply":
      return server.ask(
        "PATCH",
        `${place}?fieldManager=applier&force=${question.path.length % 2 === 0}`,
        changed(base, question),
        patchTypes.apply,
      );
  }
}

/** What stands at the top of each path, as it is to be. */
function mergePatch(stored: JsonObject, question: Question): JsonObject {
  const after = changed(stored, question) as JsonObject;
  const tops = changesOf(question).flatMap(({ path: [top] }) => (top === undefined ? [] : [top]));
  return Object.fromEntries(tops.map((top) => [top, after[top] ?? null]));
}

/** What lies on the paths, put together. */
function partsAt(stored: JsonObject, question: Question): Json {
  return changesOf(question)
    .map((change) => partAt(stored, change))
    .reduce(together);
}

function together(one: Json, other: Json): Json {
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  if (!isObject(one) || !isObject(other)) return other;
  const both = Object.entries(other).map(([name, value = null]) => {
    const before = one[name];
    return [name, before === undefined ? value : together(before, value)];
  });
  return { ...one, ...Object.fromEntries(both) };
}

/** Only what lies on the path: of lists the one item. */
function partAt(whole: Json, { path, value }: Change): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  if (typeof step === "number") {
    const item = Array.isArray(whole) ? (whole as readonly Json[])[step] : undefined;
    return [put(item, rest, value)];
  }
  const member = (whole as JsonObject | undefined)?.[step];
  return {
    [step]: partAt(member ?? null, { path: rest, ...(value === undefined ? {} : { value }) }),
  };
}

function jsonOperation({ path, value }: Change): Json {
  const pointer = pointerTo(path);
  if (value === undefined) return { op: "remove", path: pointer };
  return { op: typeof path.at(-1) === "number" ? "replace" : "add", path: pointer, value };
}

function pointerTo(path: Path): string {
  return path
    .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
