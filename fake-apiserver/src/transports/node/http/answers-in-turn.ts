import { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { NodeResponse } from "./node-answer.ts";

/**
 * Answers leave a connection of HTTP/1.1 in the order of their requests, which a client need not wait between. What Node
 * takes out of that order, an upgrade or what its parser does not know, waits here for its turn.
 */
export class AnswersInTurn {
  /** The answer that leaves a connection last of those that have begun. */
  readonly #last = new WeakMap<Duplex, ServerResponse>();

  began(socket: Duplex, response: NodeResponse): void {
    if (response instanceof ServerResponse) this.#last.set(socket, response);
  }

  /** Goes on when all earlier answers have left the connection, and not at all if it ends before. */
  afterOthers(socket: Duplex, step: () => void): void {
    const earlier = this.#last.get(socket);
    if (earlier === undefined || earlier.closed) {
      step();
      return;
    }
    earlier.once("close", () => {
      if (!socket.destroyed) step();
    });
  }
}
