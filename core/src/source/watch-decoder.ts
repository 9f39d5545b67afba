import { parseJson } from "../api/json.ts";
import type { KubernetesObject } from "../api/object.ts";
import { clientWatchDecoding, type Status } from "../api/status.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import { genericStatus } from "./response-error.ts";

/** Longest frame, in characters; client-go's limit in bytes is the same number. */
export const watchFrameLengthMax: number = 16 * 1024 * 1024;

const eventTypes: ReadonlySet<unknown> = new Set([
  "ADDED",
  "MODIFIED",
  "DELETED",
  "BOOKMARK",
  "ERROR",
]);

/**
 * Turns the text of a watch into events: one JSON object a line, cut into pieces anyhow. A frame that cannot be
 * decoded becomes an `ERROR` event and ends the stream, as in client-go; half a line at the end is dropped.
 *
 * @see client-go rest/watch/decoder.go, apimachinery pkg/watch/streamwatcher.go
 */
export class WatchDecoder<T extends KubernetesObject = KubernetesObject> {
  /** Pieces of a line whose end has not come; joined once, so that a long line costs its length. */
  #pieces: string[] = [];
  #pendingLength = 0;
  #isBroken = false;

  /** True after a frame that could not be decoded: nothing more comes out. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Characters of a line whose end has not come. */
  get pendingLength(): number {
    return this.#pendingLength;
  }

  /** The events that `piece` completes. */
  push(piece: string): WatchEvent<T>[] {
    const events: WatchEvent<T>[] = [];
    if (this.#isBroken) return events;
    let start = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", start)) {
      const line = this.#completeLine(piece.slice(start, end));
      start = end + 1;
      if (!this.#decode(line, events)) return events;
    }
    if (start < piece.length) this.#keep(start === 0 ? piece : piece.slice(start), events);
    return events;
  }

  #completeLine(rest: string): string {
    if (this.#pieces.length === 0) return rest;
    this.#pieces.push(rest);
    const line = this.#pieces.join("");
    this.#pieces = [];
    this.#pendingLength = 0;
    return line;
  }

  #keep(piece: string, events: WatchEvent<T>[]): void {
    this.#pieces.push(piece);
    this.#pendingLength += piece.length;
    if (this.#pendingLength > watchFrameLengthMax) {
      this.#break(`a frame is longer than ${watchFrameLengthMax} characters`, events);
    }
  }

  /** False when the stream ends here. */
  #decode(line: string, events: WatchEvent<T>[]): boolean {
    let frame: Partial<WatchEvent<T>> | null;
    try {
      frame = parseJson(line) as Partial<WatchEvent<T>> | null;
    } catch {
      if (line.trim() === "") return true;
      return this.#break(`not JSON: ${excerpt(line)}`, events);
    }
    if (frame === null || !eventTypes.has(frame.type)) {
      return this.#break(
        `got invalid watch event type: ${excerpt(JSON.stringify(frame?.type) ?? line)}`,
        events,
      );
    }
    if (typeof frame.object !== "object" || frame.object === null) {
      return this.#break(`a watch event without object: ${excerpt(line)}`, events);
    }
    events.push(frame as WatchEvent<T>);
    return true;
  }

  #break(reason: string, events: WatchEvent<T>[]): false {
    this.#isBroken = true;
    this.#pieces = [];
    this.#pendingLength = 0;
    events.push({ type: "ERROR", object: decodingStatus(reason) });
    return false;
  }
}

function decodingStatus(reason: string): Status {
  const message = `unable to decode an event from the watch stream: ${reason}`;
  const status = genericStatus({ code: 500, serverMessage: message });
  const causes = [...(status.details?.causes ?? []), { reason: clientWatchDecoding, message }];
  return { ...status, details: { ...status.details, causes } };
}

function excerpt(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
}
