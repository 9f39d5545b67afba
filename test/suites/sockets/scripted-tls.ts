import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { performServerHandshake, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type TLSSocket } from "node:tls";
import { type LoadedKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { CertificateAuthority } from "../../../fake-apiserver/src/transports/node/certificates.ts";

/** A TLS server whose connections are left to the test, and a kubeconfig that leads to it. */
export interface ScriptedTls extends AsyncDisposable {
  readonly url: string;
  readonly kubeConfig: LoadedKubeConfig;
  /** Connections that were accepted, in order; those that ended too. */
  readonly connections: readonly TLSSocket[];
}

const authority = new CertificateAuthority();
const { certificate, key } = authority.issueServer(["127.0.0.1"]);

/** Listens on loopback; `accept` is handed each connection, with its number, counting from 0. */
export async function startScriptedTls(options: {
  readonly protocols: readonly ("h2" | "http/1.1")[];
  readonly accept: (socket: TLSSocket, number: number) => void;
}): Promise<ScriptedTls> {
  const connections: TLSSocket[] = [];
  const server = createServer(
    { cert: certificate, key, ALPNProtocols: [...options.protocols] },
    (socket) => {
      socket.on("error", () => socket.destroy());
      options.accept(socket, connections.push(socket) - 1);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    kubeConfig: kubeConfigFor(url),
    connections,
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Speaks HTTP/2 on the connection. */
export function speakHttp2(
  socket: TLSSocket,
  settings: Parameters<typeof performServerHandshake>[1] = {},
): ServerHttp2Session {
  return performServerHandshake(socket, settings).on("error", () => {});
}

function kubeConfigFor(server: string): LoadedKubeConfig {
  const folder = mkdtempSync(join(tmpdir(), "scripted-tls-"));
  const file = join(folder, "config");
  const cluster = {
    server,
    "certificate-authority-data": Buffer.from(authority.certificate).toString("base64"),
  };
  writeFileSync(
    file,
    JSON.stringify({
      clusters: [{ name: "scripted", cluster }],
      users: [{ name: "me", user: { token: "secret" } }],
      contexts: [{ name: "scripted", context: { cluster: "scripted", user: "me" } }],
      "current-context": "scripted",
    }),
  );
  try {
    return loadKubeConfig(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
