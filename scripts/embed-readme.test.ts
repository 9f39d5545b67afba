import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./lib/paths.ts";

const text = (path: string): string => readFileSync(join(root, path), "utf8");
const withoutIndent = (code: string): string => code.replaceAll(/^\s+/gm, "");

test.each([
  ["tsx", "react/main.tsx"],
  ["vue", "vue/app.vue"],
])("the %s of the visualizer's README stands in the example that is built", (language, file) => {
  const fence = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s");
  const [, shown = ""] = fence.exec(text("visualizer/README.md")) ?? [];

  expect(shown).toContain("<informer-visualizer");
  expect(withoutIndent(text(`examples/embed-project/${file}`))).toContain(withoutIndent(shown));
});
