/** A JSON patch that cannot be applied: 422, whatever the reason. */
export class JsonPatchError extends Error {
  override readonly name = "JsonPatchError";
}
