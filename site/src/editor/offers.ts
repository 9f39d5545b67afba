import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  startCompletion,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { simulator } from "../simulator/runner.ts";

/** Offers what may stand at the cursor, while one types and on Ctrl+Space. */
export function offers(): Extension {
  return [
    autocompletion({
      override: [offersAt],
      icons: false,
      // After a key comes its value.
      activateOnCompletion: ({ apply }) => typeof apply === "string" && apply.endsWith(": "),
    }),
    // Input methods for Chinese take Ctrl+Space for themselves.
    keymap.of([{ key: "Alt-/", run: startCompletion }]),
  ];
}

async function offersAt(context: CompletionContext): Promise<CompletionResult | null> {
  const isBegun = context.matchBefore(/[\w.-]+|(?:[:{,]|^\s*-) /) !== null;
  if (!isBegun && !context.explicit) return null;
  const text = context.state.doc.toString();
  const answer = await simulator.send({ do: "complete-yaml", yaml: text, offset: context.pos });
  // Without the simulator there is nothing to offer; Run says why.
  if (!("completion" in answer)) return null;
  const { from, to, items } = answer.completion;
  const word = text.slice(from, context.pos);
  const fitting = items.filter(({ label }) => label.startsWith(word));
  // What is written out already needs no offer, and Enter shall begin a new line.
  if (fitting.length === 1 && fitting[0]?.insert === word) return null;
  const abouts = await aboutsInPageLanguage();
  const options = items.map(({ label, insert, about, isRequired }, index) => ({
    label,
    apply: insert,
    detail: abouts[about] ?? about,
    boost: (isRequired ? 50 : 0) - Math.min(index, 49),
  }));
  return { from, to, options };
}

/** The schema's own descriptions are English. */
async function aboutsInPageLanguage(): Promise<Readonly<Record<string, string>>> {
  if (!document.documentElement.lang.startsWith("zh")) return {};
  const { scenarioChinese } = await import("../reference/scenario-chinese.ts");
  return scenarioChinese;
}
