import type { SceneItem } from "../../layout/marks/scene.ts";
import { threadOf } from "../../model/reasons/thread.ts";
import { isThere, questionsAbout } from "../../model/reasons/thread-questions.ts";
import type { ReasonId } from "../../model/reasons/thread-reason.ts";
import type { ThreadTarget } from "../../model/reasons/thread-target.ts";
import { questionText, reasonText } from "../../text/panels/thread-text.ts";
import { plainText } from "../../text/segment.ts";
import type { Moment } from "../moment/moment.ts";
import { make, setAttribute } from "../parts/dom.ts";
import type { Send } from "../state/intent.ts";

/** Reasons that agree with what is there. */
const settled: ReadonlySet<ReasonId> = new Set([
  "is-here",
  "was-deleted",
  "came-and-went",
  "was-called",
  "was-taken",
  "is-waiting",
]);

type Asked = Exclude<ThreadTarget, { kind: "item" }>;

/** Every place where the selected object could be, with the reason why it is not there; a press draws the thread. */
export class WhereList {
  readonly element: HTMLElement;
  readonly #send: Send;
  #drawn = "";

  constructor(document: Document, send: Send) {
    this.#send = send;
    this.element = make(document, "section", { class: "panel where", part: "where" });
  }

  draw(moment: Moment, item: SceneItem | undefined): void {
    const { timeline, position, state, branches } = moment;
    const key = item?.key ?? item?.ref?.key ?? state.selectedKey;
    const name = state.informer ?? [...timeline.end.informers.keys()][0];
    const world = timeline.worldAt(position);
    const informer = name === undefined ? undefined : world.informers.get(name);
    const isEmpty = key === undefined || key === "" || informer === undefined;
    setAttribute(this.element, "hidden", isEmpty);
    if (isEmpty) return;
    const { language, question, edition } = state;
    const drawn = JSON.stringify([
      branches.active.id,
      edition,
      position,
      key,
      informer.name,
      language,
      question,
    ]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const document = this.element.ownerDocument;
    const places = questionsAbout(world, informer, key).map((target) => {
      // Reading a thread walks the timeline's world; what the answer needs of it is read before.
      const isHere = isThere(timeline.worldAt(position), informer, target);
      return { target, isHere };
    });
    this.element.replaceChildren(
      make(document, "h3", {}, [
        questionText("title", language),
        " ",
        make(document, "code", {}, [key]),
      ]),
      make(
        document,
        "ul",
        { class: "where-list" },
        places.map(({ target, isHere }) => this.#entry(moment, informer.name, target, isHere)),
      ),
    );
  }

  #entry(moment: Moment, informer: string, target: Asked, isHere: boolean): HTMLElement {
    const document = this.element.ownerDocument;
    const { timeline, position, state } = moment;
    const { language } = state;
    const { reason } = threadOf(timeline, position, informer, target);
    // It is there, but what the server knows about it has not come.
    const isOld = isHere && reason !== undefined && !settled.has(reason.id);
    const sign = isOld ? "≠" : isHere ? "✓" : "✗";
    const isAsked = JSON.stringify(state.question) === JSON.stringify(target);
    const names = {
      value: target.kind === "bucket" ? `${target.index} = ${target.value}` : "",
      handler: target.kind === "callback" ? target.handler : "",
      queue: target.kind === "work" ? target.queue : "",
    };
    const button = make(
      document,
      "button",
      {
        type: "button",
        "aria-pressed": String(isAsked),
        onclick: () => this.#send({ kind: "question", target: isAsked ? undefined : target }),
      },
      [
        make(document, "b", {}, [`${sign} ${questionText(target.kind, language, names)}`]),
        make(document, "span", {}, [
          reason === undefined ? "" : plainText(reasonText(reason, language)),
        ]),
      ],
    );
    return make(document, "li", {}, [button]);
  }
}
