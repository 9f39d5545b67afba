import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { reportOf } from "./known-reports.ts";
import type { Cell } from "./run-client.ts";
import { type ForeignScenario, scenarios } from "./scenarios.ts";

/** One client's way through the scenarios. */
export interface Row {
  readonly client: string;
  readonly name: string;
  readonly language: string;
  readonly version: string;
  readonly cells: readonly Cell[];
}

type Language = "en" | "zh-CN";

const content = (path: string): string =>
  fileURLToPath(new URL(`../../site/src/content/docs/${path}`, import.meta.url));

/** The results kept in a file; none when there is no file. */
export function readTable(file: string): readonly Row[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Row[]) : [];
}

/** New results in the place of old ones; cells that were not run again stay while the client's version does. */
export function mergeRows(old: readonly Row[], fresh: readonly Row[]): readonly Row[] {
  const merged = fresh.map((row) => {
    const before = old.find(
      ({ client, version }) => client === row.client && version === row.version,
    );
    const kept = (before?.cells ?? []).filter(
      ({ scenario }) => !row.cells.some((cell) => cell.scenario === scenario),
    );
    return { ...row, cells: [...kept, ...row.cells] };
  });
  return [...old.filter(({ client }) => !fresh.some((row) => row.client === client)), ...merged];
}

/** The site's page in both languages: file and text. */
export function pagesOf(rows: readonly Row[]): readonly (readonly [file: string, text: string])[] {
  return [
    [content("reference/survival.mdx"), pageOf(rows, "en")],
    [content("zh-cn/reference/survival.mdx"), pageOf(rows, "zh-CN")],
  ];
}

/** Writes {@link pagesOf}. */
export function writePages(rows: readonly Row[]): void {
  for (const [file, text] of pagesOf(rows)) writeFileSync(file, text);
}

const words = {
  en: {
    title: "Which informer survives what",
    description: "Informers of Kubernetes clients, over the wire, under the same faults.",
    intro:
      "Each client's own informer watches config maps of one namespace over HTTP. While it watches, the fault strikes and objects are created, changed and deleted; after five seconds all is healed. It must end with the server's state within 75 seconds, tell its handlers a sensible story of each object, and be polite on the wire. `npm run -s survival -- --write` makes this page; each row of `test/foreign/scenarios.ts` is the smallest scenario of its cells.",
    legend:
      "✓ survives. ✗ ends wrong, dies or does not stop. ! survives, but asks too often, lists without need, ignores Retry-After, or is blind for long.",
    fault: "fault",
    found: "What was seen",
    unreported: "no public report found",
    colon: ": ",
    aside: (text: string): string => ` (${text})`,
    notRun: "–",
  },
  "zh-CN": {
    title: "哪个 informer 能挺过什么",
    description: "各个 Kubernetes 客户端的 informer，在网络上经受同样的故障。",
    intro:
      "每个客户端自己的 informer 通过 HTTP 监听一个命名空间的 ConfigMap。监听期间故障发生，同时有对象被创建、修改和删除；五秒后一切恢复。它必须在 75 秒内与服务器一致，对事件处理器讲清每个对象的经历，并且在网络上守礼。本页由 `npm run -s survival -- --write` 生成；`test/foreign/scenarios.ts` 的每一行就是对应单元格的最小场景。",
    legend:
      "✓ 挺过。✗ 结果错误、死掉或停不下来。! 挺过了，但请求太频繁、不必要地列举、无视 Retry-After，或长时间看不见变化。",
    fault: "故障",
    found: "所见情形",
    unreported: "没有找到公开的报告",
    colon: "：",
    aside: (text: string): string => `（${text}）`,
    notRun: "–",
  },
} as const;

function pageOf(rows: readonly Row[], language: Language): string {
  const text = words[language];
  // Narrow columns: whole names stand where is told what was seen.
  const head = rows.map(({ client, version }) => `${client} ${version}`);
  const lines = [
    `| ${text.fault} | ${head.join(" | ")} |`,
    `| --- |${rows.map(() => " :-: |").join("")}`,
    ...scenarios.map(
      (scenario) =>
        `| ${rowAnchor(scenario, language)} | ${rows.map((row) => markedCell(row, scenario, text.notRun)).join(" | ")} |`,
    ),
  ];
  return [
    "---",
    `title: ${text.title}`,
    `description: ${text.description}`,
    "---",
    "",
    "{/* Written by `npm run -s survival -- --write`. */}",
    "",
    text.intro,
    "",
    text.legend,
    "",
    ...lines,
    "",
    `## ${text.found}`,
    "",
    ...rows.flatMap((row) => detailsOf(row, language)),
  ].join("\n");
}

function detailsOf(row: Row, language: Language): readonly string[] {
  const failing = scenarios.flatMap((scenario) => {
    const cell = cellOf(row, scenario);
    return cell === undefined || cell.problems.length === 0 ? [] : [{ scenario, cell }];
  });
  if (failing.length === 0) return [];
  return [
    `### ${row.name} ${row.version}`,
    "",
    ...failing.map(({ scenario, cell }) => {
      const known = reportOf(row.client, scenario.id);
      const report =
        known === undefined ? words[language].unreported : `[${known.report}](${known.url})`;
      const [from, to] = [seenId(row, scenario), cellId(row, scenario)];
      return `- <a id="${from}" href="#${to}">**${scenario.title[language]}**</a>${words[language].colon}${seenIn(cell, language)}${words[language].aside(report)}`;
    }),
    "",
  ];
}

function seenIn({ problems }: Cell, language: Language): string {
  const between = language === "en" ? "; " : "；";
  return escaped(problems.map(({ text }) => text[language]).join(between));
}

/** A row's head, with a link of its own. */
function rowAnchor({ id, title }: ForeignScenario, language: Language): string {
  return `<a id="${id}" href="#${id}">${title[language]}</a>`;
}

/** A cell's mark, with a link to what was seen, else of its own. */
function markedCell(row: Row, scenario: ForeignScenario, none: string): string {
  const cell = cellOf(row, scenario);
  const id = cellId(row, scenario);
  const isSeen = cell !== undefined && cell.problems.length > 0;
  return `<a id="${id}" href="#${isSeen ? seenId(row, scenario) : id}">${markOf(cell, none)}</a>`;
}

function cellId({ client }: Row, { id }: ForeignScenario): string {
  return `${id}-${client}`;
}

function seenId(row: Row, scenario: ForeignScenario): string {
  return `seen-${cellId(row, scenario)}`;
}

function cellOf(row: Row, scenario: ForeignScenario): Cell | undefined {
  return row.cells.find((cell) => cell.scenario === scenario.id);
}

const mild: ReadonlySet<string> = new Set(["hot", "impolite", "blind"]);

function markOf(cell: Cell | undefined, none: string): string {
  if (cell === undefined) return none;
  if (cell.problems.length === 0) return "✓";
  return cell.problems.every(({ kind }) => mild.has(kind)) ? "!" : "✗";
}

/** Angle brackets and braces mean something in these pages. */
function escaped(text: string): string {
  return text.replaceAll(/[<{}]/g, (character) => `\\${character}`).replaceAll("\n", " ");
}
