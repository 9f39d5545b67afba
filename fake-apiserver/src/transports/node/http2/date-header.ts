import type { AnswerHeaders } from "../http/answer.ts";

let second = 0;
let text = "";

/** The headers of an answer, with the time at which it was sent, as Node adds it to those of HTTP/1.1. */
export function dated(headers: AnswerHeaders): AnswerHeaders {
  if (headers["date"] !== undefined) return headers;
  const now = Math.floor(Date.now() / 1000);
  if (now !== second) {
    second = now;
    text = new Date(now * 1000).toUTCString();
  }
  return { ...headers, date: text };
}
