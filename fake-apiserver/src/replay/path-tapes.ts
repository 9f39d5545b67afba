import { StatusError } from "@informerlab/core";
import { decodeBase64 } from "../codec/bytes/base64.ts";
import type { RecordedExchange, Recording } from "../recording/read-recording.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import { notRecorded } from "./not-recorded.ts";
import { type RecordedCall, recordedCall } from "./recorded-call.ts";
import { rawAnswer, valueAnswer } from "./replay-answers.ts";

/** An answer to a path, in one of its forms. */
interface Taped {
  readonly at: number;
  readonly exchange: RecordedExchange;
  /** Content type without what does not tell forms apart. */
  readonly form: string;
}

/** Where the replay is. */
export interface TapeMoment {
  readonly position: number;
  /** Milliseconds since the epoch, in the recording. */
  readonly now: number;
}

/**
 * What single objects and paths that are no resources answered: discovery, OpenAPI, the version. The newest answer up to
 * now counts, or else the first.
 */
export class PathTapes {
  readonly #tapes = new Map<string, Taped[]>();

  constructor({ exchanges }: Recording) {
    for (const exchange of exchanges) {
      const call = recordedCall(exchange);
      if (!isTaped(exchange.asked.method, call)) continue;
      this.#keep(call.path, exchange);
    }
  }

  has(path: string): boolean {
    return this.#tapes.has(path);
  }

  /** @throws StatusError 501 for what was not recorded, 406 for a form in which it was not */
  answer({ path, headers }: ApiRequest, { position, now }: TapeMoment): ApiResponse {
    const tape = this.#tapes.get(path) ?? [];
    if (tape.length === 0) throw notRecorded(path);
    const { accept } = headers;
    // What is there, or is not, tells more than that something went wrong for somebody.
    const told = tape.filter(({ exchange }) => isKnowledge(exchange));
    const known = told.length === 0 ? tape : told;
    for (const clause of (accept ?? "*/*").split(",").map(formOf)) {
      const fitting = known.filter(({ form }) => fits(form, clause));
      const taped = fitting.findLast(({ at }) => at <= position) ?? fitting[0];
      if (taped !== undefined) return answerOf(path, taped.exchange, now, accept);
    }
    // JSON of a built-in kind can be written in protobuf.
    const plain = known.find(({ form }) => form === "application/json");
    if (plain !== undefined) return answerOf(path, plain.exchange, now, accept);
    const forms = [...new Set(known.map(({ form }) => form))].join(", ");
    throw notRecorded(`${path} as ${accept ?? "*/*"}`, `it was only seen as ${forms}`);
  }

  #keep(path: string, exchange: RecordedExchange): void {
    const { answered, body } = exchange;
    if (answered === undefined || answered.code === 0 || body === undefined) return;
    const tape = this.#tapes.get(path) ?? [];
    tape.push({ at: answered.at, exchange, form: formOf(answered.type ?? "") });
    this.#tapes.set(path, tape);
  }
}

function isKnowledge({ answered }: RecordedExchange): boolean {
  const { code = 0 } = answered ?? {};
  return code < 400 || code === 404 || code === 410;
}

function isTaped(method: string, { attributes }: RecordedCall): boolean {
  if (method !== "GET") return false;
  return attributes === undefined || attributes.verb === "get";
}

/** Type, and what makes it another form: `as`, `g` and `v`. */
function formOf(mediaType: string): string {
  const [type = "", ...parameters] = mediaType.split(";").map((part) => part.trim());
  const told = parameters.filter((part) => /^(?:as|g|v)=/.test(part)).sort();
  return [type.toLowerCase(), ...told].join(";");
}

function fits(form: string, clause: string): boolean {
  return form === clause || (clause === "*/*" && !form.includes(";"));
}

/** What somebody was refused with, in a form that is accepted. */
export function refusalOf(
  exchange: RecordedExchange,
  { now, accept }: { readonly now: number; readonly accept: string | undefined },
): ApiResponse {
  const { answered, body } = exchange;
  const { code = 0, type = "application/json", retryAfter, warnings } = answered ?? {};
  const answer =
    body === undefined || body.leftOut !== undefined
      ? rawAnswer(code, type, "")
      : answerOf("", exchange, now, accept);
  return {
    ...answer,
    headers: {
      ...answer.headers,
      ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
      ...(warnings === undefined ? {} : { warning: warnings }),
    },
  };
}

function answerOf(
  path: string,
  { answered, body }: RecordedExchange,
  now: number,
  accept: string | undefined,
): ApiResponse {
  const { code = 0, type = "application/json" } = answered ?? {};
  const { value, text, base64, leftOut } = body ?? {};
  if (text !== undefined) return rawAnswer(code, type, text);
  if (base64 !== undefined) {
    return rawAnswer(code, type, Uint8Array.from(decodeBase64(base64) ?? []));
  }
  if (value === undefined) throw notRecorded(path, leftOut ?? "its body is missing");
  // Other forms of discovery have types that nobody else has.
  if (formOf(type).includes(";")) return rawAnswer(code, type, `${JSON.stringify(value)}\n`);
  try {
    return valueAnswer(value, { code, now, ...(accept === undefined ? {} : { accept }) });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return valueAnswer(value, { code, now });
  }
}
