import { chromeStyle } from "./chrome-style.ts";

/** What the component hears of the page around it. */
export interface SurroundingsHooks {
  readonly resized: (width: number) => void;
  readonly themed: () => void;
}

/** Watches the width there is, and the theme that the page says by `data-theme` on its root. */
export class Surroundings {
  readonly #observers: { disconnect(): void }[] = [];

  /** The width is the host's: what is inside has none while the page's own picture stands there. */
  constructor(host: HTMLElement, hooks: SurroundingsHooks) {
    const document = host.ownerDocument;
    const view = document.defaultView;
    if (view === null) return;
    if (view.ResizeObserver !== undefined) {
      const observer = new view.ResizeObserver(([entry]) =>
        hooks.resized(Math.round(entry?.contentRect.width ?? 0)),
      );
      observer.observe(host);
      this.#observers.push(observer);
      hooks.resized(Math.round(host.getBoundingClientRect().width));
    }
    const themes = new view.MutationObserver(() => hooks.themed());
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#observers.push(themes);
  }

  disconnect(): void {
    for (const observer of this.#observers) observer.disconnect();
  }
}

/** `theme`, else what the page says; undefined leaves it to the reader's system. */
export function themeOf(
  document: Document,
  wanted: "auto" | "light" | "dark",
): "light" | "dark" | undefined {
  const theme = wanted === "auto" ? document.documentElement.getAttribute("data-theme") : wanted;
  return theme === "light" || theme === "dark" ? theme : undefined;
}

let sheet: CSSStyleSheet | undefined;

/** One style sheet for all instances where the browser can share it; else a style element each. */
export function adoptStyle(root: ShadowRoot): void {
  try {
    if (sheet === undefined) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(chromeStyle);
    }
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = root.ownerDocument.createElement("style");
    style.textContent = chromeStyle;
    root.append(style);
  }
}
