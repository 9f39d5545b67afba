import { CoreV1Api, Watch } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import type { ApiRequest, WatchSink } from "../../request/read/api-request.ts";
import type { RequestHandler } from "../request-handler.ts";
import { MemoryKubeConfig } from "./memory-kube-config.ts";

interface Fake extends RequestHandler {
  readonly requests: ApiRequest[];
  sink: WatchSink | undefined;
  cancelled: number;
}

function fakeHandler(): Fake {
  const fake: Fake = {
    requests: [],
    sink: undefined,
    cancelled: 0,
    handle(request, respond) {
      fake.requests.push(request);
      const isWatch = request.query.some(([name]) => name === "watch");
      respond({
        status: 200,
        headers: { "content-type": "application/json" },
        body: isWatch
          ? {
              kind: "watch",
              stream: {
                start(sink) {
                  fake.sink = sink;
                  return () => {
                    fake.cancelled += 1;
                  };
                },
              },
            }
          : { kind: "json", value: { kind: "NodeList", items: [{ metadata: { name: "one" } }] } },
      });
      return () => {};
    },
  };
  return fake;
}

const utf8 = new TextEncoder();

function frame(name: string) {
  const object = { metadata: { name } };
  return {
    type: "ADDED" as const,
    object,
    encode: () => utf8.encode(`${JSON.stringify({ type: "ADDED", object })}\n`),
  };
}

interface Seen {
  readonly names: string[];
  readonly ends: unknown[];
}

async function watchNodes(kubeConfig: MemoryKubeConfig): Promise<Seen & { stop(): void }> {
  const seen: Seen = { names: [], ends: [] };
  const controller = await new Watch(kubeConfig).watch(
    "/api/v1/nodes",
    {},
    (_type, object: { metadata: { name: string } }) => seen.names.push(object.metadata.name),
    (error) => seen.ends.push(error),
  );
  return { ...seen, stop: () => controller.abort() };
}

test("client-node lists through memory, with its token", async () => {
  const handler = fakeHandler();
  await using kubeConfig = new MemoryKubeConfig(handler, { token: "secret" });

  const nodes = await kubeConfig.makeApiClient(CoreV1Api).listNode();

  expect(nodes.items.map((node) => node.metadata?.name)).toEqual(["one"]);
  expect(handler.requests[0]?.headers["authorization"]).toBe("Bearer secret");
});

test("client-node's watch gets frames as they come and hears a clean end", async () => {
  const handler = fakeHandler();
  await using kubeConfig = new MemoryKubeConfig(handler);
  const seen = await watchNodes(kubeConfig);

  handler.sink?.frame(frame("a"));
  await expect.poll(() => seen.names).toEqual(["a"]);
  handler.sink?.end("clean");

  await expect.poll(() => seen.ends).toEqual([null]);
});

test("a broken connection is an error to client-node's watch", async () => {
  const handler = fakeHandler();
  await using kubeConfig = new MemoryKubeConfig(handler);
  const seen = await watchNodes(kubeConfig);

  handler.sink?.end("reset");

  await expect.poll(() => seen.ends.length).toBe(1);
  expect(seen.ends[0]).toBeInstanceOf(Error);
});

test("aborting client-node's watch ends it in the server", async () => {
  const handler = fakeHandler();
  await using kubeConfig = new MemoryKubeConfig(handler);
  const seen = await watchNodes(kubeConfig);

  seen.stop();

  await expect.poll(() => handler.cancelled).toBe(1);
});

test("closing leaves no connection", async () => {
  const handler = fakeHandler();
  const kubeConfig = new MemoryKubeConfig(handler);
  const seen = await watchNodes(kubeConfig);

  await kubeConfig.close();

  await expect.poll(() => [kubeConfig.connections, seen.ends.length]).toEqual([0, 1]);
});
