import type { Cancel } from "@informerlab/core";
import type { ApiRequest } from "../request/read/api-request.ts";
import type { RequestHandler } from "./request-handler.ts";

const below = /^\/clusters\/([\w.-]+)(\/.*)?$/;

/** Several servers behind one port: one at the root, the others each below `/clusters/<id>`. */
export class ClusterPaths implements RequestHandler {
  readonly #root: RequestHandler;
  readonly #others = new Map<string, RequestHandler>();

  constructor(root: RequestHandler) {
    this.#root = root;
  }

  handle(request: ApiRequest, respond: Parameters<RequestHandler["handle"]>[1]): Cancel {
    const [, id = "", rest = "/"] = below.exec(request.path) ?? [];
    const other = this.#others.get(id);
    // A name that is not there falls to the root, which answers 404 as to any path it does not know.
    if (other === undefined) return this.#root.handle(request, respond);
    return other.handle({ ...request, path: rest }, respond);
  }

  has(id: string): boolean {
    return this.#others.has(id);
  }

  /** Puts a server below `/clusters/<id>`. */
  set(id: string, handler: RequestHandler): void {
    this.#others.set(id, handler);
  }

  delete(id: string): boolean {
    return this.#others.delete(id);
  }
}
