import { type Cancel, lane } from "@informerlab/core";
import type { Apiserver, RequestHandler, WatchStream } from "@informerlab/fake-apiserver";
import type { ProcessNetwork } from "./client.ts";
import type { ProcessEnvironment } from "./process-environment.ts";

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
  let count = 0;
  return {
    handle(request, respond) {
      stirred();
      if (!process.isAlive) return () => {};
      count += 1;
      const delays = network.delaysOf(`${name}/http#${count}`);
      const end = process.opens(`${request.method} ${request.path}`);
      let cancel: Cancel | undefined;
      let isCancelled = false;
      network.after(delays.requestDelayMs(), clientLane, () => {
        if (isCancelled) return;
        cancel = server.handle({ ...request, client: name }, (response) => {
          end();
          network.after(delays.responseDelayMs(), clientLane, () =>
            process.enter(() => {
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
