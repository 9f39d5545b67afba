import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { StarlightUserConfig } from "@astrojs/starlight/types";
import { type Part, partOf, parts } from "../lessons/parts.ts";

type Sidebar = NonNullable<StarlightUserConfig["sidebar"]>;

/** The lessons of a part under its name. Each is a folder, `03-first-list`; its pages come from there. */
function lessonsOf(part: Part): Sidebar[number] {
  const folder = join(import.meta.dirname, "../../../test/lessons");
  const names = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  const items = names
    .map(({ name }) => name)
    .sort()
    .map((name) => ({ number: Number.parseInt(name, 10), slug: name.replace(/^\d+-/, "") }))
    .filter(({ number }) => partOf(number) === part)
    // The prose says "lesson 6": a reader finds it by the number.
    .map(({ number, slug }) => ({
      slug: `learn/${slug}`,
      attrs: { "data-number": String(number) },
    }));
  return {
    label: part.title.en,
    translations: { "zh-CN": part.title["zh-CN"] },
    collapsed: true,
    items,
  };
}

/**
 * One tree for both languages: pages are named by slug, so their labels are their own titles. Only the group of the page
 * that is read stands open.
 */
export const sidebar: Sidebar = [
  {
    label: "Learn",
    translations: { "zh-CN": "学习" },
    collapsed: true,
    items: [
      { slug: "learn", label: "Overview", translations: { "zh-CN": "概览" } },
      ...parts.map(lessonsOf),
      "museum",
      "poster",
    ],
  },
  {
    label: "Guides",
    translations: { "zh-CN": "指南" },
    collapsed: true,
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
      "guides/running-a-controller",
      "guides/coming-from",
      "guides/embed",
    ],
  },
  {
    label: "Reference",
    translations: { "zh-CN": "参考" },
    collapsed: true,
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
