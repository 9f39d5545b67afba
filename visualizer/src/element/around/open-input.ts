import type { TraceFile } from "@informerlab/core/trace";
import type { Language } from "../../model/timeline/story.ts";
import { inputNoteText, inputProblemText } from "../../text/panels/input-text.ts";
import { InputError } from "../../trace/input-error.ts";
import { readInput, textOf } from "../../trace/read-input.ts";

/**
 * Opens the bytes that a reader brings, and says in the reader's language what there is to know about them.
 *
 * @throws Error whose message says what they are instead, and what would be right.
 */
export function openInput(
  bytes: Uint8Array<ArrayBuffer>,
  language: Language,
): { readonly trace: TraceFile; readonly notes: string } {
  try {
    const { trace, notes } = readInput(
      textOf(bytes, (part, encoding) => new TextDecoder(encoding).decode(part)),
    );
    return { trace, notes: notes.map((note) => inputNoteText(note, language)).join(" ") };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new Error(inputProblemText(error.problem, language), { cause: error });
  }
}
