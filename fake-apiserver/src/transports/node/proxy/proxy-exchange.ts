import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { lane, type Status } from "@informerlab/core";
import type { RequestVerdict } from "../../../faults/faults.ts";
import type { GatePoint } from "../../../faults/gates.ts";
import { protobufMediaType } from "../../../request/answer/wire-form.ts";
import type { ApiRequest, ApiResponse } from "../../../request/read/api-request.ts";
import type { ProxiedRequest } from "../../../taps/proxied-request.ts";
import { SeenBody } from "../../../taps/seen-body.ts";
import type { SeenAnswer } from "../../../taps/tap.ts";
import type { ExchangeTaps } from "../../../taps/taps.ts";
import type { Connections } from "../http/connections.ts";
import { breakConnection, NodeAnswer, type NodeResponse } from "../http/node-answer.ts";
import type { NodeRequest } from "../http/read-exchange.ts";
import type { Upgrade } from "../http/serve-exchange.ts";
import { writeResponse } from "../http/write-exchange.ts";
import { heardWatch } from "./heard-watch.ts";
import { framingOf, withoutHop } from "./hop-headers.ts";
import type { ProxyHost } from "./proxy-host.ts";
import { readAlong } from "./read-along.ts";
import { statusResponse, unreachableStatus } from "./refusals.ts";
import { relayUpgrade } from "./relay-upgrade.ts";
import type { Upstream } from "./upstream.ts";
import { WatchRelay, type WatchRelayOptions } from "./watch-relay.ts";

/** One exchange through the proxy. */
export interface ProxyExchangeOptions {
  readonly host: ProxyHost;
  readonly upstream: Upstream;
  readonly connections: Connections;
  readonly call: ApiRequest;
  readonly proxied: ProxiedRequest;
  /** Shown as the owner of the kubeconfig. */
  readonly asOwner: boolean;
  /** Why it is not passed on, whatever else is wrong with it. */
  readonly refused: Status | undefined;
  readonly request: NodeRequest;
  readonly response: NodeResponse;
  /** The connection is to speak another protocol; `response` answers where it does not come to that. */
  readonly upgrade?: Upgrade;
}

const exchangeLane = lane("apiserver/proxy/exchange");

/** Passes a request on and its answer back, byte for byte, but for what faults and gates want. Never rejects. */
export async function relayExchange(options: ProxyExchangeOptions): Promise<void> {
  const exchange = new ProxyExchange(options);
  try {
    await exchange.run();
  } catch (error) {
    exchange.broke(error);
  }
}

class ProxyExchange {
  readonly #options: ProxyExchangeOptions;
  readonly #taps: ExchangeTaps;
  readonly #verdict: RequestVerdict | undefined;
  #sent: ClientRequest | undefined;
  #isGone = false;
  /** The taps have its answer. */
  #isTold = false;

  constructor(options: ProxyExchangeOptions) {
    this.#options = options;
    const { host, call, proxied, response } = options;
    const { request } = proxied;
    this.#taps = host.taps.requested({ call, ...proxied });
    this.#verdict = options.refused === undefined ? host.faults.onRequest(request) : undefined;
    response.once("close", () => {
      this.#isGone = true;
      if (!this.#isTold) this.#taps.abandoned();
      if (!response.writableFinished) this.#sent?.destroy();
    });
  }

  async run(): Promise<void> {
    const { refused, response } = this.#options;
    const verdict = this.#verdict;
    if (refused !== undefined) {
      this.#refuse(refused);
      return;
    }
    await this.#pause(verdict?.delayMs ?? 0);
    await this.#gate("request");
    if (this.#isGone) return;
    if (verdict?.refusal !== undefined) {
      await this.#pause(verdict.responseDelayMs);
      this.#refuse(verdict.refusal);
      return;
    }
    if (verdict?.reset === "nothing") {
      this.#answered(nothing);
      breakConnection(response);
      return;
    }
    if (this.#options.upgrade !== undefined) {
      await this.#upgrade(this.#options.upgrade);
      return;
    }
    const answer = await this.#ask();
    if (answer === undefined) return;
    await this.#gate("response");
    await this.#pause(verdict?.responseDelayMs ?? 0);
    await this.#passBack(answer);
  }

  /** Something broke on the way: the server behind, or the client. */
  broke(error: unknown): void {
    const { response, upstream } = this.#options;
    if (this.#isGone) return;
    if (response.headersSent) breakConnection(response);
    else this.#refuse(unreachableStatus(upstream.route, error));
  }

  #upgrade(upgrade: Upgrade): Promise<void> {
    const { host, upstream, connections, asOwner, proxied, response } = this.#options;
    return relayUpgrade({
      upstream,
      connections,
      upgrade,
      asOwner,
      begin: (answer) => {
        (response as ServerResponse).detachSocket(upgrade.request.socket);
        this.#answered(answer);
        const isWatch = proxied.request.verb === "watch" && answer.code === 101;
        return isWatch ? heardWatch(this.#taps.watch({ id: host.nextId() }), answer) : undefined;
      },
    });
  }

  /** Undefined when the client has gone. */
  async #ask(): Promise<IncomingMessage | undefined> {
    const { upstream, request, asOwner } = this.#options;
    const sent = await upstream.open({
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: [
        ...withoutHop(request.rawHeaders, ["host", ...(asOwner ? ["authorization"] : [])]),
        ...framingOf(request),
      ],
      asOwner,
    });
    this.#sent = sent;
    if (this.#isGone) {
      sent.destroy();
      return undefined;
    }
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sent.once("response", resolve);
      sent.on("error", reject);
    });
    request.on("error", () => sent.destroy());
    request.pipe(sent);
    return answered;
  }

