import type { Language, LocalizedText } from "../../model/timeline/story.ts";

/** What can be taken away from the picture. */
export type ExportFormat = "svg" | "png" | "animated-svg" | "perfetto" | "trace";

/** All formats, in the order of the menu. */
export const exportFormats: readonly ExportFormat[] = [
  "svg",
  "png",
  "animated-svg",
  "perfetto",
  "trace",
];

interface FormatText {
  readonly name: LocalizedText;
  readonly hint: LocalizedText;
}

const formats: Readonly<Record<ExportFormat | "link", FormatText>> = {
  svg: {
    name: { en: "Picture (SVG)", "zh-CN": "图片（SVG）" },
    hint: { en: "this step, sharp at every size", "zh-CN": "当前这一步，任意大小都清晰" },
  },
  png: {
    name: { en: "Picture (PNG)", "zh-CN": "图片（PNG）" },
    hint: { en: "this step, at twice its size", "zh-CN": "当前这一步，两倍大小" },
  },
  "animated-svg": {
    name: { en: "Moving picture (SVG)", "zh-CN": "动图（SVG）" },
    hint: {
      en: "from the beat before to this step; plays anywhere, without script",
      "zh-CN": "从上一个情节点到这一步；无需脚本，到处可播",
    },
  },
  perfetto: {
    name: { en: "Perfetto (JSON)", "zh-CN": "Perfetto（JSON）" },
    hint: { en: "the whole run for ui.perfetto.dev", "zh-CN": "整个运行，供 ui.perfetto.dev 打开" },
  },
  trace: {
    name: { en: "Trace (JSON lines)", "zh-CN": "轨迹（JSON lines）" },
    hint: { en: "the whole run, to open it here again", "zh-CN": "整个运行，可在这里重新打开" },
  },
  link: {
    name: { en: "Link to this step", "zh-CN": "指向这一步的链接" },
    hint: { en: "copied to the clipboard", "zh-CN": "复制到剪贴板" },
  },
};

export function exportText(
  format: ExportFormat | "link",
  part: keyof FormatText,
  language: Language,
): string {
  return formats[format][part][language];
}
