/** A part of a path, as it is written. */
export type PathNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly value: number; readonly isWhole: boolean }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "array"; readonly bounds: ArrayBounds }
  | {
      readonly kind: "filter";
      readonly left: PathList;
      readonly right: PathList;
      /** `exists` where nothing is compared. */
      readonly operator: string;
    }
  | { readonly kind: "union"; readonly lists: readonly PathList[] }
  | { readonly kind: "wildcard" | "recursive" }
  /** A word that stands for nothing in a path to one place. */
  | { readonly kind: "word" };

/** What one pair of braces holds: each part is applied to what the ones before it found. */
export type PathList = readonly PathNode[];

/** `[from:to:step]`; `to` is derived where only one item is asked for. */
export interface ArrayBounds {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly isDerived: boolean;
  readonly step: number | undefined;
}
