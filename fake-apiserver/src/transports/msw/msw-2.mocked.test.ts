import { setupServer } from "msw/node";
import { expect, test, vi } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { mswHandlers } from "./msw-handlers.ts";

vi.mock("msw", async () => await import("msw-2"));
vi.mock("msw/node", async () => await import("msw-2/node"));

test("under msw 2, the oldest that is allowed, code that uses fetch lists, creates and watches", async () => {
  await using cluster = createCluster();
  const server = setupServer(...mswHandlers(cluster, { baseUrl: "https://api.example/k8s" }));
  server.listen();
  const nodes = "https://api.example/k8s/api/v1/nodes";
  const body = JSON.stringify({ apiVersion: "v1", kind: "Node", metadata: { name: "one" } });

  const created = await fetch(nodes, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const watched = await fetch(`${nodes}?watch=1`);
  const line = await firstLine(watched.body!.pipeThrough(new TextDecoderStream()).getReader());
  server.close();

  expect(created.status).toBe(201);
  expect(JSON.parse(line)).toMatchObject({
    type: "ADDED",
    object: { metadata: { name: "one" } },
  });
});

/** A stream begins with an empty line, so that its headers come; one that is left hangs in msw 2 until the cluster is closed. */
async function firstLine(reader: ReadableStreamDefaultReader<string>): Promise<string> {
  for (;;) {
    const { value = "", done } = await reader.read();
    if (value.trim() !== "" || done) return value;
  }
}
