import type { StarlightUserConfig } from "@astrojs/starlight/types";

type Sidebar = NonNullable<StarlightUserConfig["sidebar"]>;

/** One tree for both languages: pages are named by slug, so their labels are their own titles. */
export const sidebar: Sidebar = [
  { label: "Learn", translations: { "zh-CN": "学习" }, items: ["learn"] },
  { label: "Try", translations: { "zh-CN": "动手" }, items: ["play"] },
];
