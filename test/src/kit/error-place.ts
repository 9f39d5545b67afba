/** The innermost cause of an error. */
export function rootOf(error: unknown): Error | undefined {
  let root = error instanceof Error ? error : undefined;
  while (root?.cause instanceof Error) root = root.cause;
  return root;
}

/** The message with the place in the program where the error was made. */
export function withPlace(message: string, error: unknown): string {
  const place = error instanceof Error ? placeOf(error) : undefined;
  return place === undefined ? message : `${message} (at ${place})`;
}

function placeOf({ stack }: Error): string | undefined {
  const line = (stack ?? "")
    .split("\n")
    .find(
      (each) =>
        /^\s+at /.test(each) &&
        !/node:|node_modules|[/\\](core|fake-apiserver|test)[/\\](src|dist)[/\\](?!.*\.test\.)/.test(
          each,
        ),
    );
  return line === undefined
    ? undefined
    : /\(?([^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1]?.replace(/^file:\/\//, "");
}
