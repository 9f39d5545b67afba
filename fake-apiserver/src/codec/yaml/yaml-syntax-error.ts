/** A text that is no YAML, in the words of the library that the real server uses. */
export class YamlSyntaxError extends Error {
  override readonly name = "YamlSyntaxError";
}
