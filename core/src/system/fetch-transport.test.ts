import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { isConnectionRefused } from "../source/transport-error.ts";
import { type Fetch, FetchTransport } from "./fetch-transport.ts";

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Exchange {
  readonly told: string[];
  readonly errors: unknown[];
  readonly over: Promise<void>;
  readonly cancel: () => void;
}

function exchange(transport: FetchTransport, isStream: boolean, onText?: () => void): Exchange {
  const told: string[] = [];
  const errors: unknown[] = [];
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const cancel = transport.send(
    {
      method: "GET",
      path: "/api/v1/nodes",
      query: [["labelSelector", "a in (b,c)"]],
      headers: { accept: "application/json" },
      isStream,
    },
    {
      responded: ({ status }) => told.push(`${status}`),
      text: (piece) => {
        told.push(piece);
        onText?.();
      },
      ended: () => {
        told.push("ended");
        resolve();
      },
      failed: (error) => {
        errors.push(error);
        resolve();
      },
    },
  );
  return { told, errors, over, cancel };
}

test("query and headers are sent, and the body comes in one piece when no stream is wanted", async () => {
  let seen: unknown;
  const server = await serve((request, response) => {
    seen = {
      url: request.url,
      accept: request.headers.accept,
      authorization: request.headers.authorization,
    };
    response.end("{}");
  });
  let asked = 0;
  const transport = new FetchTransport({
    server: `${server}/`,
    headers: () => {
      asked += 1;
      return Promise.resolve({ authorization: `Bearer ${asked}` });
    },
  });

  const first = exchange(transport, false);
  await first.over;
  await exchange(transport, false).over;

  expect(first.told).toEqual(["200", "{}", "ended"]);
  expect(seen).toEqual({
    url: "/api/v1/nodes?labelSelector=a+in+%28b%2Cc%29",
    accept: "application/json",
    authorization: "Bearer 2",
  });
});

test("characters that a chunk cuts in two arrive whole", async () => {
  const bytes = new TextEncoder().encode("{“é”}");
  const fetchBytes: Fetch = () =>
    Promise.resolve(
      new Response(
        new ReadableStream({
          start(controller) {
            for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
            controller.close();
          },
        }),
      ),
    );

  const { told, over } = exchange(
    new FetchTransport({ server: "http://a", fetch: fetchBytes }),
    true,
  );
  await over;

  expect(told).toEqual(["200", "{", "“", "é", "”", "}", "ended"]);
});

test("a stream is handed on while it is open, and the cancel closes the connection", async () => {
  const closed = Promise.withResolvers<void>();
  const server = await serve((request, response) => {
    request.socket.once("close", () => closed.resolve());
    response.write("first\n");
  });
  const came = Promise.withResolvers<void>();

  const { told, errors, cancel } = exchange(new FetchTransport({ server }), true, came.resolve);
  await came.promise;
  cancel();
  await closed.promise;

  expect(told).toEqual(["200", "first\n"]);
  expect(errors).toEqual([]);
});

test("a connection that breaks in the middle fails after what came", async () => {
  const server = await serve((_request, response) => {
    response.write("half", () => response.destroy());
  });

  const { told, errors, over } = exchange(new FetchTransport({ server }), true);
  await over;

  expect(told.slice(0, 2)).toEqual(["200", "half"]);
  expect((errors[0] as Error).message).toContain(`cannot reach ${server}`);
});

test("a server that is not there is a refused connection", async () => {
  const server = await serve(() => {});
  await new Promise((resolve) => open.splice(0)[0]?.close(resolve));

  const { errors, over } = exchange(new FetchTransport({ server }), false);
  await over;

  expect(isConnectionRefused(errors[0])).toBe(true);
});

test("credentials that cannot be had fail the request with their own error", async () => {
  const failure = new Error("plugin not found");
  const transport = new FetchTransport({
    server: "http://a",
    headers: () => {
      throw failure;
    },
  });

  const { errors, over } = exchange(transport, false);
  await over;

  expect(errors).toEqual([failure]);
});
