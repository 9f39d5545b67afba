import { type Clock, printJson } from "@informerlab/core";
import { encodeBase64 } from "../codec/bytes/base64.ts";
import type { PlainObject } from "../codec/json/plain-object.ts";
import type { ApiRequest, WatchFrame } from "../request/read/api-request.ts";
import type { RequestAttributes } from "../request/read/route.ts";
import type { SeenBody } from "../taps/seen-body.ts";
import type { ExchangeTap, SeenAnswer, SeenRequest, Tap, WatchTap } from "../taps/tap.ts";
import { isSecret, reasonToLeaveOut, withoutSecrets } from "./leave-out.ts";
import {
  type OverLine,
  type RecordingHeader,
  type RecordingLine,
  recordingVersion,
} from "./recording-line.ts";

/** Where the lines of a recording go. */
export interface RecordingSink {
  /** Without a line feed. */
  write(line: string): void;
  /** Undefined while it keeps up. */
  ready(): Promise<void> | undefined;
}

/** Settings of a {@link Recorder}. */
export interface RecorderOptions {
  readonly sink: RecordingSink;
  readonly clock: Clock;
  /** The values of Secrets are written, too. */
  readonly keepsSecrets: boolean;
  /** Characters after which nothing more is recorded. */
  readonly charactersMax: number;
  /** Told once when the recording has become so long. */
  readonly onFull: () => void;
}

/** Writes what each client sees, line by line, as it happens; keeps nothing itself. */
export class Recorder implements Tap {
  readonly #options: RecorderOptions;
  readonly #startedAt: number;
  #exchanges = 0;
  #characters = 0;
  #isOver = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    const header: RecordingHeader = {
      recording: recordingVersion,
      startedAt: this.#startedAt,
      secrets: options.keepsSecrets ? "kept" : "left out",
    };
    options.sink.write(printJson(header));
  }

  requested({ call, attributes }: SeenRequest): ExchangeTap | undefined {
    if (this.#isOver) return undefined;
    this.#exchanges += 1;
    const asked = this.#exchanges;
    const { method, client, headers } = call;
    const { accept } = headers;
    this.#write({
      ...{ at: this.#at, asked, client, method, path: targetOf(call) },
      ...(accept === undefined ? {} : { accept }),
    });
    const leftOut = reasonToLeaveOut(method, call.path, attributes);
    return {
      answered: (answer) => this.#write({ at: this.#at, answered: asked, ...toldOf(answer) }),
      abandoned: () => this.#over(asked, "gone", false),
      body: (body) => {
        this.#write({ at: this.#at, body: asked, ...this.#contentOf(body, leftOut, attributes) });
      },
      brokenOff: () => this.#over(asked, "fault", true),
      watch: () => this.#watch(asked, attributes),
    };
  }

  ready(): Promise<void> | undefined {
    return this.#options.sink.ready();
  }

  /** Writes the last line. Nothing is recorded afterwards. */
  close(): void {
    this.#end("closed");
  }

  get #at(): number {
    return Math.round((this.#options.clock.now() - this.#startedAt) * 1000) / 1000;
  }

  #watch(watch: number, attributes: RequestAttributes | undefined): WatchTap {
    return {
      frame: (frame, delayMs) => {
        const at = this.#at + delayMs;
        this.#write({ at, watch, ...this.#eventOf(frame, attributes) });
      },
      ended: (reason, isBroken) => this.#over(watch, reason, isBroken),
    };
  }

  #over(over: number, reason: OverLine["reason"], isBroken: boolean): void {
    this.#write({ at: this.#at, over, reason, ...(isBroken ? { broken: true } : {}) });
  }

  #contentOf(
    body: SeenBody | undefined,
    leftOut: string | undefined,
    attributes: RequestAttributes | undefined,
  ): Content {
    if (body === undefined) return { leftOut: "it was cut off" };
    // A refusal says what went wrong. One to whoever only reads knows nothing of an object.
    const isRefusal = body.value?.["kind"] === "Status";
    if (isRefusal && leftOut === undefined) return { value: body.value };
    if (leftOut !== undefined && !isRefusal) return { leftOut };
    if (body.bytes === undefined) return { leftOut: "it is too long, or compressed" };
    if (body.value !== undefined) return { value: this.#shown(body.value, attributes) };
    // What cannot be read could hold a Secret.
    if (attributes !== undefined) return { leftOut: `it is ${body.mediaType}, and cannot be read` };
    const isText = /^text\/|json/.test(body.mediaType);
    return isText ? { text: body.text } : { base64: encodeBase64(body.bytes) };
  }

  #eventOf(frame: WatchFrame, attributes: RequestAttributes | undefined): EventContent {
    const { type } = frame;
    const object = frame.readWhole === undefined ? frame.object : frame.readWhole();
    if (object === undefined || type === ("" as string)) {
      return { leftOut: "it cannot be read" };
    }
    return { type, object: this.#shown({ ...object }, attributes) };
  }

  #shown(value: PlainObject, attributes: RequestAttributes | undefined): PlainObject {
    const isHidden =
      !this.#options.keepsSecrets && attributes !== undefined && isSecret(attributes);
    return isHidden ? withoutSecrets(value) : value;
  }

  #end(end: "closed" | "full"): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.sink.write(printJson({ at: this.#at, end } satisfies RecordingLine));
  }

  #write(line: RecordingLine): void {
    if (this.#isOver) return;
    const text = printJson(line);
    this.#characters += text.length;
    if (this.#characters <= this.#options.charactersMax) {
      this.#options.sink.write(text);
      return;
    }
    this.#end("full");
    this.#options.onFull();
  }
}

type Content = Omit<Extract<RecordingLine, { readonly body: number }>, "at" | "body">;
type EventContent = Omit<Extract<RecordingLine, { readonly watch: number }>, "at" | "watch">;

function toldOf({ code, headers }: SeenAnswer): {
  readonly code: number;
  readonly type?: string;
  readonly retryAfter?: string;
  readonly warnings?: readonly string[];
} {
  const { "content-type": type, "retry-after": retryAfter, warning } = headers;
  return {
    code,
    ...(typeof type === "string" ? { type } : {}),
    ...(typeof retryAfter === "string" ? { retryAfter } : {}),
    ...(warning === undefined ? {} : { warnings: [warning].flat() }),
  };
}

/** Path and query; a token that somebody put into a query is none of a recording's. */
function targetOf({ path, query }: ApiRequest): string {
  const shown = query.filter(([name]) => !/token|authorization/i.test(name));
  const text = shown
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  return text === "" ? path : `${path}?${text}`;
}
