/** A JSON patch that cannot be applied: 422, whatever the reason. */
export class JsonPatchError extends Error {
  override readonly name = "JsonPatchError";
  /** Which of its two places an operation fails at. */
  readonly at: "path" | "from";

  constructor(message: string, at: "path" | "from" = "path") {
    super(message);
    this.at = at;
  }

  /** Does a step whose failures are those of a place. */
  static during<T>(at: "path" | "from", step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw error instanceof JsonPatchError ? new JsonPatchError(error.message, at) : error;
    }
  }
}
