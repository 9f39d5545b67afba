/** Where this package and those beside it are; found by the stack, for folders of a user may have the same names. */
const home =
  /((?:file:\/\/)?[^\s()]*[/\\])test[/\\](?:src|dist)[/\\]kit[/\\]process[/\\]own-places\./.exec(
    new Error("here").stack ?? "",
  )?.[1];

/**
 * A line of a stack that is the host's or ours, and says nothing about the program.
 *
 * @param from where ours are; found out by itself.
 */
export function isOwnLine(line: string, from: string | undefined = home): boolean {
  if (/node:|wasm:|native|@informerlab[/\\]/.test(line)) return true;
  const at = from === undefined ? -1 : line.indexOf(from);
  if (from === undefined || at < 0) return false;
  return /^(core|fake-apiserver|test)[/\\](src|dist)[/\\](?!.*\.test\.)/.test(
    line.slice(at + from.length),
  );
}

/** Where a line of a stack points to: a path, or an address, with line and column; undefined where it names none. */
export function placeIn(line: string): string | undefined {
  const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\|https?:)[^()]+:\d+:\d+)\)?$/.exec(
    line.trim(),
  )?.[1];
  return (
    place
      ?.replace(/^file:\/\//, "")
      // Runners load a file again by another query.
      .replace(/\?[^:]*(?=:\d+:\d+$)/, "")
  );
}
