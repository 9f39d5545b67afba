import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import type { WireRequest } from "./wire-requests.ts";

/** Where requests go, and as whom. */
export interface WireServer {
  readonly url: string;
  readonly token: string;
}

/** What came back, as it came. */
interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What came of all requests. */
export interface Comparison {
  readonly equal: number;
  /** The server itself did not say the same twice. */
  readonly moving: readonly string[];
  /** What differs, one a line. */
  readonly differing: readonly string[];
}

/** Different from one answer to the next, whoever asks. */
const changing: ReadonlySet<string> = new Set(["date", "audit-id", "connection", "keep-alive"]);
/** Requests under way at a time: some wait for seconds. */
const lanes = 8;
/** How often a server may be asked that says something else each time. */
const attemptsMax = 4;

/**
 * Asks a server directly, through a proxy, and directly again. Where it says the same before and after, the proxy must say
 * so, too: status, headers, and every byte of the body.
 */
export async function compareAnswers(
  direct: WireServer,
  proxied: WireServer,
  requests: readonly WireRequest[],
): Promise<Comparison> {
  const moving: string[] = [];
  const differing: string[] = [];
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  const waiting = requests.values();
  const lane = async (): Promise<void> => {
    // The lanes share one iterator.
    for (const request of waiting) {
      const verdict = await compareOne(direct, proxied, request, agent);
      if (verdict === "moving") moving.push(nameOf(request));
      else if (verdict !== "equal") differing.push(`${nameOf(request)}: ${verdict}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    agent.destroy();
  }
  return { equal: requests.length - moving.length - differing.length, moving, differing };
}

async function compareOne(
  direct: WireServer,
  proxied: WireServer,
  request: WireRequest,
  agent: Agent,
): Promise<string> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const before = await ask(direct, request, agent);
    const between = await ask(proxied, request, agent);
    const after = await ask(direct, request, agent);
    if (differenceOf(before, after) === undefined) return differenceOf(before, between) ?? "equal";
  }
  return "moving";
}

function ask({ url, token }: WireServer, request: WireRequest, agent: Agent): Promise<WireAnswer> {
  const { method, path, headers, body } = request;
  const isSecure = url.startsWith("https:");
  const send = isSecure ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(isSecure ? { agent } : {}),
    };
    const sent = send(`${url}${path}`, options, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.once("error", reject);
      answer.once("end", () => {
        const { statusCode = 0, headers: told } = answer;
        resolve({ status: statusCode, headers: told, body: Buffer.concat(pieces) });
      });
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

function differenceOf(one: WireAnswer, other: WireAnswer): string | undefined {
  if (one.status !== other.status) return `status ${one.status}, then ${other.status}`;
  for (const name of Object.keys({ ...one.headers, ...other.headers })) {
    const [a, b] = [one.headers[name], other.headers[name]].map((value) => JSON.stringify(value));
    if (!changing.has(name) && a !== b) return `header ${name} is ${a}, then ${b}`;
  }
  if (one.body.equals(other.body)) return undefined;
  return `${one.body.length} bytes, then ${other.body.length}, or others`;
}

function nameOf({ method, path, headers }: WireRequest): string {
  return `${method} ${path} ${JSON.stringify(headers)}`;
}
