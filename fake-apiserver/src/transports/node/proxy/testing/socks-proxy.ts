import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A SOCKS proxy that asks for no name, and notes where it was asked to go. */
export interface SocksProxy extends AsyncDisposable {
  readonly url: string;
  /** `host:port` of each connection, as the client named it. */
  readonly targets: readonly string[];
}

const version = 5;
/** Kinds of addresses. */
const [ipv4, domain] = [1, 3];

/** Starts a {@link SocksProxy} on loopback; every name is taken for loopback, too. @see RFC 1928 */
export async function startSocksProxy(): Promise<SocksProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    track(client).once("data", () => {
      client.write(Buffer.of(version, 0));
      client.once("data", (request: Buffer) => {
        const { host, port } = targetOf(request);
        targets.push(`${host}:${port}`);
        const upstream = track(connect(port, "127.0.0.1"));
        upstream.once("connect", () => {
          client.write(Buffer.of(version, 0, 0, ipv4 ?? 0, 0, 0, 0, 0, 0, 0));
          client.pipe(upstream).pipe(client);
        });
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function targetOf(request: Buffer): { readonly host: string; readonly port: number } {
  const isName = request[3] === domain;
  const end = isName ? 5 + (request[4] ?? 0) : 8;
  const host = isName ? request.toString("utf8", 5, end) : request.subarray(4, end).join(".");
  return { host, port: request.readUInt16BE(end) };
}
