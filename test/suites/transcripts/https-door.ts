import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { join } from "node:path";
import type { Door, WireAnswer, WireBody, WireRequest } from "./door.ts";

const program = join(import.meta.dirname, "../../../fake-apiserver/src/transports/node/cli.ts");
const token = "oracle";
const pollMs = 5;

/** The command-line server, as a process of its own, over HTTPS and in real time. */
export class HttpsDoor implements Door {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #agent: Agent;

  private constructor(child: ChildProcess, url: string, authority: string) {
    this.#child = child;
    this.#url = url;
    this.#agent = new Agent({ ca: authority, keepAlive: true });
  }

  static async start(): Promise<HttpsDoor> {
    const args = [
      "--conditions=@informerlab/source",
      program,
      "--token",
      token,
      "--output",
      "json",
      // As the recorded server was started.
      "--disable-admission-plugins",
      "ServiceAccount",
      "--controllers",
      "gc,namespaces,pods",
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const { server, ca } = JSON.parse(String(line)) as Record<"server" | "ca", string>;
    return new HttpsDoor(child, server, ca);
  }

  async send({ method, url, headers, body }: WireRequest): Promise<WireAnswer> {
    const request = httpsRequest(`${this.#url}${url}`, {
      method,
      agent: this.#agent,
      // As a client that frames its body by length.
      headers:
        body === undefined ? headers : { ...headers, "content-length": Buffer.byteLength(body) },
    });
    request.end(body);
    const [incoming] = (await once(request, "response")) as [IncomingMessage];
    return toAnswer(incoming);
  }

  async admin(verb: string, body: object): Promise<void> {
    const answer = await this.send({
      method: "POST",
      url: `/_fake/v1/${verb}`,
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    await this.until(() => answer.body.end !== undefined, 5000);
    if (answer.status >= 300) throw new Error(`${verb}: ${answer.status} ${answer.body.text}`);
  }

  async until(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
    const end = performance.now() + timeoutMs;
    while (!isDone()) {
      const leftMs = end - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.min(pollMs, leftMs))));
      if (leftMs <= 0) break;
    }
    return isDone();
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    this.#child.kill();
    if (this.#child.exitCode === null) await once(this.#child, "close");
  }
}

function toAnswer(incoming: IncomingMessage): WireAnswer {
  const headers = Object.entries(incoming.headersDistinct).flatMap(
    ([name, values = []]): [string, string | readonly string[]][] => [
      [name, values.length === 1 ? (values[0] ?? "") : values],
    ],
  );
  return {
    status: incoming.statusCode ?? 0,
    contentType: incoming.headers["content-type"] ?? "",
    headers: Object.fromEntries(headers),
    body: readBody(incoming),
  };
}

function readBody(incoming: IncomingMessage): WireBody {
  const state: { text: string; end: "clean" | "broken" | undefined; cancel(): void } = {
    text: "",
    end: undefined,
    cancel: () => incoming.destroy(),
  };
  incoming.setEncoding("utf8");
  incoming.on("data", (text: string) => (state.text += text));
  incoming.on("end", () => (state.end ??= "clean"));
  incoming.on("error", () => (state.end ??= "broken"));
  incoming.on("close", () => (state.end ??= "broken"));
  return state;
}
