/**
 * Why the program cannot run on this Node; undefined when it can. Itself it must be readable by any Node that has modules.
 *
 * @param version such as `20.20.2`
 * @param range `engines.node` of the package, such as `>=22.18`
 */
export function nodeProblem(version: string, range: string): string | undefined {
  const minimum = range.replace(">=", "");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [majorMin = 0, minorMin = 0] = minimum.split(".").map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return undefined;
  return `needs Node ${minimum} or newer; this is Node ${version}, at ${process.execPath}`;
}
