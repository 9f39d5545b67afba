/** A JSON value's shape, the one form for built-in and custom kinds. */
export interface ObjectSchema {
  readonly placeholder?: never;
}
