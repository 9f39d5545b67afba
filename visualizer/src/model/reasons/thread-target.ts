/** What a reader points at. */
export type ThreadTarget =
  /** Something drawn: the record that put it there. */
  | { readonly kind: "item"; readonly seq: number }
  /** A row of the Indexer that is not there, or is too old, or should be gone. */
  | { readonly kind: "row"; readonly key: string }
  /** An object under a value of an index. */
  | {
      readonly kind: "bucket";
      readonly key: string;
      readonly index: string;
      readonly value: string;
    }
  /** A callback that did not come. */
  | { readonly kind: "callback"; readonly key: string; readonly handler: string }
  /** A key that is not in the work queue. */
  | { readonly kind: "work"; readonly key: string; readonly queue: string };
