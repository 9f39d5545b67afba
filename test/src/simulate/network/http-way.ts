import {
  type Environment,
  type Lane,
  type ListerWatcher,
  lane,
  RestListerWatcher,
  RetryingTransport,
} from "@informerlab/core";
import type { Apiserver } from "@informerlab/fake-apiserver";
import type { Observe } from "../../invariants/observation.ts";
import type { ReplacementParts } from "../replacement-parts.ts";
import { withNullLists } from "./null-lists.ts";
import { SlowWay } from "./slow-way.ts";
import { VirtualTransport, type VirtualWay } from "./virtual-transport.ts";
import { watchedTransport } from "./watched-transport.ts";

/** Who goes this way, and what it is like. */
export interface HttpWayOptions {
  readonly resource: string;
  readonly namespace: string | undefined;
  /** The client's own, in each of its requests. */
  readonly labelSelector: string | undefined;
  readonly client: string;
  /** How long one message takes, milliseconds, and up to how much more. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** How far apart the pieces are in which the text of a stream comes, milliseconds, for the time being. */
  readonly pieceMs: () => number;
  /** Silence of a stream after which the client gives it up, milliseconds. */
  readonly readDeadlineMs: number | undefined;
  readonly observe: Observe | undefined;
  /** Lets a planted bug stand between the client and its connection. */
  readonly parts: Pick<ReplacementParts, "alterTransport" | "alterRest">;
}

/** Longest piece of text that arrives at once, characters: shorter than most events. */
const pieceLengthMax = 400;
/** Of so many pieces one ends before the end of a line, and one behind it: where readers go wrong. */
const pieceKinds = 8;

/**
 * The way to the server as programs have it: the core's own client, with text that comes in pieces cut anywhere, and
 * what it does when the server asks to wait.
 */
export function httpWay(
  environment: Environment,
  apiserver: Apiserver,
  options: HttpWayOptions,
): ListerWatcher {
  const { resource: name, namespace, labelSelector, client, observe, readDeadlineMs } = options;
  const { alterTransport = (one) => one, alterRest = (one) => one } = options.parts;
  const { group, version, resource } = apiserver.definitionOf(name);
  const server = new VirtualTransport(
    withNullLists(apiserver),
    client,
    waysOf(environment, options),
  );
  const connection = alterTransport(server, "connection");
  const heard = observe === undefined ? connection : watchedTransport(connection, client, observe);
  const retrying = new RetryingTransport(environment, alterTransport(heard, "client"));
  return new RestListerWatcher(
    environment,
    alterRest({
      transport: alterTransport(retrying, "retries"),
      resource: { group, version, resource },
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined
        ? {}
        : { tweakListOptions: (asked) => ({ ...asked, labelSelector }) }),
      ...(readDeadlineMs === undefined ? {} : { readDeadlineMs }),
    }),
  );
}

/** Each request has a way of its own, whose draws are keyed by what it asks and how often that was asked. */
function waysOf(
  environment: Environment,
  options: HttpWayOptions,
): (request: { readonly isStream: boolean }) => VirtualWay {
  const { client, pieceMs } = options;
  const counts = { list: 0, watch: 0 };
  return ({ isStream }) => {
    const verb = isStream ? "watch" : "list";
    counts[verb] += 1;
    const way = wayOf(environment, options, `${verb}#${counts[verb]}`);
    const clientLane = laneOf(client);
    return isStream
      ? new SlowWay(way, { clock: environment.clock, lane: clientLane, pieceMs })
      : way;
  };
}

/** The way of one request of a client. */
export function wayOf(
  environment: Environment,
  { client, latencyMs, jitterMs }: Pick<HttpWayOptions, "client" | "latencyMs" | "jitterMs">,
  request: string,
): VirtualWay {
  const random = environment.random.fork(`http/${client}/${request}`);
  return new OrderedWay(environment, laneOf(client), {
    takesMs: () => latencyMs + (jitterMs === 0 ? 0 : random.next() * jitterMs),
    pieceEnd: (text, start) => {
      const length = 1 + Math.floor(random.next() * pieceLengthMax);
      const kind = Math.floor(random.next() * pieceKinds);
      const lineEnd = kind > 1 ? -1 : text.indexOf("\n", start + 1);
      return lineEnd < 0 ? start + length : lineEnd + kind;
    },
  });
}

function laneOf(client: string): Lane {
  return lane(`apiserver/client/${client}`);
}

/** What takes time on a way, and where its pieces end. */
interface Draws {
  readonly takesMs: () => number;
  readonly pieceEnd: (text: string, start: number) => number;
}

/** A way on which what was sent first arrives first; text that arrives at one instant is one text, cut anywhere. */
class OrderedWay implements VirtualWay {
  readonly #environment: Environment;
  readonly #lane: Lane;
  readonly #draws: Draws;
  /** Text on its way, with when it arrives. */
  readonly #texts: { readonly at: number; readonly text: string }[] = [];
  #lastAt = 0;

  constructor(environment: Environment, on: Lane, draws: Draws) {
    this.#environment = environment;
    this.#lane = on;
    this.#draws = draws;
  }

  there(step: () => void): void {
    this.#arrive(this.#environment.clock.now() + this.#draws.takesMs(), step);
  }

  back(step: () => void): void {
    this.#arrive(this.#nextAt(), step);
  }

  carry(text: string, deliver: (piece: string) => void): void {
    const at = this.#nextAt();
    this.#texts.push({ at, text });
    this.#arrive(at, () => {
      for (const piece of this.#inPieces(this.#arrived(at))) deliver(piece);
    });
  }

  #nextAt(): number {
    this.#lastAt = Math.max(this.#lastAt, this.#environment.clock.now() + this.#draws.takesMs());
    return this.#lastAt;
  }

  #arrive(at: number, step: () => void): void {
    const { clock, scheduler } = this.#environment;
    const now = clock.now();
    if (at > now) clock.after(at - now, this.#lane, step);
    else scheduler.post(this.#lane, step);
  }

  #arrived(at: number): string {
    let text = "";
    while (this.#texts[0] !== undefined && this.#texts[0].at <= at)
      text += this.#texts.shift()?.text;
    return text;
  }

  #inPieces(text: string): readonly string[] {
    const pieces: string[] = [];
    for (let start = 0; start < text.length; ) {
      const end = this.#draws.pieceEnd(text, start);
      pieces.push(text.slice(start, end));
      start = end;
    }
    return pieces;
  }
}
