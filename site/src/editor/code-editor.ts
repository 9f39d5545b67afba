// CodeMirror: an editor that screen readers, input methods and phones can use is a library's work, not a textarea's.
import {
  defaultKeymap,
  history,
  historyKeymap,
  insertNewlineKeepIndent,
  isolateHistory,
} from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { Annotation, EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import type { EditorMessages } from "../text/message-types.ts";
import { look } from "./look.ts";
import { offers } from "./offers.ts";
import { problems, showProblem } from "./problems.ts";
import { changeBetween, type TextChange } from "./text-change.ts";

/** What a code editor begins with. */
export interface CodeEditorOptions {
  /** Ids of the elements that name it and say which keys it knows. */
  readonly labelledBy: string;
  readonly describedBy: string;
  readonly text: EditorMessages;
  /** The text before the changes, each of which can be undone. */
  readonly start: string;
  readonly changes: readonly TextChange[];
  /** Pixels. */
  readonly height: number;
  /** Called after each change that a reader made. */
  readonly changed: () => void;
}

/** Marks a text that was put in by the page and not by its reader. */
const given = Annotation.define<true>();

/** An editor for scenarios: completion by the scenario's schema, problems in their places, undo. Tab leaves it. */
export class CodeEditor {
  readonly #view: EditorView;

  constructor(options: CodeEditorOptions) {
    let state = EditorState.create({ doc: options.start, extensions: extensionsOf(options) });
    for (const changes of options.changes) {
      state = state.update({ changes, userEvent: "input.type" }).state;
    }
    this.#view = new EditorView({ state });
    this.element.style.height = `${options.height}px`;
  }

  get element(): HTMLElement {
    return this.#view.dom;
  }

  get value(): string {
    return this.#view.state.doc.toString();
  }

  /** Puts in another text; it can be undone. */
  set value(text: string) {
    const changes = changeBetween(this.value, text.replace(/\r\n?/g, "\n"));
    if (changes === undefined) return;
    this.#view.dispatch({
      changes,
      annotations: [given.of(true), isolateHistory.of("full")],
      effects: EditorView.scrollIntoView(0),
    });
  }

  /** Changes the text as its reader would, and leaves the cursor at an offset. */
  change(text: string, cursor: number): void {
    const changes = changeBetween(this.value, text) ?? [];
    const selection = EditorSelection.cursor(cursor);
    const annotations = isolateHistory.of("full");
    this.#view.dispatch({ changes, selection, annotations, scrollIntoView: true });
  }

  /** Selects from one offset to another, with the text scrolled down by so many pixels. */
  place(anchor: number, head: number, scrollTop: number): void {
    const { length } = this.#view.state.doc;
    this.#view.dispatch({
      selection: EditorSelection.single(Math.min(anchor, length), Math.min(head, length)),
    });
    this.#view.requestMeasure({
      read: () => undefined,
      write: () => {
        this.#view.scrollDOM.scrollTop = scrollTop;
      },
    });
  }

  focus(): void {
    this.#view.focus();
  }

  /** Marks a line, counted from 1, with what is wrong there, and brings it into view; undefined marks none. */
  markLine(line: number | undefined, message: string): void {
    showProblem(this.#view, line, message);
  }
}

function extensionsOf({ labelledBy, describedBy, text, changed }: CodeEditorOptions) {
  return [
    lineNumbers(),
    history(),
    yaml(),
    look,
    offers(),
    problems(text),
    EditorState.phrases.of(text.phrases),
    EditorView.contentAttributes.of({
      "aria-labelledby": labelledBy,
      "aria-describedby": describedBy,
      "data-yaml": "",
      // What can be edited takes the focus anyway; checkers of accessibility want to read so.
      tabindex: "0",
    }),
    keymap.of([
      // The page runs the scenario; the editor must not write a line as well.
      { key: "Mod-Enter", run: () => true },
      { key: "Enter", run: insertNewlineKeepIndent },
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of(({ docChanged, transactions }) => {
      const isGiven = transactions.some((transaction) => transaction.annotation(given));
      if (docChanged && !isGiven) changed();
    }),
  ];
}
