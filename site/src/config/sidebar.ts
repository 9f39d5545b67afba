import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { StarlightUserConfig } from "@astrojs/starlight/types";

/** Each lesson is a folder, `03-first-list`; its pages come from there. */
function lessonSlugs(): readonly string[] {
  const folder = join(import.meta.dirname, "../../../test/lessons");
  const names = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  return names
    .map(({ name }) => name)
    .sort()
    .map((name) => name.replace(/^\d+-/, ""));
}

type Sidebar = NonNullable<StarlightUserConfig["sidebar"]>;

/** One tree for both languages: pages are named by slug, so their labels are their own titles. */
export const sidebar: Sidebar = [
  {
    label: "Learn",
    translations: { "zh-CN": "学习" },
    items: [
      { slug: "learn", label: "Overview", translations: { "zh-CN": "概览" } },
      ...lessonSlugs().map((slug) => `learn/${slug}`),
      "museum",
      "poster",
    ],
  },
  {
    label: "Guides",
    translations: { "zh-CN": "指南" },
    items: [
      { slug: "guides", label: "Overview", translations: { "zh-CN": "概览" } },
      "guides/vitest",
      "guides/chaos-for-controllers",
      "guides/node-test",
      "guides/jest",
      "guides/msw",
      "guides/other-languages",
      "guides/ci",
      "guides/operator-go",
      "guides/envtest",
      "guides/operator-python",
      "guides/operator-java",
      "guides/operator-rust",
      "any-cluster",
      "guides/exec-chaos",
      "guides/proxy",
      "guides/record",
      "guides/production",
      "guides/embed",
    ],
  },
  {
    label: "Reference",
    translations: { "zh-CN": "参考" },
    items: [
      { slug: "reference", label: "Overview", translations: { "zh-CN": "概览" } },
      "reference/scenario",
      "reference/faults",
      "reference/promises",
      "reference/commands",
      "reference/admin",
      "reference/support",
      "reference/survival",
      "reference/glossary",
    ],
  },
];
