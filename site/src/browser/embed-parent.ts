/** What the embedded page says to the page around it. */
export type EmbedMessage =
  | { readonly informerlab: "ready" }
  | { readonly informerlab: "size"; readonly width: number; readonly height: number }
  | { readonly informerlab: "step"; readonly position: number; readonly sentence: string };

/** What the page around may say: go to a place, or show another trace. */
export type EmbedCommand =
  | { readonly informerlab: "seek"; readonly step?: number; readonly beat?: string }
  | { readonly informerlab: "trace"; readonly text: string };

/** Speaks to the page that shows this one in a frame; to nobody when there is none. */
export function sayToParent(message: EmbedMessage): void {
  if (parent !== window) parent.postMessage(message, "*");
}

/** Hears the page around and no other; what is no command of ours is none of ours. */
export function hearParent(heard: (command: EmbedCommand) => void): void {
  addEventListener("message", ({ source, data }: MessageEvent<unknown>) => {
    if (source === parent && isCommand(data)) heard(data);
  });
}

function isCommand(data: unknown): data is EmbedCommand {
  if (typeof data !== "object" || data === null || !("informerlab" in data)) return false;
  if (data.informerlab === "trace") return "text" in data && typeof data.text === "string";
  return data.informerlab === "seek";
}
