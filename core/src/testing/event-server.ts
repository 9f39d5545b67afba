import type { Clock } from "../environment/clock.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";
import { TransportError } from "../source/transport-error.ts";
import type { EventRequest, EventScenario } from "./controller-scenarios.ts";
import { ObjectServer } from "./object-server.ts";

const serverLane = lane("server");

/** A server of Events for a scenario: requests take effect at once, answers come after its latency. */
export class EventServer implements RestTransport {
  readonly server = "https://cluster:6443";
  readonly requests: EventRequest[] = [];
  readonly #clock: Clock;
  readonly #scenario: EventScenario;
  readonly #startedAt: number;
  #objects = new ObjectServer();

  constructor(clock: Clock, scenario: EventScenario) {
    this.#clock = clock;
    this.#scenario = scenario;
    this.#startedAt = clock.now();
  }

  forget(): void {
    this.#objects = new ObjectServer();
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    const { method, path, body = "" } = request;
    const atMs = Math.floor(this.#clock.now() - this.#startedAt);
    const fault = this.#scenario.faults.find(
      ({ fromMs, toMs, methods }) => fromMs <= atMs && atMs < toMs && methods.includes(method),
    );
    this.#objects.intercept = () => fault?.status;
    let tell = (): void => {};
    this.#objects.send(request, {
      responded: (head) => {
        this.requests.push({ atMs, method, path, body: JSON.parse(body), status: head.status });
        tell = () => observer.responded(head);
      },
      text: (text) => {
        const responded = tell;
        tell = () => {
          responded();
          observer.text(text);
          observer.ended();
        };
      },
      ended: () => {},
      failed: () => {},
    });
    const lost = new TransportError("connection-lost", "the connection was lost");
    return this.#clock.after(this.#scenario.latencyMs, serverLane, () =>
      fault?.status === 0 ? observer.failed(lost) : tell(),
    );
  }
}
