import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Cancel } from "@informerlab/core";
import type { SeenAnswer } from "../../../taps/tap.ts";
import type { Connections } from "../http/connections.ts";
import type { Upgrade } from "../http/serve-exchange.ts";
import { withoutHop } from "./hop-headers.ts";
import type { Upstream } from "./upstream.ts";

/** An exchange whose connection is to speak another protocol. */
export interface UpgradeOptions {
  readonly upstream: Upstream;
  readonly connections: Connections;
  readonly upgrade: Upgrade;
  readonly asOwner: boolean;
  /** Called before the first byte goes to the client; it may hear what the client is sent from then on. */
  readonly begin: (answer: SeenAnswer) => ServerListener | undefined;
}

/** Hears what the server behind says over an upgraded connection. */
export interface ServerListener {
  bytes(chunk: Uint8Array): void;
  ended(): void;
}

/**
 * Passes an upgrade on (WebSocket or SPDY: exec, attach, port-forward, watches), then bytes both ways, each as fast as
 * the other side reads. Settles once the server behind has answered.
 *
 * @throws whatever made the server unreachable; nothing has been answered then.
 */
export async function relayUpgrade(options: UpgradeOptions): Promise<void> {
  const { upstream, connections, upgrade, asOwner, begin } = options;
  const { request, socket, head } = upgrade;
  const { connection = "Upgrade", upgrade: protocol = "" } = request.headers;
  const sent = await upstream.open({
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers: [
      ...withoutHop(request.rawHeaders, ["host", ...(asOwner ? ["authorization"] : [])]),
      "connection",
      connection,
      "upgrade",
      protocol,
    ],
    asOwner,
  });
  socket.once("close", () => sent.destroy());
  return new Promise((resolve, reject) => {
    sent.once("error", reject);
    sent.once("upgrade", (answer, peer, peerHead) => {
      const listener = begin(seenAnswer(answer));
      if (listener !== undefined) {
        if (peerHead.length > 0) listener.bytes(peerHead);
        peer.on("data", (chunk: Buffer) => listener.bytes(chunk));
        peer.once("close", () => listener.ended());
      }
      socket.write(headOf(answer, answer.rawHeaders));
      socket.write(peerHead);
      peer.write(head);
      join(socket, peer, connections);
      resolve();
    });
    sent.once("response", (answer) => {
      begin(seenAnswer(answer));
      // Refused: an answer like any other, after which the connection ends.
      const headers = [...withoutHop(answer.rawHeaders, ["content-length"]), "connection", "close"];
      socket.write(headOf(answer, headers));
      answer.pipe(socket);
      resolve();
    });
    sent.end();
  });
}

function seenAnswer({ statusCode = 502, headers }: IncomingMessage): SeenAnswer {
  return { code: statusCode, headers };
}

function headOf(
  { statusCode, statusMessage }: IncomingMessage,
  headers: readonly string[],
): string {
  let text = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    text += `${headers[index]}: ${headers[index + 1]}\r\n`;
  }
  return `${text}\r\n`;
}

/** What one side says the other hears; when one breaks, so does the other. */
function join(one: Duplex, other: Duplex, connections: Connections): void {
  const forget: Cancel = connections.lasting(() => one.destroy());
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.once("close", () => {
      forget();
      if (!to.destroyed && !from.readableEnded) to.destroy();
    });
  }
}
