import {
  type Cancel,
  type Environment,
  parseJson,
  type RestRequest,
  RetryingTransport,
} from "@informerlab/core";
import type { Apiserver } from "@informerlab/fake-apiserver";
import { type HttpWayOptions, wayOf } from "./http-way.ts";
import { VirtualTransport } from "./virtual-transport.ts";
import { listenedTransport } from "./watched-transport.ts";

/** Who writes, and how its requests travel. */
export interface HttpWriteOptions
  extends Pick<HttpWayOptions, "client" | "latencyMs" | "jitterMs" | "observe"> {
  readonly parts: Pick<HttpWayOptions["parts"], "alterTransport">;
  /** Names the write among all of the run. */
  readonly write: string;
  readonly verb: "create" | "delete";
  readonly request: Pick<RestRequest, "method" | "path" | "body">;
}

/**
 * One write as programs make it: by the core's own client, as far as that goes without promises. `done` is told the status
 * of the answer, or that there was none: then nobody knows what came of it.
 */
export function httpWrite(
  environment: Environment,
  apiserver: Apiserver,
  options: HttpWriteOptions,
  done: (status: number | undefined) => void,
): Cancel {
  const { client, observe, write, verb } = options;
  const { alterTransport = (one) => one } = options.parts;
  let sent = 0;
  const server = new VirtualTransport(apiserver, client, () => {
    sent += 1;
    return wayOf(environment, options, `${write}#${sent}`);
  });
  const connection = alterTransport(server, "connection");
  const heard = listenedTransport(connection, {
    sent: () => observe?.({ kind: "write.sent", write }),
    ended: () => observe?.({ kind: "write.ended", write }),
    answered: (_request, answer) => observe?.({ kind: "write.heard", write, ...answer }),
  });
  const retrying = new RetryingTransport(environment, alterTransport(heard, "client"));
  const told = (status?: number): void => {
    observe?.({ kind: "write.told", write, ...(status === undefined ? {} : { status }) });
    done(status);
  };
  observe?.({ kind: "write.asked", write, verb });
  let status: number | undefined;
  let text = "";
  return alterTransport(retrying, "retries").send(requestOf(options), {
    responded: (head) => {
      status = head.status;
    },
    text: (piece) => {
      text += piece;
    },
    // What cannot be read says nothing.
    ended: () => told(isJson(text) ? status : undefined),
    failed: () => told(),
  });
}

function requestOf({ request, write }: HttpWriteOptions): RestRequest {
  return {
    ...request,
    query: [],
    headers: {
      accept: "application/json",
      "x-fake-operation": write,
      ...(request.body === undefined ? {} : { "content-type": "application/json" }),
    },
    isStream: false,
  };
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
