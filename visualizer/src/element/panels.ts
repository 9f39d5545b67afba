import { parsePlace } from "../controls/attributes.ts";
import { fillWord } from "../text/interface-text.ts";
import { WhereList } from "./around/where-list.ts";
import { Inspector } from "./inspector.ts";
import type { Send } from "./intent.ts";
import type { Moment } from "./moment.ts";
import { panelStyle } from "./panel-style.ts";
import { forkContent, goContent, helpContent } from "./popover-content.ts";
import { TableView } from "./table-view.ts";
import type { OpenWindow } from "./view-state.ts";

export { panelStyle };

/** The panels that a reader opens: loaded with the first of them. */
export interface Panels {
  readonly inspector: Inspector;
  readonly table: TableView;
  readonly where: WhereList;
}

export function createPanels(
  document: Document,
  hooks: { readonly jump: (position: number) => void; readonly close: () => void },
  send: Send,
): Panels {
  return {
    inspector: new Inspector(document, hooks),
    table: new TableView(document, hooks),
    where: new WhereList(document, send),
  };
}

/** What stands in the small windows. */
export const windowContent: Readonly<
  Record<
    Exclude<OpenWindow, "none">,
    (document: Document, moment: Moment, send: Send) => readonly Node[]
  >
> = {
  fork: (document, { state, position }, send) =>
    forkContent(document, state.runner?.forks ?? [], {
      language: state.language,
      step: position,
      choose: (choice) => send({ kind: "choose-fork", choice }),
    }),
  go: (document, { state, text, timeline }, send) =>
    goContent(document, state.language, (place) =>
      goTo(place, text.unknownStep, timeline.length, send),
    ),
  help: (document, { state }, send) =>
    helpContent(document, state.language, () => send({ kind: "escape" })),
};

/** Goes there; answers what is wrong when there is no such place. */
function goTo(text: string, unknown: string, last: number, send: Send): string | undefined {
  const place = parsePlace(text);
  if (place === undefined || ("step" in place && place.step > last))
    return fillWord(unknown, { text, last });
  send({ kind: "go-to", text });
  return undefined;
}
