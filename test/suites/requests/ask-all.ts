import { Agent, request as httpsRequest } from "node:https";
import type { RawRequest, RequestGroup } from "./request.ts";
import { type RawAnswer, type RawReply, settle } from "./settle.ts";

/** Where requests go, and as whom; its certificate is not judged. */
export interface RawServer {
  readonly url: string;
  readonly token: string;
}

/** The requests of a group in order. */
export function requestsOf({ first = [], requests }: RequestGroup): readonly RawRequest[] {
  return [...first, ...requests];
}

/** Asks one request. */
export type AskRaw = (request: RawRequest) => Promise<RawAnswer>;

/** Sends requests over connections that are kept. */
export function rawSender(server: RawServer): {
  send(request: RawRequest): Promise<RawReply>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  return {
    send: (request) => send(server, request, agent),
    close: () => agent.destroy(),
  };
}

/** Sends all groups, one after the other, and answers what came back to each request. */
export async function askAll(
  server: RawServer,
  groups: readonly RequestGroup[],
): Promise<readonly (readonly RawAnswer[])[]> {
  const sender = rawSender(server);
  const answers: (readonly RawAnswer[])[] = [];
  const askOne: AskRaw = async (request) => settle(request, await sender.send(request));
  const askEach = async (requests: readonly RawRequest[]): Promise<readonly RawAnswer[]> => {
    const each: RawAnswer[] = [];
    for (const request of requests) each.push(await askOne(request));
    return each;
  };
  try {
    for (const { first = [], awaited, requests, atOnce = false } of groups) {
      const before = await askEach(first);
      if (awaited !== undefined) await untilServed(awaited, askOne);
      const rest = atOnce ? await Promise.all(requests.map(askOne)) : await askEach(requests);
      answers.push([...before, ...rest]);
    }
  } finally {
    sender.close();
  }
  return answers;
}

/** A definition is served a little after it was created. */
const attemptsMax = 2000;

/** Asks until a path answers 200. */
export async function untilServed(path: string, ask: AskRaw): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt++)
    if ((await ask({ method: "GET", path })).status === 200) return;
  throw new Error(`${path} is not served`);
}

function send({ url, token }: RawServer, request: RawRequest, agent: Agent): Promise<RawReply> {
  const { method, path, headers, body } = request;
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const options = {
      method,
      agent,
      headers: { authorization: `Bearer ${token}`, ...length, ...headers },
    };
    const sent = httpsRequest(`${url}${path}`, options, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.once("error", reject);
      answer.once("end", () => {
        const told = Object.entries(answer.headers).map(
          ([name, value]) =>
            [name, Array.isArray(value) ? value.join(", ") : (value ?? "")] as const,
        );
        resolve({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(told),
          body: Buffer.concat(pieces),
        });
      });
    });
    sent.once("error", (error) => {
      reject(new Error(`${method} ${path}: ${error.message}`, { cause: error }));
    });
    sent.end(body);
  });
}
