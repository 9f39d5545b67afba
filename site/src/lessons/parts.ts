import type { Lesson, LocalizedText } from "@informerlab/test";

/** A part of the curriculum: the lessons from a number on, up to the next part. */
export interface Part {
  readonly from: number;
  readonly title: LocalizedText;
}

/** The parts, in order; a new lesson belongs to one by its number. */
export const parts: readonly Part[] = [
  { from: 1, title: { en: "First contact", "zh-CN": "初次接触" } },
  { from: 5, title: { en: "The queue before the store", "zh-CN": "存储之前的队列" } },
  { from: 11, title: { en: "The watch breaks", "zh-CN": "监听断了" } },
  { from: 19, title: { en: "Handlers", "zh-CN": "事件处理器" } },
  { from: 23, title: { en: "Queue and workers", "zh-CN": "工作队列与工作协程" } },
  { from: 28, title: { en: "Many at once", "zh-CN": "成群的 informer" } },
  { from: 32, title: { en: "Detective work", "zh-CN": "破案" } },
];

/** The part of a lesson's number. */
export function partOf(number: number): Part | undefined {
  return parts.findLast(({ from }) => number >= from);
}

/** A way through the lessons for one kind of reader. */
export interface Path {
  readonly title: LocalizedText;
  /** Lessons by number. */
  readonly lessons: readonly number[];
  /** Pages that come after them, by slug. */
  readonly pages?: readonly string[];
}

/** Ways through the lessons. A lesson that is not written yet is left out. */
export const paths: readonly Path[] = [
  {
    title: { en: "You have half an hour", "zh-CN": "只有半小时" },
    lessons: [1, 5, 7, 12, 23],
    pages: ["poster"],
  },
  {
    title: { en: "You write a controller", "zh-CN": "写控制器" },
    lessons: [7, 8, 17, 19, 21, 24, 25, 26, 27],
  },
  {
    title: { en: "You run a platform", "zh-CN": "管平台" },
    lessons: [2, 13, 15, 16, 28, 29],
  },
  {
    title: { en: "You do not believe it", "zh-CN": "不信，要看证据" },
    lessons: [3, 6, 9, 18, 20, 32, 33, 35, 36],
    pages: ["museum", "reference/survival"],
  },
];

/** The lessons of a path that exist, in the path's order. */
export function lessonsOf(path: Path, lessons: readonly Lesson[]): readonly Lesson[] {
  return path.lessons.flatMap((wanted) => lessons.find(({ number }) => number === wanted) ?? []);
}
