import { readFileSync } from "node:fs";
import { troubleNames } from "@informerlab/test";
import { expect, test } from "vitest";

test.each(["", "zh-cn/"])(
  "the guide to chaos for controllers names every kind of trouble in its table: %s",
  (language) => {
    const path = `../src/content/docs/${language}guides/chaos-for-controllers.mdx`;
    const guide = readFileSync(new URL(path, import.meta.url), "utf8");
    const named = guide
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .flatMap((line) =>
        [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name),
      );

    expect(named).toEqual(expect.arrayContaining([...troubleNames]));
  },
);
