/** Says which line of a trace file is wrong, and how. */
export class TraceFileError extends Error {
  override readonly name = "TraceFileError";
}
