import { exportFormats, exportText } from "../../text/panels/export-text.ts";
import type { Moment } from "../moment/moment.ts";
import { make } from "../parts/dom.ts";
import { panelStyle } from "../parts/panel-style.ts";
import { themeOf } from "../parts/surroundings.ts";
import type { Send } from "../state/intent.ts";
import { viewOf } from "../state/view-state.ts";
import { type Exported, exportFile } from "./export-file.ts";
import type { Panel } from "./panel.ts";

/** A menu of everything that can be taken away. */
export function createExportPanel(document: Document, send: Send): Panel {
  const problem = make(document, "p", { role: "alert", class: "note" });
  const list = make(document, "ul", { class: "where-list" });
  const element = make(document, "section", { class: "explore", part: "export" }, [
    panelStyle(document),
    list,
    problem,
  ]);
  let drawn = "";
  let latest: Moment | undefined;

  const save = async (format: (typeof exportFormats)[number]): Promise<void> => {
    if (latest === undefined) return;
    try {
      const { name, blob } = await exportFile(
        format,
        document,
        exportedOf(document, element, latest),
      );
      const link = make(document, "a", { href: URL.createObjectURL(blob), download: name });
      link.click();
      URL.revokeObjectURL(link.href);
      problem.textContent = "";
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
    }
  };

  const entry = (name: string, hint: string, id: string, onclick: () => void): HTMLElement =>
    make(document, "li", {}, [
      make(document, "button", { type: "button", "data-export": id, onclick }, [
        make(document, "b", {}, [name]),
        make(document, "span", {}, [hint]),
      ]),
    ]);

  return {
    element,
    draw: (moment) => {
      latest = moment;
      const { language } = moment.state;
      if (drawn === language) return;
      drawn = language;
      list.replaceChildren(
        ...exportFormats.map((format) =>
          entry(
            exportText(format, "name", language),
            exportText(format, "hint", language),
            format,
            () => void save(format),
          ),
        ),
        entry(
          exportText("link", "name", language),
          exportText("link", "hint", language),
          "link",
          () => send({ kind: "share" }),
        ),
      );
    },
  };
}

/** What is exported of a moment: what the reader sees. */
function exportedOf(
  document: Document,
  element: HTMLElement,
  { timeline, position, state }: Moment,
): Exported {
  const { width, language: lang, ...view } = viewOf(state);
  const host = (element.getRootNode() as Partial<ShadowRoot>).host;
  const own = host?.getAttribute("data-theme");
  const theme = own === "light" || own === "dark" ? own : (themeOf(document, "auto") ?? "auto");
  const { story } = timeline;
  return {
    timeline,
    position,
    settings: { lang, theme, width, view, ...(story === undefined ? {} : { story }) },
  };
}
