import { type ClientRequest, type IncomingMessage, request as requestPlain } from "node:http";
import { type RequestOptions, request as requestSecure } from "node:https";
import type { Cancel } from "@informerlab/core";
import type { WebhookReply } from "../../admission/webhooks/webhook-client.ts";
import { goNetworkText } from "./go-network-text.ts";

/** What is sent, and where to: with an agent of HTTP where it is not secure. */
export interface PostedText {
  readonly body: string;
  readonly timeoutMs: number;
  readonly options: RequestOptions & { readonly host: string; readonly port: number };
  /** @defaultValue true */
  readonly isSecure?: boolean;
}

/** For agents: connections that nobody needs, and how long they are kept. @see client-go transport/cache.go */
export const keptConnections = { keepAlive: true, maxFreeSockets: 25, timeout: 90_000 } as const;

const bodyBytesMax = 3 * 1024 * 1024;

/** Sends a text and calls `done` once, later, unless it was cancelled. */
export function postText(
  { body, timeoutMs, options, isSecure = true }: PostedText,
  done: (reply: WebhookReply) => void,
): Cancel {
  const { host, port } = options;
  let isOver = false;
  const finish = (reply: WebhookReply): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    // A connection whose answer has come whole is used again.
    if (reply.kind === "no-answer") sent.destroy();
    done(reply);
  };
  const fail = (error: Error): void =>
    finish({ kind: "no-answer", message: goNetworkText(error, host, port) });
  const request = isSecure ? requestSecure : requestPlain;
  const begin = (): ClientRequest => {
    const one = request(options, (answer) => receive(answer, finish, fail));
    one.on("error", (error) => {
      // Go, too, sends again what met a connection that was given up while nobody used it.
      const isStale = one.reusedSocket && (error as NodeJS.ErrnoException).code === "ECONNRESET";
      if (isStale && !isOver) sent = begin();
      else fail(error);
    });
    one.end(body);
    return one;
  };
  let sent = begin();
  const timer = setTimeout(
    () => finish({ kind: "no-answer", message: "context deadline exceeded" }),
    timeoutMs,
  );
  return () => {
    isOver = true;
    clearTimeout(timer);
    sent.destroy();
  };
}

function receive(
  answer: IncomingMessage,
  finish: (reply: WebhookReply) => void,
  fail: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  answer.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bodyBytesMax)
      finish({ kind: "no-answer", message: `the answer has more than ${bodyBytesMax} bytes` });
    else chunks.push(chunk);
  });
  answer.on("end", () => {
    const contentType = answer.headers["content-type"];
    finish({
      kind: "answer",
      status: answer.statusCode ?? 0,
      ...(contentType === undefined ? {} : { contentType }),
      body: Buffer.concat(chunks).toString("utf8"),
    });
  });
  answer.on("error", fail);
}
