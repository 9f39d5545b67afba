import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SupportGroup, SupportRow } from "./support-row.ts";
import { supportGroups } from "./support-rows.ts";

type Language = "en" | "zh";

const repository = new URL("../../../", import.meta.url);

const words = {
  en: {
    title: "What the fake apiserver supports",
    description: "What people asked of Kubernetes fakes, and where this one stands.",
    intro:
      "Each row is something that users of fakes missed, with a public report of one of them. It stands where its tests put it: they run with every change, and this page is not built when one of them is gone. Whatever is not supported is refused at once, with its name; nothing is ignored in silence.",
    columns: ["what", "state", "limits", "asked for in", "tests"],
    states: { exact: "exact", partial: "partial", refused: "refused" },
    written: "Written by test/suites/support/update-support.ts",
  },
  zh: {
    title: "fake apiserver 支持什么",
    description: "人们对 Kubernetes 模拟服务器提出的要求，以及它做到了哪里。",
    intro:
      "每一行都是模拟服务器的用户曾经缺少的能力，并附上其中一份公开报告。状态由测试决定：这些测试随每次改动运行，少了任何一个，本页就无法生成。不支持的功能会立刻按名字拒绝，不会默默忽略。",
    columns: ["能力", "状态", "限制", "出自", "测试"],
    states: { exact: "完全一致", partial: "部分", refused: "拒绝" },
    written: "由 test/suites/support/update-support.ts 生成",
  },
} as const;

/** The site's page in both languages: file and text. */
export function supportPages(): readonly (readonly [file: string, text: string])[] {
  const at = (path: string): string =>
    fileURLToPath(new URL(`site/src/content/docs/${path}/reference/support.mdx`, repository));
  return [
    [at("."), pageOf("en")],
    [at("zh-cn"), pageOf("zh")],
  ];
}

/** Writes {@link supportPages}. */
export function writeSupportPages(): void {
  for (const [file, text] of supportPages()) writeFileSync(file, text);
}

/** Tests that a row names and that are not there: `file: title`. */
export function missingTests(): readonly string[] {
  const missing: string[] = [];
  for (const { rows } of supportGroups) {
    for (const [file, title] of rows.flatMap(({ tests }) => tests)) {
      const source = readFileSync(new URL(file, repository), "utf8");
      if (!source.includes(JSON.stringify(title))) missing.push(`${file}: ${title}`);
    }
  }
  return missing;
}

function pageOf(language: Language): string {
  const { title, description, intro, written } = words[language];
  return [
    `---\ntitle: ${title}\ndescription: ${description}\n---`,
    `{/* ${written} */}`,
    intro,
    ...supportGroups.map((group) => groupOf(group, language)),
    "",
  ].join("\n\n");
}

function groupOf(group: SupportGroup, language: Language): string {
  const { columns } = words[language];
  return [
    `## ${group[language]}\n`,
    `| ${columns.join(" | ")} |`,
    `|${columns.map(() => " --- |").join("")}`,
    ...group.rows.map((row) => lineOf(row, language)),
  ].join("\n");
}

function lineOf(row: SupportRow, language: Language): string {
  const [project = "", number = ""] = row.report.split("#");
  const cells = [
    row[language],
    words[language].states[row.state],
    row.limits?.[language] ?? "",
    `[${row.report}](https://github.com/${project}/issues/${number})`,
    String(row.tests.length),
  ];
  return `| ${cells.join(" | ")} |`;
}
