import type { ProgramId } from "../../model/reasons/code-place.ts";
import type { LocalizedText } from "../../model/timeline/story.ts";

/** The release of client-go whose functions are named. */
export const clientGoTag = "v0.37.2";

/** One line of pseudo-code, and where it stands in the two programs that do it. */
export interface CodeLine {
  readonly says: LocalizedText;
  /** File below client-go and function, with its receiver; absent for what client-go has no part in. */
  readonly clientGo?: readonly [file: string, name: string];
  /** File of this repository, and the function, method or getter in it. */
  readonly own: readonly [file: string, symbol: string];
  /** Rules of the specification that the line follows, see core/SPEC-COVERAGE.md. */
  readonly rules: readonly string[];
}

/** A component in six lines. */
export interface CodeProgram {
  readonly name: LocalizedText;
  readonly lines: readonly CodeLine[];
}

/** Every component. */
export type CodePrograms = Readonly<Record<ProgramId, CodeProgram>>;

/** A line: what it says in both languages, client-go's place, ours, the rules. */
export function line(
  en: string,
  chinese: string,
  clientGo: readonly [file: string, name: string] | undefined,
  own: readonly [file: string, symbol: string],
  ...rules: readonly string[]
): CodeLine {
  const says = { en, "zh-CN": chinese };
  return { says, own, rules, ...(clientGo === undefined ? {} : { clientGo }) };
}

/** The address of a function's file in client-go, at the release that is named. */
export function clientGoAddress([file]: readonly [string, string]): string {
  return `https://github.com/kubernetes/client-go/blob/${clientGoTag}/${file}`;
}
