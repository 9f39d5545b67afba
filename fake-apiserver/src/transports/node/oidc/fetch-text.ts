import { request } from "node:https";
import { goNetworkText } from "../go-network-text.ts";
import { tlsOptions } from "../tls-trust.ts";

/** What a server answered. */
export interface Fetched {
  readonly status: number;
  readonly statusText: string;
  readonly body: string;
}

const bodyBytesMax = 3 * 1024 * 1024;
const timeoutMs = 30_000;

/**
 * GET over HTTPS, trusting the authorities in a PEM, or those of the host.
 *
 * @param limitMs for all of it
 * @throws Error in the words of Go's client
 */
export function fetchText(
  url: string,
  authorities: string | undefined,
  limitMs: number = timeoutMs,
): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const { host, hostname, port } = new URL(url);
    const end = (): void => clearTimeout(timer);
    const fail = (message: string): void => {
      end();
      reject(new Error(`Get ${JSON.stringify(url)}: ${message}`));
    };
    const sent = request(
      url,
      {
        ...tlsOptions({ serverName: hostname.replace(/^\[|\]$/g, ""), authorities }),
        agent: false,
        headers: { host, accept: "*/*", "user-agent": "Go-http-client/1.1" },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > bodyBytesMax) sent.destroy(new Error("http: response is too large"));
          else chunks.push(chunk);
        });
        answer.on("end", () => {
          end();
          resolve({
            status: answer.statusCode ?? 0,
            statusText: `${answer.statusCode} ${answer.statusMessage}`,
            body: Buffer.concat(chunks).toString("utf8"),
          });
        });
        answer.on("error", (error) => fail(error.message));
      },
    );
    const timer = setTimeout(() => {
      fail("context deadline exceeded");
      sent.destroy();
    }, limitMs);
    sent.on("error", (error) => fail(goNetworkText(error, hostname, Number(port || 443))));
    sent.end();
  });
}
