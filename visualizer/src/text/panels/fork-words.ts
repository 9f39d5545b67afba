import type { Language } from "../../model/timeline/story.ts";

const en = {
  forking: "Running the other future …",
  forkFailed: "The fork could not be run: {error}",
  forkDropped: "The oldest fork made room: “{name}” is no longer kept.",
  copied: "Link copied",
  copyFailed: "The link could not be copied; it is: {link}",
  firstDifference: "first difference",
  converged: "same again (converged)",
  futures: "Futures of this run",
  sameEnd: "same end state",
  differentEnd: "a different end state",
  nothingDiffers: "nothing differs",
} as const;

/** A word of what only pages that run scenarios offer. */
export type ForkWord = keyof typeof en;

const zh: Readonly<Record<ForkWord, string>> = {
  forking: "正在运行另一个未来……",
  forkFailed: "无法运行这个分叉：{error}",
  forkDropped: "为腾出位置，不再保留最早的分叉“{name}”。",
  copied: "链接已复制",
  copyFailed: "无法复制链接，它是：{link}",
  firstDifference: "首个差异",
  converged: "再次一致（已收敛）",
  futures: "这次运行的各个未来",
  sameEnd: "最终状态相同",
  differentEnd: "最终状态不同",
  nothingDiffers: "没有差异",
};

/** They are loaded with what needs them. */
export function forkText(language: Language): Readonly<Record<ForkWord, string>> {
  return language === "en" ? en : zh;
}
