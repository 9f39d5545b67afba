/** Something that a level does not allow. The page has a sentence for each. */
export type Breach =
  | { readonly id: "changed"; readonly what: string }
  | { readonly id: "removed"; readonly what: string }
  | { readonly id: "too-many"; readonly count: number; readonly most: number }
  | { readonly id: "kind"; readonly what: string }
  | { readonly id: "unsound" };

/** What came of a try. */
export interface LevelVerdict {
  /** What the run has of what is wanted. */
  readonly found: number;
  /** The goal is met, whether or not by what is allowed. */
  readonly isMet: boolean;
  readonly breaches: readonly Breach[];
}

/** The goal is met, and by what is allowed. */
export function isReached({ isMet, breaches }: LevelVerdict): boolean {
  return isMet && breaches.length === 0;
}
