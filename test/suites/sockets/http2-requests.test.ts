import { once } from "node:events";
import {
  constants,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { setImmediate } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import {
  type Cancel,
  type Random,
  type RestTransport,
  randomInteger,
  seededRandom,
} from "@informerlab/core";
import { fromKubeConfig, type LoadedKubeConfig } from "@informerlab/core/client-node";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { speakHttp2, startScriptedTls } from "./scripted-tls.ts";

/** What a request came to. */
interface Outcome {
  text: string | undefined;
  readonly over: Promise<string>;
  readonly cancel: Cancel;
}

function clientOf(kubeConfig: LoadedKubeConfig): {
  readonly transport: RestTransport;
  readonly time: Simulation;
} {
  const time = new Simulation({ seed: 1 });
  const { transport } = fromKubeConfig(kubeConfig, { environment: time });
  return { transport, time };
}

function send(transport: RestTransport, path: string): Outcome {
  const { promise, resolve } = Promise.withResolvers<string>();
  const isStream = path.startsWith("/watch");
  const outcome: Outcome = {
    text: undefined,
    over: promise,
    cancel: transport.send(
      { method: "GET", path, query: [], headers: {}, isStream },
      {
        responded: ({ status }) => {
          if (isStream) settle(String(status));
        },
        text: () => {},
        ended: () => settle("ended"),
        failed: (error) => settle((error as Error).message),
      },
    ),
  };
  const settle = (text: string): void => {
    outcome.text = text;
    resolve(text);
  };
  return outcome;
}

/** Answers what is asked; watches stay open. */
function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  stream.on("error", () => {});
  if (stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/json" });
  if (String(headers[":path"]).startsWith("/watch")) stream.write("{}\n");
  else stream.end("{}");
}

test("a request that gets no stream fails in time, and the next one goes by another connection", async () => {
  const silent = Promise.withResolvers<TLSSocket>();
  await using server = await startScriptedTls({
    protocols: ["h2"],
    accept: (socket, number) => {
      if (number === 0) silent.resolve(socket);
      else speakHttp2(socket).on("stream", answer);
    },
  });
  const { transport, time } = clientOf(server.kubeConfig);
  const first = send(transport, "/first");
  // Nothing has said how many streams there may be: whatever comes second has to wait for that.
  await once(await silent.promise, "data");
  const second = send(transport, "/second");
  await setImmediate();
  time.advanceBy(15_000);

  expect(await second.over).toBe(`cannot reach ${server.url}: no connection in time`);
  expect(first.text).toBeUndefined();
  expect(await send(transport, "/third").over).toBe("ended");
  expect(server.connections).toHaveLength(2);
  time.advanceBy(55_000);
  expect(await first.over).toBe(`cannot reach ${server.url}: no answer in time`);
});

test("more watches than a connection may have streams hold nothing up", async () => {
  await using server = await startScriptedTls({
    protocols: ["h2"],
    accept: (socket) =>
      void speakHttp2(socket, { settings: { maxConcurrentStreams: 2 } }).on("stream", answer),
  });
  const { transport } = clientOf(server.kubeConfig);
  const watches = [1, 2, 3, 4, 5].map((number) => send(transport, `/watch/${number}`));

  expect(await Promise.all(watches.map(({ over }) => over))).toEqual(Array(5).fill("200"));
  expect(await send(transport, "/get").over).toBe("ended");
});

// Node makes a second stream of a head that comes for a stream that was reset; its errors end the program.
test("a stream whose head may be on the way is reset when the head is here, or when it is long overdue", async () => {
  const asked: ServerHttp2Stream[] = [];
  const both = Promise.withResolvers<void>();
  await using server = await startScriptedTls({
    protocols: ["h2"],
    accept: (socket) =>
      void speakHttp2(socket).on("stream", (stream) => {
        stream.on("error", () => {});
        if (asked.push(stream) === 2) both.resolve();
      }),
  });
  const { transport, time } = clientOf(server.kubeConfig);
  const requests = [send(transport, "/one"), send(transport, "/two")];
  await both.promise;
  const closed = asked.map((stream) => once(stream, "close"));
  for (const { cancel } of requests) cancel();
  // What the client has sent so far is here when it answers.
  for (let count = 0; count < 2; count++) await ping(asked[0]?.session);
  expect(asked.map((stream) => stream.closed)).toEqual([false, false]);

  asked[0]?.respond({ ":status": 200 });
  await closed[0];
  expect(asked[1]?.closed).toBe(false);
  time.advanceBy(2000);
  await closed[1];

  expect(requests.map(({ text }) => text)).toEqual([undefined, undefined]);
});

function ping(session: Http2Session | undefined): Promise<void> {
  return new Promise((resolve) => session?.ping(() => resolve()));
}

/** Ways of a server, a proxy or a network to end what it should go on with. */
const troubles: readonly ((stream: ServerHttp2Stream) => void)[] = [
  (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
  (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
  (stream) => stream.session?.destroy(),
  (stream) => stream.session?.goaway(0),
  (stream) => stream.session?.goaway(0, 1),
  (stream) => stream.session?.close(),
];
const bursts = 100;
const turnsMax = 12;

test("whatever becomes of connections, each request hears of its end, and no cancel ends another one", async () => {
  const random = seededRandom("http2");
  const later = async (act: () => void): Promise<void> => {
    for (let turns = randomInteger(random, turnsMax); turns > 0; turns--) await setImmediate();
    act();
  };
  let trouble: (typeof troubles)[number] | undefined;
  const sessions = new Set<ServerHttp2Session>();
  await using server = await startScriptedTls({
    protocols: ["h2"],
    accept: (socket) => {
      const session = speakHttp2(socket, { settings: { maxConcurrentStreams: 3 } });
      sessions.add(session.on("close", () => sessions.delete(session)));
      session.on("stream", (stream, headers) => {
        const act = trouble !== undefined && random.next() < 0.3 ? trouble : answer;
        stream.on("error", () => {});
        void later(() => act(stream, headers));
      });
    },
  });
  const { transport, time } = clientOf(server.kubeConfig);
  const watches: Outcome[] = [];
  const requests: Outcome[] = [];
  for (let burst = 0; burst < bursts; burst++) {
    trouble = random.next() < 0.8 ? pick(random, troubles) : undefined;
    for (let count = 1 + randomInteger(random, 5); count > 0; count--) {
      if (random.next() < 0.3) watches.push(send(transport, "/watch"));
      if (random.next() < 0.4) void later(() => watches.shift()?.cancel());
      requests.push(send(transport, "/get"));
      if (random.next() < 0.2) void later(() => [...sessions].at(-1)?.destroy());
      if (random.next() < 0.2) void later(() => server.connections.at(-1)?.destroy());
      if (random.next() < 0.5) await setImmediate();
    }
    trouble = undefined;
    for (let turns = 0; turns < 3 * turnsMax; turns++) await setImmediate();
  }
  // Once for a connection, once for the head of an answer.
  for (let round = 0; round < 2; round++) {
    time.advanceBy(70_000);
    await setImmediate();
  }

  const ends = requests.map(({ text }) => text);
  expect(ends).not.toContain(undefined);
  expect(ends.filter((text) => text?.includes("cancelled"))).toEqual([]);
  expect(await send(transport, "/get").over).toBe("ended");
});

function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInteger(random, from.length)] as T;
}
