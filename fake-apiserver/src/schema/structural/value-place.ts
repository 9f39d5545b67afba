/** Where a value stands: for causes, and for the words of the message. */
export interface ValuePlace {
  /** `spec.ports[0].port`, from the object. */
  readonly field: string;
  /** The same from where validation began. */
  readonly name: string;
  /** Where validation began. */
  readonly root: string;
  /** It is a default, which is judged by its schema as that is written: by formats that nobody knows, too. */
  readonly isDefault?: boolean;
}
