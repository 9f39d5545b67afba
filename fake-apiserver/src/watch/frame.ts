import type { KubernetesObject, Status } from "@informerlab/core";
import { jsonForm } from "../request/answer/json-form.ts";
import type { WireForm } from "../request/answer/wire-form.ts";
import type { WatchFrame } from "../request/read/api-request.ts";

/** A frame that is turned into bytes when the first transport asks, and only then. */
export class ObjectFrame implements WatchFrame {
  readonly type: WatchFrame["type"];
  readonly object: KubernetesObject;
  readonly isInitial?: true;
  readonly form: WireForm;
  #bytes: Uint8Array<ArrayBuffer> | undefined;

  constructor(
    type: WatchFrame["type"],
    object: KubernetesObject,
    { isInitial = false, form = jsonForm }: FrameOptions = {},
  ) {
    this.type = type;
    this.object = object;
    this.form = form;
    if (isInitial) this.isInitial = true;
  }

  encode(): Uint8Array<ArrayBuffer> {
    this.#bytes ??= this.form.frame(this.type, this.object);
    return this.#bytes;
  }
}

/** How a frame is told. */
export interface FrameOptions {
  readonly isInitial?: boolean;
  /** @defaultValue JSON */
  readonly form?: WireForm;
}

/** The frame that says why a stream ends. A plain Status in every representation. */
export function errorFrame(status: Status, form: WireForm): WatchFrame {
  return new ObjectFrame("ERROR", status as unknown as KubernetesObject, { form });
}

/** The frame with another type, in the same form. */
export function retyped(frame: WatchFrame, type: string): WatchFrame {
  return restated(frame, type, wholeObject(frame));
}

/** The frame of an object that has lost its name, in the same form. */
export function nameless(frame: WatchFrame): WatchFrame {
  const object = wholeObject(frame);
  const { name: _name, ...metadata } = object.metadata ?? {};
  return restated(frame, frame.type, { ...object, metadata });
}

function wholeObject(frame: WatchFrame): KubernetesObject {
  return frame.readWhole?.() ?? frame.object;
}

function restated(frame: WatchFrame, type: string, object: KubernetesObject): WatchFrame {
  if (frame.restated !== undefined) return frame.restated(type, object);
  const form = frame instanceof ObjectFrame ? frame.form : jsonForm;
  return new ObjectFrame(type as WatchFrame["type"], object, { form });
}
