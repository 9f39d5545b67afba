import { reachedLevels } from "./kept-levels.ts";

const text = document.querySelector<HTMLElement>("[data-level-reached]")?.dataset["levelReached"];
for (const link of document.querySelectorAll<HTMLAnchorElement>('li a[href*="?level="]')) {
  const id = new URL(link.href).searchParams.get("level") ?? "";
  if (reachedLevels().has(id)) link.after(markOf(id));
}

function markOf(id: string): HTMLElement {
  const mark = document.createElement("strong");
  mark.dataset["reached"] = id;
  mark.textContent = ` ✓ ${text ?? ""}`;
  return mark;
}