  async #passBack(answer: IncomingMessage): Promise<void> {
    const { host, connections, response, proxied } = this.#options;
    const { statusCode: code = 502 } = answer;
    const verdict = this.#verdict;
    if (writes.has(proxied.request.verb) && code < 300) host.written();
    if (verdict?.losesResponse === true) {
      // The server has done it; the client will never know.
      this.#answered(nothing);
      answer.destroy();
      breakConnection(response);
      return;
    }
    this.#answered(verdict?.reset === "headers" ? nothing : { code, headers: answer.headers });
    if ("sendDate" in response) response.sendDate = false;
    // The two versions of HTTP declare `writeHead` too differently for one call to fit both.
    (response as RawHead).writeHead(code, withoutHop(answer.rawHeaders));
    if (verdict?.reset === "headers") {
      answer.destroy();
      breakConnection(response);
      return;
    }
    const { verb } = proxied.request;
    if (verb !== "watch" || code !== 200) {
      await host.taps.ready();
      answer.once("error", () => {
        if (!this.#isGone) this.#taps.brokenOff();
      });
      if (this.#taps.wantsBody) readAlong(answer, host.bodies, (body) => this.#taps.body(body));
      await passBody(answer, response);
      return;
    }
    (response as Partial<Flushable>).flushHeaders?.();
    const relay = new WatchRelay({
      host,
      request: proxied.request,
      ...framingOfWatch(answer),
      taps: this.#taps,
      source: answer,
      target: response,
    });
    const forget = connections.lasting(() => relay.restart());
    await relay.run();
    forget();
  }

  #refuse(status: Status): void {
    const { response, call } = this.#options;
    const { code = 500 } = status;
    if (this.#isGone) return;
    const answer: ApiResponse = statusResponse(status);
    this.#answered({ code, headers: answer.headers });
    this.#taps.body(SeenBody.of({ ...status }));
    writeResponse(call, answer, new NodeAnswer(response), {
      watchFramesMax: 0,
      onWatch: () => () => {},
    });
  }

  #answered(answer: SeenAnswer): void {
    this.#isTold = true;
    this.#taps.answered(answer);
  }

  #pause(delayMs: number): Promise<void> | undefined {
    if (delayMs === 0) return undefined;
    const { clock } = this.#options.host.environment;
    return new Promise((resolve) => {
      const cancel = clock.after(delayMs, exchangeLane, resolve);
      this.#options.response.once("close", () => {
        cancel();
        resolve();
      });
    });
  }

  #gate(point: GatePoint): Promise<void> | undefined {
    const { host, proxied, response } = this.#options;
    if (host.gates.isEmpty) return undefined;
    return new Promise((resolve) => {
      const giveUp = host.gates.hold(proxied.request, point, resolve);
      if (giveUp === undefined) resolve();
      else
        response.once("close", () => {
          giveUp();
          resolve();
        });
    });
  }
}

/**
 * Settles when the client has all of it, or is gone. `pipeline` would do, but ends each time with an exception that nobody
 * throws, which costs more than the rest. @throws whatever broke off the answer
 */
function passBody(answer: IncomingMessage, response: NodeResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const target = response as NodeJS.WritableStream;
    answer.once("error", reject);
    target.once("finish", resolve).once("close", resolve);
    answer.pipe(target);
  });
}

/** The connection breaks instead. */
const nothing: SeenAnswer = { code: 0, headers: {} };

const writes: ReadonlySet<string> = new Set([
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
]);

interface RawHead {
  writeHead(status: number, headers: readonly string[]): unknown;
}

interface Flushable {
  flushHeaders(): void;
}

/** How the frames of a watch stand in its answer. */
function framingOfWatch({
  headers,
}: IncomingMessage): Pick<WatchRelayOptions, "format" | "encoding"> {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = headers;
  if (encoding !== "identity" && encoding !== "gzip")
    return { format: undefined, encoding: "identity" };
  if (type.startsWith(protobufMediaType)) return { format: "protobuf", encoding };
  return { format: type.startsWith("application/json") ? "json" : undefined, encoding };
}
