/** Whether a code point is one of a set. */
export type CharacterTest = (code: number) => boolean;

/** What must hold between two letters. */
export type Assertion = "text-start" | "text-end" | "line-start" | "line-end" | "word" | "no-word";

/** A pattern, read. */
export type Pattern =
  | { readonly kind: "empty" }
  | { readonly kind: "character"; readonly test: CharacterTest }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly parts: readonly Pattern[] }
  | {
      readonly kind: "repeat";
      readonly part: Pattern;
      readonly least: number;
      /** Undefined: any number. */
      readonly most: number | undefined;
      readonly isLazy: boolean;
    };

/** Why a pattern cannot be read, in Go's words. */
export class PatternError extends Error {
  override readonly name = "PatternError";

  constructor(code: string, argument: string) {
    super(`error parsing regexp: ${code}${argument === "" ? ": ``" : `: \`${argument}\``}`);
  }
}
