/** A word or sentence of the controls around the drawing. */
export type InterfaceWord =
  | "picture"
  | "opening"
  | "openingMore"
  | "nothingYet"
  | "toolbar"
  | "timeline"
  | "start"
  | "previousBeat"
  | "back"
  | "play"
  | "pause"
  | "forward"
  | "nextBeat"
  | "end"
  | "size"
  | "line"
  | "hop"
  | "beat"
  | "speed"
  | "fork"
  | "compare"
  | "table"
  | "code"
  | "why"
  | "help"
  | "language"
  | "close"
  | "storyEnds"
  | "step"
  | "goTo"
  | "dropHere"
  | "dropNot"
  | "loading"
  | "noTrace"
  | "noTraceHint"
  | "broken"
  | "live"
  | "follow"
  | "liveEnded"
  | "liveFull"
  | "informer"
  | "share"
  | "flavour"
  | "more";

/** Every word in one language. */
export type InterfaceText = Readonly<Record<InterfaceWord, string>>;

/** Puts values into a word's holes: `{step}`. */
export function fillWord(word: string, values: Readonly<Record<string, string | number>>): string {
  return word.replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}
