import { Agent } from "node:https";
import { posix } from "node:path";
import type { WebhookCall, WebhookClient } from "../../admission/webhooks/webhook-client.ts";
import { keptConnections, type PostedText, postText } from "./post-text.ts";
import { tlsOptions } from "./tls-trust.ts";

/** Settings of {@link createWebhookClient}. */
export interface WebhookClientOptions {
  /**
   * Where services of webhooks listen, since nothing in the cluster routes to them: `NAMESPACE/NAME` → `HOST:PORT`. The
   * certificate must be good for `NAME.NAMESPACE.svc`, as in a real cluster.
   */
  readonly services?: Readonly<Record<string, string>>;
}

/**
 * Calls webhooks over HTTPS, as a real apiserver does: with the authorities of `caBundle`, in the time that the
 * configuration gives, over connections that are used again.
 */
export function createWebhookClient({ services = {} }: WebhookClientOptions = {}): WebhookClient {
  // Keeps connections of different authorities and names apart.
  const agent = new Agent(keptConnections);
  return {
    send(call, done) {
      const target = targetOf(call, services);
      if (typeof target === "string") {
        const timer = setTimeout(() => done({ kind: "no-answer", message: target }), 0);
        return () => clearTimeout(timer);
      }
      const { body, timeoutMs } = call;
      return postText({ body, timeoutMs, options: requestOptions(call, target, agent) }, done);
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

function requestOptions(
  { body, caBundle }: WebhookCall,
  { host, port, serverName, path }: Target,
  agent: Agent,
): PostedText["options"] {
  return {
    host,
    port,
    path,
    method: "POST",
    ...tlsOptions({
      serverName,
      authorities: caBundle === undefined ? undefined : Buffer.from(caBundle, "base64"),
    }),
    headers: {
      "content-type": "application/json",
      accept: "application/json, */*",
      "user-agent": "kube-apiserver-admission",
      "content-length": Buffer.byteLength(body),
    },
    agent,
  };
}
