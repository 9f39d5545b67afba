/** What the program tells its user with. */
export interface CliOutput {
  /** One line to standard output. */
  readonly say: (line: string) => void;
  /** One line to standard error. */
  readonly warn: (line: string) => void;
}
