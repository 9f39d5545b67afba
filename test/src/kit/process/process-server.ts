import { type Cancel, type KubernetesObject, lane } from "@informerlab/core";
import type {
  ApiRequest,
  Apiserver,
  RequestHandler,
  WatchStream,
} from "@informerlab/fake-apiserver";
import type { ProcessEnvironment } from "./process-environment.ts";
import type { ProcessNetwork } from "./process-network.ts";

/** How a process reaches the server by HTTP. */
export interface ProcessServerOptions {
  readonly server: Apiserver;
  readonly process: ProcessEnvironment;
  readonly network: ProcessNetwork;
  readonly name: string;
  /** Something went over the connection: whoever reads it needs turns of the host's event loop. */
  readonly stirred: () => void;
  /** Remembers the watches, to break them. */
  readonly streams: BreakableStreams;
}

/** Watches over HTTP that can be broken on the way: how silence ends when the network heals. */
export class BreakableStreams {
  readonly #breaks = new Set<() => void>();

  /** Puts itself between a watch and its reader. */
  between(stream: WatchStream, stirred: () => void): WatchStream {
    return {
      start: (sink) => {
        let isOver = false;
        let cancel: Cancel | undefined;
        const breakIt = (): void => {
          cancel?.();
          end("reset");
        };
        const end = (how: "clean" | "reset"): void => {
          if (isOver) return;
          isOver = true;
          this.#breaks.delete(breakIt);
          stirred();
          sink.end(how);
        };
        this.#breaks.add(breakIt);
        cancel = stream.start({
          frame: (frame) => {
            if (isOver) return;
            stirred();
            sink.frame(frame);
          },
          end,
        });
        return () => {
          isOver = true;
          this.#breaks.delete(breakIt);
          cancel?.();
        };
      },
    };
  }

  breakAll(): void {
    for (const step of [...this.#breaks]) step();
  }
}

/** The server as one process's HTTP client reaches it: under the process's name, with its network and its fate. */
export function processServer(options: ProcessServerOptions): RequestHandler {
  const { server, process, network, name, stirred, streams } = options;
  const clientLane = lane(`http/${name}`);
  const counts = new Map<string, number>();
  /** Draws are keyed by what is asked and how often that was: they stay when another request is left out. */
  const operationOf = (what: string): string => {
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    return `${name}/${what}#${count}`;
  };
  return {
    handle(request, respond) {
      stirred();
      // A program that was killed goes on only as far as its next request.
      if (!process.isAlive) return () => {};
      const what = `${request.method} ${request.path}`;
      const operation = operationOf(what);
      const delays = network.delaysOf(operation);
      const end = once(process.opens(what));
      const headers = { ...request.headers, "x-fake-operation": operation };
      let cancel: Cancel | undefined;
      let isCancelled = false;
      network.after(delays.requestDelayMs(), clientLane, () => {
        if (isCancelled) return;
        if (request.method === "POST") tellOfCreate(process.trace, name, operation, request);
        cancel = server.handle({ ...request, headers, client: name }, (response) => {
          network.after(delays.responseDelayMs(), clientLane, () =>
            process.wake(clientLane, () => {
              end();
              if (isCancelled) return;
              stirred();
              const { body } = response;
              respond(
                body.kind === "watch"
                  ? {
                      ...response,
                      body: { kind: "watch", stream: streams.between(body.stream, stirred) },
                    }
                  : response,
              );
            }),
          );
        });
      });
      return () => {
        isCancelled = true;
        end();
        cancel?.();
      };
    },
  };
}

/** The server's own facts name no object that is to be created: it may never be. */
function tellOfCreate(
  trace: ProcessEnvironment["trace"],
  actor: string,
  operation: string,
  { path, body }: ApiRequest,
): void {
  if (trace.emit === undefined || typeof body !== "string") return;
  const { name, generateName, namespace } = metadataIn(body);
  const called = name ?? (generateName === undefined ? "" : `${generateName}…`);
  if (called === "") return;
  const resource = createdAt(path);
  const key = namespace === undefined ? called : `${namespace}/${called}`;
  trace.emit({ kind: "actor.acted", actor, action: "create", operation, ref: { resource, key } });
}

/** What a POST to a path makes: `pods`, or `pods/eviction` below the path of a pod. */
function createdAt(path: string): string {
  // /api/v1 or /apis/GROUP/VERSION, namespaces/NAMESPACE, and then the resource.
  const parts = path.split("/").slice(path.startsWith("/apis/") ? 4 : 3);
  const [resource = "", _name, subresource] =
    parts[0] === "namespaces" && parts.length > 2 ? parts.slice(2) : parts;
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}

function metadataIn(body: string): NonNullable<KubernetesObject["metadata"]> {
  try {
    return (JSON.parse(body) as KubernetesObject | null)?.metadata ?? {};
  } catch {
    // Some other encoding, of which nobody is told.
    return {};
  }
}

function once(step: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) step();
    isDone = true;
  };
}
