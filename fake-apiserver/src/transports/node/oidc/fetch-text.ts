import { request } from "node:https";
import { rootCertificates } from "node:tls";
import { goNetworkText } from "../go-network-text.ts";

/** What a server answered. */
export interface Fetched {
  readonly status: number;
  readonly statusText: string;
  readonly body: string;
}

const bodyBytesMax = 3 * 1024 * 1024;
const timeoutMs = 30_000;

/** GET over HTTPS, trusting the authorities in a PEM, or those of the host. @throws Error in the words of Go's client */
export function fetchText(url: string, authorities: string | undefined): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const { host, hostname, port } = new URL(url);
    const fail = (message: string): void =>
      reject(new Error(`Get ${JSON.stringify(url)}: ${message}`));
    const sent = request(
      url,
      {
        ca: authorities ?? [...rootCertificates],
        // Go trusts whatever is in a pool.
        allowPartialTrustChain: true,
        agent: false,
        headers: { host, accept: "*/*", "user-agent": "Go-http-client/1.1" },
        timeout: timeoutMs,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > bodyBytesMax) sent.destroy(new Error("http: response is too large"));
          else chunks.push(chunk);
        });
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            statusText: `${answer.statusCode} ${answer.statusMessage}`,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
        answer.on("error", (error) => fail(error.message));
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("context deadline exceeded")));
    sent.on("error", (error) => fail(goNetworkText(error, hostname, Number(port || 443))));
    sent.end();
  });
}
