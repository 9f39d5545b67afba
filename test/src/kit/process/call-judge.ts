import {
  type Clock,
  type KubernetesObject,
  parseJson,
  printJson,
  type RestRequest,
  type RestResponseHead,
  type RestTransport,
  StatusError,
} from "@informerlab/core";
import type { TypedResource } from "@informerlab/core/kinds";
import { sameJson } from "../../model/same-json.ts";
import type { LocalizedText } from "../../scenario/localized-text.ts";
import { through } from "../../simulate/network/through.ts";

/** What a call must become on the wire. */
export interface WantedRequest {
  readonly resource: TypedResource;
  /** Empty: all of them, or a cluster-scoped resource. */
  readonly namespace: string;
  /** Empty: the collection. */
  readonly name: string;
  readonly method: RestRequest["method"];
  readonly subresource?: string | undefined;
  /** What is undefined or empty is not sent. */
  readonly query?: object;
  /** An object, whose kind the client knows. */
  readonly object?: KubernetesObject;
  /** Anything else. */
  readonly body?: unknown;
  /** @defaultValue application/json */
  readonly contentType?: string;
}

/** A wait that a server asks for counts from here to there, milliseconds; so often a request may be sent again. */
const waitMsMin = 1000;
const waitMsMax = 60_000;
const retriesMax = 10;

/**
 * Watches one call of the core's client from both sides: what the program asked is what leaves, once and for each time
 * that the server asked to try again, after that time; and what came back is what the program is told.
 */
export class CallJudge {
  readonly #clock: Pick<Clock, "now">;
  readonly #awakeAt: (timeMs: number) => number;
  readonly #wanted: WantedRequest;
  readonly #broken: (message: LocalizedText) => void;
  #sent = 0;
  #head: RestResponseHead | undefined;
  #text = "";
  #isWhole = false;
  #answeredAt = 0;

  constructor(
    clock: Pick<Clock, "now">,
    options: {
      /** When a process that is to be woken at a time really is: later while it is paused. */
      readonly awakeAt?: ((timeMs: number) => number) | undefined;
      readonly wanted: WantedRequest;
      readonly broken: (message: LocalizedText) => void;
    },
  ) {
    this.#clock = clock;
    this.#awakeAt = options.awakeAt ?? ((timeMs) => timeMs);
    this.#wanted = options.wanted;
    this.#broken = options.broken;
  }

  /** Sits on the wire. */
  between(inner: RestTransport): RestTransport {
    return {
      server: inner.server,
      send: (request, observer) => {
        this.#leaves(request);
        return inner.send(request, {
          ...through(observer),
          responded: (head) => {
            this.#head = head;
            this.#answeredAt = this.#clock.now();
            observer.responded(head);
          },
          text: (piece) => {
            this.#text += piece;
            observer.text(piece);
          },
          ended: () => {
            this.#isWhole = true;
            observer.ended();
          },
        });
      },
    };
  }

  /** Hands on what the program is told. */
  async holds<R>(told: Promise<R>): Promise<R> {
    let value: R;
    try {
      value = await told;
    } catch (error) {
      this.#failed(error);
      throw error;
    }
    this.#succeeded(value);
    return value;
  }

