import { copyJson } from "../api/object.ts";
import { isRecord } from "../api/record.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";

type Stored = Record<string, unknown> & { metadata: Record<string, unknown> };

/** A server that keeps objects by path, guards updates by resourceVersion, and answers in place. */
export class ObjectServer implements RestTransport {
  readonly server = "https://cluster:6443";
  readonly requests: RestRequest[] = [];
  /** Answers in place of the server; undefined leaves the answer to it. */
  intercept: ((request: RestRequest) => number | "silence" | undefined) | undefined;
  readonly #objects = new Map<string, Stored>();
  #version = 0;

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    this.requests.push(request);
    const verdict = this.intercept?.(request);
    if (verdict === "silence") return () => {};
    const [status, body] = verdict === undefined ? this.#answer(request) : refusal(verdict);
    observer.responded({ status, headers: { "content-type": "application/json" } });
    observer.text(JSON.stringify(body));
    observer.ended();
    return () => {};
  }

  /** Writes without anybody asking. */
  put(path: string, object: object): void {
    this.#version += 1;
    const stored = copyJson(object) as Stored;
    stored.metadata = { ...stored.metadata, resourceVersion: String(this.#version) };
    this.#objects.set(path, stored);
  }

  get(path: string): unknown {
    return this.#objects.get(path);
  }

  /** Deletes without anybody asking. */
  delete(path: string): void {
    this.#objects.delete(path);
  }

  #answer({ method, path, body }: RestRequest): [status: number, body: unknown] {
    const sent = body === undefined ? undefined : (JSON.parse(body) as Stored);
    const found = this.#objects.get(path);
    if (method === "POST" && sent !== undefined) {
      const created = `${path}/${String(sent.metadata["name"])}`;
      if (this.#objects.has(created)) return refusal(409, "AlreadyExists");
      this.put(created, sent);
      return [201, this.#objects.get(created)];
    }
    if (found === undefined) return refusal(404, "NotFound");
    if (method === "GET") return [200, found];
    if (method === "DELETE") {
      this.#objects.delete(path);
      return [200, found];
    }
    const asked = sent?.metadata?.["resourceVersion"];
    if (asked !== undefined && asked !== found.metadata["resourceVersion"])
      return refusal(409, "Conflict");
    const patched = { ...found, ...(isRecord(sent) ? sent : {}), metadata: found.metadata };
    this.put(path, method === "PATCH" ? patched : (sent ?? {}));
    return [200, this.#objects.get(path)];
  }
}

function refusal(code: number, reason?: string): [number, unknown] {
  const about = reason === undefined ? {} : { reason };
  return [
    code,
    { kind: "Status", status: "Failure", code, message: `refused with ${code}`, ...about },
  ];
}
