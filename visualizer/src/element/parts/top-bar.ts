import type { QueueFlavour } from "../../model/world/world.ts";
import { interfaceText, stageText } from "../../text/catalogue.ts";
import type { Send } from "../state/intent.ts";
import type { ViewState } from "../state/view-state.ts";
import { iconButton, make, setAttribute, setText } from "./dom.ts";
import type { Part } from "./slots.ts";

const flavours: readonly QueueFlavour[] = ["delta", "real", "real-atomic"];

/** Title, queue flavour, informer, language. */
export class TopBar implements Part {
  readonly element: HTMLElement;
  readonly #title: HTMLElement;
  readonly #badge: HTMLElement;
  readonly #live: HTMLElement;
  readonly #queue: HTMLSelectElement;
  readonly #informer: HTMLSelectElement;
  readonly #notice: HTMLElement;
  readonly #follow: HTMLButtonElement;
  readonly #share: HTMLButtonElement;
  readonly #language: HTMLButtonElement;

  constructor(document: Document, send: Send) {
    this.#title = make(document, "h2", { class: "title" });
    this.#badge = make(document, "span", { class: "badge" });
    this.#live = make(document, "span", { class: "badge live" });
    this.#queue = make(document, "select", {
      class: "select",
      onchange: () => send({ kind: "switch-queue", queue: this.#queue.value as QueueFlavour }),
    });
    this.#informer = make(document, "select", {
      class: "select",
      onchange: () => send({ kind: "informer", informer: this.#informer.value }),
    });
    this.#notice = make(document, "span", { class: "note" });
    this.#follow = make(document, "button", {
      type: "button",
      class: "button outlined",
      onclick: () => send({ kind: "follow" }),
    });
    this.#share = iconButton(document, "share", "", () => send({ kind: "share" }));
    this.#language = make(document, "button", {
      type: "button",
      class: "button",
      part: "language",
      onclick: () => send({ kind: "language" }),
    });
    this.element = make(document, "header", { class: "top", part: "top" }, [
      this.#title,
      this.#badge,
      this.#queue,
      this.#informer,
      this.#live,
      this.#notice,
      make(document, "span", { class: "space" }),
      this.#follow,
      this.#share,
      this.#language,
    ]);
  }

  drawAlways(state: ViewState): void {
    const { branches, language, runner, notice } = state;
    const text = interfaceText(language);
    const timeline = branches?.active.timeline;
    const informers = [...(timeline?.end.informers.values() ?? [])];
    const informer = informers.find(({ name }) => name === state.informer) ?? informers[0];
    const title = branches?.all[0]?.timeline.story?.title?.[language] ?? "";
    const canSwitch =
      runner?.withQueue !== undefined &&
      informer !== undefined &&
      timeline?.log.scenario !== undefined;
    const names = stageText(language).flavours;
    setAttribute(this.#title, "hidden", title === "");
    setText(this.#title, title);
    setAttribute(this.#badge, "hidden", informer === undefined || canSwitch);
    setText(this.#badge, informer === undefined ? "" : names[informer.flavour]);
    fillSelect(
      this.#queue,
      canSwitch ? flavours.map((flavour) => [flavour, names[flavour]]) : [],
      informer?.flavour ?? "delta",
      text.flavour,
    );
    fillSelect(
      this.#informer,
      informers.length > 1 ? informers.map(({ name }) => [name, name]) : [],
      informer?.name ?? "",
      text.informer,
    );
    setAttribute(this.#live, "hidden", !state.isLive);
    setText(this.#live, text.live);
    setText(this.#notice, notice);
    setAttribute(this.#follow, "hidden", !state.isLive || state.isFollowing);
    setText(this.#follow, text.follow);
    setAttribute(this.#share, "hidden", timeline === undefined || runner?.permalink === undefined);
    setAttribute(this.#share, "aria-label", text.share);
    setAttribute(this.#share, "title", text.share);
    setText(this.#language, text.language);
    setAttribute(this.#language, "lang", language === "en" ? "zh-CN" : "en");
  }
}

function fillSelect(
  select: HTMLSelectElement,
  entries: readonly (readonly [string, string])[],
  value: string,
  label: string,
): void {
  setAttribute(select, "hidden", entries.length === 0);
  setAttribute(select, "aria-label", label);
  const drawn = JSON.stringify(entries);
  if (select.dataset["entries"] !== drawn) {
    select.dataset["entries"] = drawn;
    select.replaceChildren(
      ...entries.map(([name, shown]) =>
        make(select.ownerDocument, "option", { value: name }, [shown]),
      ),
    );
  }
  if (select.value !== value) select.value = value;
}
