import { parseJson } from "../api/json.ts";
import type { KubernetesList } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import type { ApiResource, GroupVersionResource } from "../api/resource.ts";
import type { ListResult } from "./lister-watcher.ts";
import {
  errorOfResponse,
  objectionTo,
  type RequestSubject,
  unexpectedContent,
} from "./response-error.ts";
import type { RestResponseHead } from "./rest-transport.ts";
import { TransportError } from "./transport-error.ts";

/** Longest body of a list or an object, in characters: what one text of the host can hold. */
export const bodyLengthMax: number = 512 * 1024 * 1024 - 64;

/** What is to be listed. */
export interface WantedList {
  readonly resource: GroupVersionResource & Partial<ApiResource>;
  readonly representation: "objects" | "metadata";
}

/** The answer to one list, gathered and decoded; `done` is called once. */
export class ListBody<T extends KubernetesObject> {
  readonly #subject: RequestSubject;
  readonly #wanted: WantedList;
  #done: ((result: ListResult<T>) => void) | undefined;
  #head: RestResponseHead | undefined;
  #text = "";

  constructor(subject: RequestSubject, wanted: WantedList, done: (result: ListResult<T>) => void) {
    this.#subject = subject;
    this.#wanted = wanted;
    this.#done = done;
  }

  responded(head: RestResponseHead): void {
    this.#head = head;
  }

  /** False when the answer is given up: it is longer than anything of use. */
  take(piece: string): boolean {
    if (this.#text.length + piece.length > bodyLengthMax) {
      const what = `more than ${bodyLengthMax} characters; ask for pages (limit)`;
      this.#finish({ ok: false, error: unexpectedContent(this.#subject, what, "") });
      return false;
    }
    this.#text += piece;
    return true;
  }

  ended(): void {
    const text = this.#text;
    this.#finish(decodeList(this.#head, text, this.#subject, this.#wanted));
  }

  failed(error: unknown): void {
    const isBrokenOff = this.#head !== undefined;
    this.#finish({
      ok: false,
      error: isBrokenOff ? brokenOff(this.#subject, this.#text, error) : error,
    });
  }

  #finish(result: ListResult<T>): void {
    const done = this.#done;
    this.#done = undefined;
    this.#text = "";
    done?.(result);
  }
}

function decodeList<T extends KubernetesObject>(
  head: RestResponseHead | undefined,
  body: string,
  subject: RequestSubject,
  { resource, representation }: WantedList,
): ListResult<T> {
  if (head === undefined) {
    return { ok: false, error: unexpectedContent(subject, "nothing", "") };
  }
  if (head.status < 200 || head.status > 299) {
    return { ok: false, error: errorOfResponse(head, body, subject) };
  }
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (cause) {
    return { ok: false, error: notJson(subject, head, body, cause) };
  }
  const objection = objectionTo(value, resource, representation);
  if (objection !== undefined)
    return { ok: false, error: unexpectedContent(subject, objection, "") };
  const list = value as KubernetesList<T>;
  return { ok: true, list: list.items === null ? { ...list, items: [] } : list };
}

function notJson(
  subject: RequestSubject,
  head: RestResponseHead,
  body: string,
  cause: unknown,
): TransportError {
  const contentType = head.headers["content-type"] ?? "";
  if (contentType.includes("json") && /^\s*\{/.test(body)) {
    return new TransportError(
      "connection-lost",
      `${subject.url} answered with JSON that ends too early or is damaged, after ${body.length} characters`,
      { cause },
    );
  }
  if (/^\s*</.test(body) || contentType.includes("html")) {
    return unexpectedContent(
      subject,
      "HTML instead of JSON; is this the address of an apiserver, or of a login page or proxy?",
      body,
    );
  }
  return unexpectedContent(
    subject,
    `${contentType === "" ? "something" : contentType} instead of JSON`,
    body,
  );
}

function brokenOff(subject: RequestSubject, body: string, cause: unknown): TransportError {
  return new TransportError(
    "connection-lost",
    `the answer of ${subject.url} broke off after ${body.length} characters`,
    { cause },
  );
}
