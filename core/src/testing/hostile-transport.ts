import type { Clock } from "../environment/clock.ts";
import type { Random } from "../environment/random.ts";
import { type Cancel, lane } from "../environment/scheduler.ts";
import type { RestRequest, RestResponseObserver, RestTransport } from "../source/rest-transport.ts";
import { TransportError } from "../source/transport-error.ts";
import { healthyAnswer, hostileAnswer } from "./hostile-answers.ts";

const network = lane("network");
/** When a host gives up an answer that does not go on, milliseconds. */
const hostTimeoutMs = 300_000;

/** A server that is hostile until it is healed, in virtual time. */
export class HostileTransport implements RestTransport {
  readonly server = "https://cluster:6443";
  /** When each request was sent. */
  readonly sentAt: number[] = [];
  /** What was wrong with each answer. */
  readonly faults: string[] = [];
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #open = new Set<RestResponseObserver>();
  #names: readonly string[] | undefined;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** From now on it answers as it should, with these objects; as after a restart, old connections and versions are gone. */
  heal(names: readonly string[]): void {
    this.#names = names;
    for (const observer of [...this.#open])
      observer.failed(new TransportError("connection-lost", "restarted"));
    this.#open.clear();
  }

  send(request: RestRequest, observer: RestResponseObserver): Cancel {
    this.sentAt.push(this.#clock.now());
    const guarded = this.#guard(observer);
    this.#open.add(guarded.observer);
    this.#clock.after(1, network, () => {
      if (guarded.isOver()) return;
      if (this.#names === undefined) this.#beHostile(request, guarded.observer);
      else this.#beHealthy(request, guarded.observer, this.#names);
    });
    return guarded.cancel;
  }

  #beHostile(request: RestRequest, observer: RestResponseObserver): void {
    const asked = new Map(request.query);
    const { fault, status, headers, body, ending } = hostileAnswer(
      this.#random.fork(`answer-${this.sentAt.length}`),
      { isWatch: request.isStream, isStreamingList: asked.has("sendInitialEvents") },
    );
    this.faults.push(fault);
    observer.responded({ status, headers });
    const middle = Math.floor(body.length / 3);
    observer.text(body.slice(0, middle));
    this.#clock.after(5, network, () => {
      observer.text(body.slice(middle));
      if (ending === "end") observer.ended();
      const lost = new TransportError("connection-lost", "the connection was lost");
      if (ending === "break") observer.failed(lost);
      if (ending === "hang" && !request.isStream)
        this.#clock.after(hostTimeoutMs, network, () => observer.failed(lost));
    });
  }

  #beHealthy(request: RestRequest, observer: RestResponseObserver, names: readonly string[]): void {
    const { isStream, query } = request;
    const { status, headers, body, ending } = healthyAnswer(new Map(query), isStream, names);
    observer.responded({ status, headers });
    observer.text(body);
    if (ending === "end") observer.ended();
  }

  /** Nothing is told after the end or a cancel. */
  #guard(observer: RestResponseObserver): {
    observer: RestResponseObserver;
    cancel: Cancel;
    isOver: () => boolean;
  } {
    let isOver = false;
    const guarded: RestResponseObserver = {
      responded: (head) => {
        if (!isOver) observer.responded(head);
      },
      text: (piece) => {
        if (!isOver && piece !== "") observer.text(piece);
      },
      ended: () => {
        if (isOver) return;
        end();
        observer.ended();
      },
      failed: (error) => {
        if (isOver) return;
        end();
        observer.failed(error);
      },
    };
    const end = (): void => {
      isOver = true;
      this.#open.delete(guarded);
    };
    return { observer: guarded, cancel: end, isOver: () => isOver };
  }
}
