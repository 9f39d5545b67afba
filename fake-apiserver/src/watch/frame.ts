import type { KubernetesObject, Status } from "@informerlab/core";
import type { WatchFrame } from "../request/api-request.ts";
import { toJsonLine } from "../request/json-text.ts";

/** A frame that is turned into text when the first transport asks, and only then. */
export class ObjectFrame implements WatchFrame {
  readonly type: WatchFrame["type"];
  readonly object: KubernetesObject;
  readonly isInitial?: true;
  #text: string | undefined;

  constructor(type: WatchFrame["type"], object: KubernetesObject, isInitial = false) {
    this.type = type;
    this.object = object;
    if (isInitial) this.isInitial = true;
  }

  encode(): string {
    this.#text ??= toJsonLine({ type: this.type, object: this.object });
    return this.#text;
  }
}

/** The frame that says why a stream ends. A plain Status in every representation. */
export function errorFrame(status: Status): WatchFrame {
  return new ObjectFrame("ERROR", status as unknown as KubernetesObject);
}