  #leaves(request: RestRequest): void {
    if (this.#sent > 0) this.#leavesAgain();
    this.#sent += 1;
    this.#head = undefined;
    this.#text = "";
    this.#isWhole = false;
    const wanted = this.#lineOf(pathOf(this.#wanted), queryOf(this.#wanted.query));
    const sent = `${request.method} ${request.path}${printed(request.query)}`;
    if (sent !== wanted)
      this.#broken({
        en: `asked for ${wanted} it sends ${sent}`,
        "zh-CN": `请求的是 ${wanted}，发出的却是 ${sent}`,
      });
    this.#carries(request);
  }

  #carries({ headers, body }: RestRequest): void {
    const { contentType = "application/json", method } = this.#wanted;
    const wanted = bodyOf(this.#wanted);
    if (wanted === undefined && body === undefined) return;
    const isSame = body !== undefined && sameJson(json(body), plain(wanted));
    if (isSame && headers["content-type"] === contentType) return;
    const sent = `${headers["content-type"] ?? "nothing"} ${body ?? ""}`;
    const asked = `${contentType} ${printJson(wanted)}`;
    this.#broken({
      en: `${method} carries ${sent} where ${asked} was asked`,
      "zh-CN": `${method} 带着 ${sent}，请求的却是 ${asked}`,
    });
  }

  /** Only who was asked to may send a request a second time: a write may have been done. */
  #leavesAgain(): void {
    const { status = 0, headers = {} } = this.#head ?? {};
    const asked = headers["retry-after"] ?? "";
    const isAsked = (status === 429 || status >= 500) && status !== 504 && /^[0-9]+$/.test(asked);
    const line = this.#lineOf(pathOf(this.#wanted), "");
    if (!isAsked || this.#sent > retriesMax) {
      this.#broken({
        en: `${line} is sent again, and nobody asked for it: the answer was ${status === 0 ? "lost" : status}`,
        "zh-CN": `${line} 又发了一遍，却没有谁要求：回答${status === 0 ? "丢了" : `是 ${status}`}`,
      });
      return;
    }
    const waitMs = Math.min(waitMsMax, Math.max(waitMsMin, Number(asked) * 1000));
    const waitedMs = this.#clock.now() - this.#answeredAt;
    const dueMs = this.#awakeAt(this.#answeredAt + waitMs) - this.#answeredAt;
    // Sums of fractions of milliseconds may fall short by less than one.
    if (Math.abs(waitedMs - dueMs) >= 1)
      this.#broken({
        en: `the server asked to wait ${waitMs} ms, and ${line} is sent again after ${Math.round(waitedMs)} ms`,
        "zh-CN": `服务器要求等待 ${waitMs} 毫秒，${line} 却在 ${Math.round(waitedMs)} 毫秒后又发出`,
      });
  }

  #succeeded(value: unknown): void {
    const { status = 0 } = this.#head ?? {};
    const isTrue = this.#isWhole && status < 300 && sameJson(plain(value), json(this.#text));
    if (!isTrue) this.#tellsWrong(`${printJson(value)}`);
  }

  #failed(error: unknown): void {
    const { status = 0 } = this.#head ?? {};
    if (error instanceof StatusError) {
      const { code, reason } = error.status;
      const said = json(this.#text) as { readonly reason?: unknown } | undefined;
      const isSaid = said?.reason === undefined || said.reason === reason;
      if (!this.#isWhole || status < 300 || code !== status || !isSaid)
        this.#tellsWrong(`${code} ${reason}`);
    } else if (this.#isWhole && status < 300) {
      this.#tellsWrong(String(error));
    }
  }

  #tellsWrong(told: string): void {
    const line = this.#lineOf(pathOf(this.#wanted), "");
    const { status } = this.#head ?? {};
    const what = status === undefined || !this.#isWhole ? undefined : `${status} ${this.#text}`;
    this.#broken({
      en: `${line} was answered with ${what ?? "nothing"}, and the program is told ${told}`,
      "zh-CN": `${line} 的回答是 ${what ?? "空的"}，程序却被告知 ${told}`,
    });
  }

  #lineOf(path: string, query: string): string {
    return `${this.#wanted.method} ${path}${query}`;
  }
}

/** Worked out here, and not by what is tested. */
function pathOf({ resource, namespace, name, subresource }: WantedRequest): string {
  const { group, version, resource: plural, isNamespaced } = resource;
  const parts = group === "" ? ["api", version] : ["apis", group, version];
  if (isNamespaced && namespace !== "") parts.push("namespaces", namespace);
  parts.push(plural);
  if (name !== "") parts.push(encodeURIComponent(name));
  if (subresource !== undefined) parts.push(subresource);
  return `/${parts.join("/")}`;
}

function queryOf(query: object = {}): string {
  const pairs = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== "" && value !== 0 && value !== false,
  );
  return printed(pairs.map(([name, value]) => [name, String(value)]));
}

function printed(pairs: RestRequest["query"]): string {
  const text = pairs.map(([name, value]) => `${name}=${value}`).sort();
  return text.length === 0 ? "" : `?${text.join("&")}`;
}

function bodyOf({ resource, object, body }: WantedRequest): unknown {
  if (object === undefined) return body;
  const { group, version, kind } = resource;
  return { apiVersion: group === "" ? version : `${group}/${version}`, kind, ...object };
}

/** As it is once it went through JSON. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : json(printJson(value));
}

function json(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
