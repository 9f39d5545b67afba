import type { ClusterOptions } from "../cluster-options.ts";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { jsonOf, send } from "./send.ts";

/** What an answer says: its code, its text or its object, and what it warns of. */
export interface Said {
  readonly status: number;
  readonly message: string;
  readonly object: { readonly [member: string]: unknown };
  readonly warnings: readonly string[];
}

/** Sends requests as kubectl would: a patch is a merge patch. */
export interface InTurn {
  readonly cluster: FakeCluster;
  ask(method: string, path: string, body?: object, type?: string): Said;
}

/** A cluster that is asked one thing after the other. */
export function inTurn(options: ClusterOptions = {}): InTurn {
  const cluster = createCluster(options);
  const ask: InTurn["ask"] = (method, path, body, type = typeOf(method)) => {
    const answer = send(cluster, method, path, {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { "content-type": type },
    });
    const object = jsonOf<{ readonly [member: string]: unknown }>(answer);
    const message = typeof object["message"] === "string" ? object["message"] : "";
    const said = [answer.headers["warning"] ?? []].flat();
    const warnings = said.map((text) => JSON.parse(text.slice("299 - ".length)) as string);
    return { status: answer.status, message, object, warnings };
  };
  return { cluster, ask };
}

function typeOf(method: string): string {
  return method === "PATCH" ? "application/merge-patch+json" : "application/json";
}
