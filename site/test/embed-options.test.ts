import { expect, test } from "vitest";
import { embedOptions } from "../src/browser/embed-options.ts";

test("an address without anything shows the first lesson in English, told as a story", () => {
  expect(embedOptions("", "warm-cache")).toEqual({
    lesson: "warm-cache",
    language: "en",
    attributes: { mode: "lesson" },
    queue: undefined,
    place: undefined,
  });
});

test("lesson, language, theme, queue and place come from the address", () => {
  const search = "?lesson=gone&lang=zh-cn&theme=dark&queue=real&beat=relist&mode=figure";

  expect(embedOptions(search, "warm-cache")).toEqual({
    lesson: "gone",
    language: "zh-CN",
    attributes: { mode: "figure", theme: "dark" },
    queue: "real",
    place: { beat: "relist" },
  });
});

test.each(["?step=12", "?e=12"])("%s is a number of records", (search) => {
  expect(embedOptions(search, "").place).toEqual({ event: 12 });
});

test("a step that is no number is none", () => {
  expect(embedOptions("?step=last", "").place).toBeUndefined();
});
