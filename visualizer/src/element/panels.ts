import { Inspector } from "./inspector.ts";
import { forkContent, goContent, helpContent } from "./popover-content.ts";
import { TableView } from "./table-view.ts";

/** The panels that a reader opens: loaded with the first of them. */
export interface Panels {
  readonly inspector: Inspector;
  readonly table: TableView;
}

export function createPanels(
  document: Document,
  hooks: { readonly jump: (position: number) => void; readonly close: () => void },
): Panels {
  return { inspector: new Inspector(document, hooks), table: new TableView(document, hooks) };
}

/** What stands in the small windows, by the command that opens them. */
export const popoverContents: {
  readonly fork: typeof forkContent;
  readonly go: typeof goContent;
  readonly help: typeof helpContent;
} = { fork: forkContent, go: goContent, help: helpContent };
