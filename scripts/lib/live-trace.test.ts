import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followTrace, LiveTrace } from "./live-trace.ts";

let folder: string;
let stop: AbortController;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "live-"));
  stop = new AbortController();
});

afterEach(() => {
  stop.abort();
  rmSync(folder, { recursive: true });
});

test("a reader gets a file's trace from its beginning, and then as it grows", async () => {
  const file = join(folder, "run.jsonl");
  writeFileSync(file, "one\n");
  const live = new LiveTrace();
  const following = followTrace(file, live, stop.signal);
  await using server = await serve(live);
  const text = await reading(server.address);

  await expect.poll(text).toBe("one\n");
  appendFileSync(file, "two\n");
  await expect.poll(text).toBe("one\ntwo\n");
  stop.abort();
  await following;
});

test("a file that is looked at when a character is written by half is read whole", async () => {
  const file = join(folder, "run.jsonl");
  const [first, second] = [Buffer.from("节点\n").subarray(0, 4), Buffer.from("节点\n").subarray(4)];
  writeFileSync(file, first);
  const live = new LiveTrace();
  const following = followTrace(file, live, stop.signal);
  await using server = await serve(live);
  const text = await reading(server.address);

  await expect.poll(text).toBe("节");
  appendFileSync(file, second);
  await expect.poll(text).toBe("节点\n");
  stop.abort();
  await following;
});

test("a program that answers over HTTP is followed", async () => {
  const program = new LiveTrace();
  await using origin = await serve(program);
  const live = new LiveTrace();
  const following = followTrace(origin.address, live, stop.signal);
  await using server = await serve(live);
  const text = await reading(server.address);

  program.write("one\n");
  await expect.poll(text).toBe("one\n");
  stop.abort();
  await following;
});

test("a reader of a trace that begins anew gets the end of its own, and nothing of the next", async () => {
  const live = new LiveTrace();
  const failures: unknown[] = [];
  await using server = await serve(live, (error) => failures.push(error));
  const text = await reading(server.address);
  live.write("one\n");
  await expect.poll(text).toBe("one\n");

  live.clear();
  live.write("two\n");
  const again = await reading(server.address);

  await expect.poll(again).toBe("two\n");
  expect([text(), failures]).toEqual(["one\n", []]);
});

test("what is kept is bounded: the writer is asked to begin anew", () => {
  const live = new LiveTrace();
  let restarts = 0;
  live.whenFull(() => {
    restarts += 1;
    live.clear();
  });

  for (let mebibytes = 0; mebibytes < 40; mebibytes += 1) live.write("x".repeat(1 << 20));

  expect(restarts).toBe(2);
});

async function serve(
  live: LiveTrace,
  failed: (error: unknown) => void = () => {},
): Promise<AsyncDisposable & { readonly address: string }> {
  const server: Server = createServer((request, response) => {
    response.on("error", failed);
    live.serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Reads in the background; answers how to see what came so far. */
async function reading(address: string): Promise<() => string> {
  let text = "";
  const { body } = await fetch(address);
  if (body === null) throw new Error("no body");
  void (async () => {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) text += chunk;
  })().catch(() => undefined);
  return () => text;
}
