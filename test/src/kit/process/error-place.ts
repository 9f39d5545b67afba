import type { LocalizedText } from "../../scenario/localized-text.ts";
import { isOwnLine, placeIn } from "./own-places.ts";

/** The innermost cause of an error. */
export function rootOf(error: unknown): Error | undefined {
  let root = error instanceof Error ? error : undefined;
  while (root?.cause instanceof Error) root = root.cause;
  return root;
}

/** The message with the place in the program where the error was made. */
export function withPlace(message: LocalizedText, error: unknown): LocalizedText {
  const place = error instanceof Error ? placeOf(error) : undefined;
  if (place === undefined) return message;
  return { en: `${message.en} (at ${place})`, "zh-CN": `${message["zh-CN"]}（位于 ${place}）` };
}

/** The first line of an error's stack that is the program's. */
export function placeOf({ stack }: Error): string | undefined {
  const line = (stack ?? "").split("\n").find(
    (each) =>
      // Built-in functions have no line.
      /^\s+at .*:\d+:\d+\)?$/.test(each) && !/node_modules/.test(each) && !isOwnLine(each),
  );
  return line === undefined ? undefined : placeIn(line);
}
