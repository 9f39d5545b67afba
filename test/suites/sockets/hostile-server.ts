import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { type Random, randomInteger } from "@informerlab/core";
import type { LoadedKubeConfig } from "@informerlab/core/client-node";
import {
  type HostileAnswer,
  healthyAnswer,
  hostileAnswer,
} from "../../../core/src/testing/hostile-answers.ts";
import { type Exchange, type Protocol, speak } from "./exchange.ts";
import { type ScriptedTls, startScriptedTls } from "./scripted-tls.ts";

/** A server over TLS that is hostile until it is healed: in what it answers, and in how that goes over the wire. */
export class HostileServer implements AsyncDisposable {
  /** When each request came, or the connection for one that got no further, milliseconds. */
  readonly askedAt: number[] = [];
  /** What was wrong each time. */
  readonly faults: string[] = [];
  readonly #random: Random;
  readonly #tls: ScriptedTls;
  #names: readonly string[] | undefined;

  private constructor(random: Random, tls: ScriptedTls) {
    this.#random = random;
    this.#tls = tls;
  }

  static async start(protocol: Protocol, random: Random): Promise<HostileServer> {
    const tls = await startScriptedTls({
      protocols: [protocol],
      accept: (socket, number) => server.#accept(protocol, socket, number),
    });
    const server = new HostileServer(random, tls);
    return server;
  }

  get kubeConfig(): LoadedKubeConfig {
    return this.#tls.kubeConfig;
  }

  /** From now on it answers as it should, with these objects; as after a restart, old connections are gone. */
  heal(names: readonly string[]): void {
    this.#names = names;
    for (const socket of this.#tls.connections) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tls[Symbol.asyncDispose]();
  }

  #accept(protocol: Protocol, socket: TLSSocket, number: number): void {
    const isNoisy =
      this.#names === undefined && this.#random.fork(`socket-${number}`).next() < 0.15;
    if (!isNoisy) {
      speak(protocol, socket, (exchange) => void this.#serve(exchange));
      return;
    }
    this.askedAt.push(performance.now());
    this.faults.push("noise");
    socket.end(noise);
  }

  async #serve(exchange: Exchange): Promise<void> {
    const { query, isWatch } = exchange;
    if (this.#names !== undefined) {
      await deliver(exchange, healthyAnswer(query, isWatch, this.#names));
      return;
    }
    this.askedAt.push(performance.now());
    const random = this.#random.fork(`answer-${this.askedAt.length}`);
    const isStreamingList = query.has("sendInitialEvents");
    const answer = hostileAnswer(random, { isWatch, isStreamingList });
    const [fault, act] = pick(random, random.next() < 0.3 ? breakings : deliveries);
    this.faults.push(`${answer.fault}, ${fault}`);
    await act(exchange, answer, random);
  }
}

/** What neither protocol knows. */
const noise = Buffer.from("220 mail.example ESMTP\r\n\u0000\u0001\r\n\r\n");

type Delivery = (exchange: Exchange, answer: HostileAnswer, random: Random) => Promise<void> | void;

async function deliver(exchange: Exchange, { status, headers, body, ending }: HostileAnswer) {
  exchange.head(status, headers);
  await end(exchange, Buffer.from(body), ending);
}

async function end(exchange: Exchange, body: Buffer, ending: HostileAnswer["ending"]) {
  if (ending === "end") {
    exchange.end(body);
    return;
  }
  exchange.write(body);
  await setImmediate();
  if (ending === "break") exchange.cut();
}

/** Pieces of up to three bytes tear characters; a long body is torn at its beginning only. */
async function deliverTorn(exchange: Exchange, answer: HostileAnswer, pauseMs: number) {
  const { status, headers, body, ending } = answer;
  const bytes = Buffer.from(body);
  exchange.head(status, headers);
  const torn = Math.min(bytes.length, pauseMs === 0 ? 400 : 40);
  for (let at = 0; at < torn; at += 3) {
    exchange.write(bytes.subarray(at, Math.min(at + 3, torn)));
    await (pauseMs === 0 ? setImmediate() : sleep(pauseMs));
  }
  await end(exchange, bytes.subarray(torn), ending);
}

/** How an answer goes over the wire. */
const deliveries: readonly (readonly [string, Delivery])[] = [
  ["as it is", deliver],
  ["as it is", deliver],
  ["in torn characters", (exchange, answer) => deliverTorn(exchange, answer, 0)],
  ["slowly", (exchange, answer) => deliverTorn(exchange, answer, 20)],
  [
    "announced by 1xx",
    (exchange, answer) => {
      exchange.announce();
      return deliver(exchange, answer);
    },
  ],
  [
    "as broken gzip",
    (exchange, { status, headers, body }, random) => {
      const bytes = gzipSync(body);
      exchange.head(status, { ...headers, "content-encoding": "gzip" });
      exchange.end(bytes.subarray(0, randomInteger(random, bytes.length)));
    },
  ],
  [
    "shorter than promised",
    (exchange, { headers, body }) => {
      const bytes = Buffer.from(body);
      exchange.head(200, { ...headers, "content-length": String(bytes.length + 10) });
      exchange.write(bytes);
      exchange.cut();
    },
  ],
  [
    "longer than promised",
    (exchange, { headers, body }) => {
      exchange.head(200, { ...headers, "content-length": "3" });
      exchange.end(Buffer.from(body));
    },
  ],
];

const hugeLine = Buffer.alloc(1024 * 1024, "x");

/** What ends in no answer. */
const breakings: readonly (readonly [string, Delivery])[] = [
  ["reset", (exchange) => exchange.reset()],
  ["the connection is cut", (exchange) => exchange.cut()],
  ["nothing ever comes", () => {}],
  ["said good-bye to", (exchange) => exchange.goodbye()],
  ["a flood of headers", (exchange) => exchange.head(200, { "x-flood": "x".repeat(100_000) })],
  [
    "a line without end",
    async (exchange) => {
      exchange.head(200, { "content-type": "application/json" });
      for (let piece = 0; piece < 4; piece++) exchange.write(hugeLine);
      await setImmediate();
      exchange.cut();
    },
  ],
];

function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInteger(random, from.length)] as T;
}
