import {
  type Diagnostic,
  linter,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
  setDiagnosticsEffect,
} from "@codemirror/lint";
import { type EditorState, type Extension, RangeSet, StateField } from "@codemirror/state";
import {
  EditorView,
  GutterMarker,
  keymap,
  lineNumberMarkers,
  type Panel,
  showPanel,
} from "@codemirror/view";
import { filled } from "../browser/broken-rules.ts";
import { simulator } from "../simulator/runner.ts";
import type { EditorMessages } from "../text/message-types.ts";

const quietMs = 400;
/** So many are marked; the count names all. */
const markedMax = 100;

/** Marks what Run would refuse, a moment after the last key: in the text, at the line's number, and in words below. */
export function problems(text: EditorMessages): Extension {
  return [
    linter(({ state }) => problemsOf(state), { delay: quietMs }),
    found.init(() => []),
    showPanel.compute([found], (state) => {
      const [first] = state.field(found);
      return first === undefined ? null : (view) => problemPanel(view, text);
    }),
    keymap.of([{ key: "F8", run: nextDiagnostic, shift: previousDiagnostic }]),
  ];
}

/** Shows what is wrong with a line, counted from 1, and brings it into view; undefined shows nothing. */
export function showProblem(view: EditorView, line: number | undefined, message: string): void {
  const { doc } = view.state;
  if (line === undefined || line > doc.lines) {
    view.dispatch(setDiagnostics(view.state, []));
    return;
  }
  const { from, to } = doc.line(line);
  view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
  view.dispatch({ effects: EditorView.scrollIntoView(from, { y: "nearest", yMargin: 60 }) });
}

async function problemsOf(state: EditorState): Promise<readonly Diagnostic[]> {
  // A trace that was opened has no scenario: nothing is written, so nothing is wrong.
  if (state.doc.toString().trim() === "") return [];
  const answer = await simulator.send({ do: "check-yaml", yaml: state.doc.toString() });
  // Without the simulator nothing is checked; Run says why.
  if (!("problems" in answer)) return [];
  return answer.problems.slice(0, markedMax).map(({ range, message }) => {
    const from = Math.min(range?.from ?? 0, state.doc.length);
    // A problem of a whole block is told at its first line.
    const to = Math.max(from, Math.min(range?.to ?? 0, state.doc.lineAt(from).to));
    return { from, to, severity: "error", message };
  });
}

/** The problems that were found last, moved along with the text. */
const found = StateField.define<readonly Diagnostic[]>({
  create: () => [],
  update(before, { changes, docChanged, effects }) {
    const news = effects.find((effect) => effect.is(setDiagnosticsEffect));
    if (news !== undefined) return news.value;
    if (!docChanged || before.length === 0) return before;
    return before.map((one) => ({
      ...one,
      from: changes.mapPos(one.from),
      to: changes.mapPos(one.to),
    }));
  },
  provide: (field) =>
    lineNumberMarkers.compute([field], (state) => {
      const lines = new Set(state.field(field).map(({ from }) => state.doc.lineAt(from).from));
      return RangeSet.of(
        [...lines].map((from) => wrong.range(from)),
        true,
      );
    }),
});

const wrong = new (class extends GutterMarker {
  override elementClass = "wrong";
})();

/** The first problem in words; a click goes to its place. */
function problemPanel(view: EditorView, text: EditorMessages): Panel {
  const dom = document.createElement("div");
  dom.className = "problem";
  dom.role = "status";
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => {
    const [first] = view.state.field(found);
    if (first === undefined) return;
    view.dispatch({ selection: { anchor: first.from }, scrollIntoView: true });
    view.focus();
  });
  dom.append(button);
  const say = (state: EditorState): void => {
    const [first, ...others] = state.field(found);
    if (first === undefined) return;
    const line = state.doc.lineAt(first.from).number;
    const rest = others.length === 0 ? "" : filled(text.more, { count: others.length });
    const said = filled(text.problem, { line, message: first.message }) + rest;
    if (button.textContent !== said) button.textContent = said;
  };
  say(view.state);
  return { dom, update: ({ state }) => say(state) };
}
