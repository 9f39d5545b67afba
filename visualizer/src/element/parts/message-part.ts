import { interfaceText } from "../../text/catalogue.ts";
import type { ViewState } from "../state/view-state.ts";
import { make, setAttribute } from "./dom.ts";
import type { Part } from "./slots.ts";

/** What stands there when there is no trace to show: why, and what would help. */
export class MessagePart implements Part {
  readonly element: HTMLElement;

  constructor(document: Document) {
    this.element = make(document, "div", { class: "message", role: "status", hidden: true });
  }

  drawAlways({ status, language }: ViewState): void {
    setAttribute(this.element, "hidden", status.kind === "shown");
    if (status.kind === "shown") return;
    const document = this.element.ownerDocument;
    const text = interfaceText(language);
    setAttribute(this.element, "class", status.kind === "broken" ? "message error" : "message");
    const [head, body] =
      status.kind === "broken"
        ? [text.broken, make(document, "code", {}, [status.message])]
        : status.kind === "loading"
          ? [text.loading, percent(status.share)]
          : [text.noTrace, text.noTraceHint];
    this.element.replaceChildren(
      make(document, "p", { class: "head" }, [head]),
      make(document, "p", {}, [body]),
    );
  }
}

function percent(share: number | undefined): string {
  return share === undefined ? "" : `${Math.round(share * 100)} %`;
}
