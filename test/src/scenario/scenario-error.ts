/** A scenario that cannot be run: says which file, where in it, and what would be right. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}
