import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A road to a server on this machine on which what it says arrives in pieces. */
export interface Relay {
  readonly url: string;
  close(): Promise<void>;
}

/** Long enough for a reader to take a piece before the next one comes. */
const betweenPiecesMs = 1;

/** Opens a road to `url` on which answers come in pieces of `bytes`, each in a packet of its own. */
export async function openRelay(url: string, bytes: number): Promise<Relay> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const relay = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: hostname, port: Number(port) });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    client.pipe(server);
    void sendInPieces(server, client, bytes);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  return {
    url: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      relay.close();
      await once(relay, "close");
    },
  };
}

async function sendInPieces(from: Socket, to: Socket, bytes: number): Promise<void> {
  try {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      for (let start = 0; start < chunk.length; start += bytes) {
        if (to.destroyed) return;
        to.write(chunk.subarray(start, start + bytes));
        await sleep(betweenPiecesMs);
      }
    }
    to.end();
  } catch {
    // The server broke the connection off: the client hears the same.
    to.destroy();
  }
}
