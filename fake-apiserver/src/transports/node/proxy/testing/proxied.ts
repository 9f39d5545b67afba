import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { createCluster, type FakeCluster } from "../../../../fake-apiserver.ts";
import { listen } from "../../http/listen.ts";
import type { LocalServer } from "../../local-server.ts";
import { type ProxyOptions, type ProxyServer, startProxy } from "../proxy-server.ts";

/** A fake as the real cluster, and a proxy before it. */
export interface Proxied extends AsyncDisposable {
  readonly cluster: FakeCluster;
  readonly server: LocalServer;
  readonly proxy: ProxyServer;
}

/** Starts both; the proxy speaks plain HTTP to its clients, and HTTPS to the cluster. */
export async function proxied(options: Partial<ProxyOptions> = {}): Promise<Proxied> {
  const environment = createSystemEnvironment();
  const cluster = createCluster({ environment });
  const server = await listen(cluster);
  const proxy = await proxyBefore(server.kubeconfig(), options);
  return {
    cluster,
    server,
    proxy,
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await cluster.close();
    },
  };
}

/** A proxy before whatever a kubeconfig names. */
export async function proxyBefore(
  kubeconfig: string,
  options: Partial<ProxyOptions> = {},
): Promise<ProxyServer> {
  const folder = await mkdtemp(join(tmpdir(), "proxied-"));
  const path = join(folder, "kubeconfig");
  await writeFile(path, kubeconfig);
  const { access } = loadKubeConfig(path);
  await rm(folder, { recursive: true });
  return startProxy({
    access,
    variables: {},
    isSecure: false,
    ...options,
  });
}

/** A request as it is put on the wire. */
export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer as it came from the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

/** Opens a request as the server's administrator. @throws whatever broke the connection */
export function open(
  { url, token, authority }: LocalServer,
  { method = "GET", path, headers, body }: RawRequest,
): Promise<IncomingMessage> {
  const send = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      `${url}${path}`,
      {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          // Node tells a length by itself, but not of what is sent along with a DELETE.
          ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
        ...(authority === undefined ? {} : { agent: new Agent({ ca: authority }) }),
      },
      resolve,
    );
    request.once("error", reject);
    request.end(body);
  });
}

/** Sends a request and reads its whole answer. */
export async function ask(server: LocalServer, request: RawRequest): Promise<RawAnswer> {
  const answer = await open(server, request);
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(pieces),
  };
}

/** The answer to a request, as JSON. */
export async function askJson<T>(server: LocalServer, request: RawRequest): Promise<T> {
  const { body } = await ask(server, request);
  return JSON.parse(body.toString()) as T;
}
