import { fork } from "node:child_process";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { count } from "./benchmark.ts";
import { configMap } from "./config-map.ts";

const childFlag = "--serve-cold-sync";

/** Serves 100,000 ConfigMaps of 1 KB, made once, from a process of its own: only the reading is measured. */
export function startColdSyncServer(): Promise<{ readonly address: string; stop(): void }> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [childFlag]);
    child.once("message", (address) =>
      resolve({ address: String(address), stop: () => void child.kill() }),
    );
    child.once("exit", (code) =>
      reject(new Error(`the server ended with ${code} before it listened`)),
    );
  });
}

if (process.argv[2] === childFlag) serve();

function serve(): void {
  const filler = "x".repeat(770);
  const items = Array.from({ length: count }, (_, index) => {
    const object = configMap(index, index + 1);
    return JSON.stringify({ ...object, data: { ...object.data, filler } });
  });
  const version = String(count);
  const list = Buffer.from(
    `{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"${version}"},"items":[${items.join(",")}]}`,
  );
  const typed = (item: string): string => `{"kind":"ConfigMap","apiVersion":"v1",${item.slice(1)}`;
  const end = typed(
    JSON.stringify({
      metadata: { resourceVersion: version, annotations: { "k8s.io/initial-events-end": "true" } },
    }),
  );
  const stream = Buffer.from(
    [
      ...items.map((item) => `{"type":"ADDED","object":${typed(item)}}\n`),
      `{"type":"BOOKMARK","object":${end}}\n`,
    ].join(""),
  );
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "/", "http://localhost");
    const isWatch = searchParams.get("watch") === "true" || searchParams.get("watch") === "1";
    response.setHeader("content-type", "application/json");
    if (!isWatch) {
      response.end(list);
    } else if (searchParams.get("sendInitialEvents") === "true") {
      openStream(response).write(stream);
    } else {
      openStream(response);
    }
  });
  server.listen(0, "127.0.0.1", () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  process.on("disconnect", () => process.exit());
}

/** A watch on which nothing may ever come: its head must leave all the same. */
function openStream(response: ServerResponse): ServerResponse {
  response.flushHeaders();
  return response;
}
