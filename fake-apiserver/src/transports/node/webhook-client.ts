import type { ClientRequest, IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request } from "node:https";
import { posix } from "node:path";
import { rootCertificates } from "node:tls";
import type {
  WebhookCall,
  WebhookClient,
  WebhookReply,
} from "../../admission/webhooks/webhook-client.ts";
import { goNetworkText } from "./go-network-text.ts";

/** Settings of {@link createWebhookClient}. */
export interface WebhookClientOptions {
  /**
   * Where services of webhooks listen, since nothing in the cluster routes to them: `NAMESPACE/NAME` → `HOST:PORT`. The
   * certificate must be good for `NAME.NAMESPACE.svc`, as in a real cluster.
   */
  readonly services?: Readonly<Record<string, string>>;
}

const bodyBytesMax = 3 * 1024 * 1024;

/** Connections to one webhook that nobody needs, and how long they are kept. @see client-go transport/cache.go */
const idleConnectionsMax = 25;
const idleMsMax = 90_000;

/**
 * Calls webhooks over HTTPS, as a real apiserver does: with the authorities of `caBundle`, in the time that the
 * configuration gives, over connections that are used again.
 */
export function createWebhookClient({ services = {} }: WebhookClientOptions = {}): WebhookClient {
  // Keeps connections of different authorities and names apart.
  const agent = new Agent({
    keepAlive: true,
    maxFreeSockets: idleConnectionsMax,
    timeout: idleMsMax,
  });
  return {
    send(call, done) {
      const target = targetOf(call, services);
      if (typeof target === "string") {
        const timer = setTimeout(() => done({ kind: "no-answer", message: target }), 0);
        return () => clearTimeout(timer);
      }
      return post(call, { target, agent }, done);
    },
  };
}

interface Target {
  readonly host: string;
  readonly port: number;
  /** For which name the certificate must be good. */
  readonly serverName: string;
  readonly path: string;
}

function targetOf(
  { url, service }: WebhookCall,
  services: Readonly<Record<string, string>>,
): Target | string {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  // As client-go joins paths: `//check` of envtest is `/check`.
  const path = `${posix.join("/", pathname)}${search}`;
  if (protocol !== "https:") return `unsupported protocol scheme ${JSON.stringify(protocol)}`;
  if (service === undefined) return { host, port: Number(port || 443), serverName: host, path };
  const name = `${service.namespace}/${service.name}`;
  const address = services[name];
  if (address === undefined) {
    return `no address is known for service ${name}: give it by --webhook-service ${name}=HOST:PORT, or in services of createWebhookClient`;
  }
  const at = address.lastIndexOf(":");
  return {
    host: address.slice(0, at),
    port: Number(address.slice(at + 1)),
    serverName: host,
    path,
  };
}

function post(
  call: WebhookCall,
  { target, agent }: { readonly target: Target; readonly agent: Agent },
  done: (reply: WebhookReply) => void,
): () => void {
  let isOver = false;
  const finish = (reply: WebhookReply): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    // A connection whose answer has come whole is used again.
    if (reply.kind === "no-answer") sent.destroy();
    done(reply);
  };
  const { host, port } = target;
  const begin = (): ClientRequest => {
    const one = request(requestOptions(call, target, agent), (answer) =>
      receive(answer, target, finish),
    );
    one.on("error", (error) => {
      // Go, too, sends again what met a connection that was given up while nobody used it.
      const isStale = one.reusedSocket && (error as NodeJS.ErrnoException).code === "ECONNRESET";
      if (isStale && !isOver) sent = begin();
      else finish({ kind: "no-answer", message: goNetworkText(error, host, port) });
    });
    one.end(call.body);
    return one;
  };
  let sent = begin();
  const timer = setTimeout(
    () => finish({ kind: "no-answer", message: "context deadline exceeded" }),
    call.timeoutMs,
  );
  return () => {
    isOver = true;
    clearTimeout(timer);
    sent.destroy();
  };
}

function requestOptions(
  { body, caBundle }: WebhookCall,
  { host, port, serverName, path }: Target,
  agent: Agent,
): RequestOptions {
  return {
    host,
    port,
    path,
    method: "POST",
    // An address is no name to ask for.
    ...(/^[\d.]+$|:/.test(serverName) ? {} : { servername: serverName }),
    ca: caBundle === undefined ? [...rootCertificates] : Buffer.from(caBundle, "base64"),
    // Go trusts whatever is in a bundle, the server's own certificate too, as envtest gives it.
    allowPartialTrustChain: true,
    headers: {
      "content-type": "application/json",
      accept: "application/json, */*",
      "user-agent": "kube-apiserver-admission",
      "content-length": Buffer.byteLength(body),
    },
    agent,
  };
}

function receive(
  answer: IncomingMessage,
  { host, port }: Target,
  finish: (reply: WebhookReply) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  answer.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bodyBytesMax)
      finish({ kind: "no-answer", message: `the answer has more than ${bodyBytesMax} bytes` });
    else chunks.push(chunk);
  });
  answer.on("end", () =>
    finish({
      kind: "answer",
      status: answer.statusCode ?? 0,
      body: Buffer.concat(chunks).toString("utf8"),
    }),
  );
  answer.on("error", (error) =>
    finish({ kind: "no-answer", message: goNetworkText(error, host, port) }),
  );
}
