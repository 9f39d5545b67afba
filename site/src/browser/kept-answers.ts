import type { Answers } from "@informerlab/visualizer";

/** One entry a page: beats of different lessons may have the same name. */
const key = `informerlab/answers${location.pathname.replace(/^\/zh-cn\//, "/")}`;

/** What this reader has predicted on this page before; nothing where storage is switched off or holds something else. */
export function readAnswers(): Answers {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    );
  } catch {
    return {};
  }
}

/** Keeps them; without storage they last as long as the page. */
export function keepAnswers(answers: Answers): void {
  try {
    localStorage.setItem(key, JSON.stringify(answers));
  } catch {
    return;
  }
}
