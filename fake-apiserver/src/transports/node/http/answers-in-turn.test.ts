import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { serveHttp } from "./http-server.ts";

const upgrade =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

/** Sends all requests at once, and gives what came back until the server ended the connection. */
async function answersTo(...requests: readonly (readonly [head: string, more?: string])[]) {
  const { port, close } = await serveHttp({
    handle(request, respond) {
      const answer = () =>
        respond({ status: 200, headers: {}, body: { kind: "text", text: `[${request.path}]` } });
      if (request.path === "/later") setImmediate(answer);
      else answer();
      return () => {};
    },
  });
  onTestFinished(() => close({ graceMs: 0 }));
  const socket = connect(port, "127.0.0.1");
  socket.write(
    requests.map(([head, more = ""]) => `${head} HTTP/1.1\r\nHost: x\r\n${more}\r\n`).join(""),
  );
  return (await text(socket)).match(/\[.*?\]|HTTP\/1.1 \d+/g);
}

// Of v1.35.4 as well: each is answered, in the order sent.
test.each([
  ["a method that Node does not know", ["BREW /second"]],
  ["an upgrade", ["GET /second", upgrade]],
] as const)("%s waits for the answers before it", async (_name, second) => {
  expect(await answersTo(["GET /first"], second)).toEqual([
    "HTTP/1.1 200",
    "[/first]",
    "HTTP/1.1 200",
    "[/second]",
  ]);
  expect(await answersTo(["GET /later"], ["GET /first"], second)).toEqual([
    "HTTP/1.1 200",
    "[/later]",
    "HTTP/1.1 200",
    "[/first]",
    "HTTP/1.1 200",
    "[/second]",
  ]);
});
