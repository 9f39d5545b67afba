import type { RestClient } from "@informerlab/core";

/** What an answer said. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends one request for which the client set has no method. @throws TransportError without an answer */
export function send(
  { transport }: RestClient,
  method: "GET" | "PUT" | "POST",
  path: string,
  body?: unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let text = "";
    const request = {
      method,
      path,
      query: [],
      headers: { "content-type": "application/json" },
      isStream: false,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    transport.send(request, {
      responded: (head) => {
        status = head.status;
      },
      text: (piece) => {
        text += piece;
      },
      ended: () => resolve({ status, text }),
      failed: reject,
    });
  });
}
