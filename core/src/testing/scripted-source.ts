import type { ListOptions } from "../api/list.ts";
import type { Cancel } from "../environment/scheduler.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { ListResult } from "../source/lister-watcher.ts";
import { RestListerWatcher, type RestListerWatcherOptions } from "../source/rest-lister-watcher.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";

export const nodes = { group: "", version: "v1", resource: "nodes" };

/** A transport whose answers a test gives piece by piece. */
export class ScriptedTransport implements RestTransport {
  readonly server = "https://cluster:6443";
  readonly requests: RestRequest[] = [];
  observer: RestResponseObserver | undefined;
  cancels = 0;

  send(request: RestRequest, observer: RestResponseObserver): () => void {
    this.requests.push(request);
    this.observer = observer;
    return () => {
      this.cancels += 1;
    };
  }

  answer(status: number, body: string, headers: Record<string, string> = {}): void {
    this.observer?.responded({ status, headers });
    this.observer?.text(body);
    this.observer?.ended();
  }
}

/** A lister and watcher over such a transport. */
export interface ScriptedSource {
  readonly simulation: Simulation;
  readonly transport: ScriptedTransport;
  readonly listerWatcher: RestListerWatcher;
  /** What watches were told: `opened`, the events of each batch, `closed` or `failed` with a reason. */
  readonly told: readonly string[];
  /** Asks for a list; its result once there is one. */
  list(query?: ListOptions): () => ListResult<object> | undefined;
  watch(query?: ListOptions): Cancel;
}

export function scriptedSource(options: Partial<RestListerWatcherOptions> = {}): ScriptedSource {
  const simulation = new Simulation();
  const transport = new ScriptedTransport();
  const listerWatcher = new RestListerWatcher(simulation, {
    resource: nodes,
    transport,
    ...options,
  });
  const told: string[] = [];
  return {
    simulation,
    transport,
    listerWatcher,
    told,
    list(query: ListOptions = {}): () => ListResult<object> | undefined {
      let result: ListResult<object> | undefined;
      listerWatcher.list(query, (received) => {
        result = received;
      });
      return () => result;
    },
    watch: (query: ListOptions = {}) =>
      listerWatcher.watch(query, {
        opened: () => told.push("opened"),
        events: (batch) =>
          told.push(
            batch
              .map(
                ({ type, object }) =>
                  `${type} ${"metadata" in object ? (object.metadata?.resourceVersion ?? "") : ""}`,
              )
              .join(),
          ),
        closed: (reason) => told.push(`closed ${reason ?? ""}`.trim()),
        failed: (error) => told.push(`failed ${(error as Error).message}`),
      }),
  };
}
