import { BlockList, isIP } from "node:net";

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a server, or "" for none: HTTPS_PROXY or HTTP_PROXY by the server's scheme,
 * unless NO_PROXY names it. A proxy-url in the kubeconfig stands above all of them, NO_PROXY included.
 *
 * @see golang.org/x/net/http/httpproxy
 */
export function proxyOfEnvironment(server: string, variables: Variables): string {
  const url = new URL(server);
  const upper = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = variables[upper] || variables[upper.toLowerCase()] || "";
  if (proxy === "" || !usesProxy(url, variables["NO_PROXY"] || variables["no_proxy"] || ""))
    return "";
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

function usesProxy(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const family = isIP(host);
  if (host === "localhost" || (family === 4 && host.startsWith("127.")) || host === "::1")
    return false;
  const rules = noProxy.split(",").map((entry) => entry.trim().toLowerCase());
  return !rules.some((rule) => rule !== "" && exempts(rule, { host, port, family }));
}

/** A server as NO_PROXY sees it; `family` is 0 for a name. */
interface Target {
  readonly host: string;
  readonly port: string;
  readonly family: number;
}

function exempts(rule: string, { host, port, family }: Target): boolean {
  if (rule === "*") return true;
  if (rule.includes("/")) return family !== 0 && isInNetwork(host, family, rule);
  const [, name = rule, rulePort] = /^(\[[^\]]*\]|[^:]*):([0-9]+)$/.exec(rule) ?? [];
  if (rulePort !== undefined && rulePort !== port) return false;
  return matchesName(host, family, name.replace(/^\[|\]$/g, ""));
}

/** `example.com` and `*.example.com` name all below; the first also itself, `.example.com` does not. */
function matchesName(host: string, family: number, rule: string): boolean {
  if (family !== 0 || isIP(rule) !== 0) return host === rule;
  if (rule.startsWith("*.")) return host.endsWith(rule.slice(1));
  if (rule.startsWith(".")) return host.endsWith(rule);
  return host === rule || host.endsWith(`.${rule}`);
}

function isInNetwork(host: string, family: number, rule: string): boolean {
  const [address = "", bits = ""] = rule.split("/");
  const ruleFamily = isIP(address);
  const length = Number(bits);
  if (ruleFamily !== family || bits === "" || !(length >= 0 && length <= (family === 4 ? 32 : 128)))
    return false;
  const network = new BlockList();
  network.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  return network.check(host, family === 4 ? "ipv4" : "ipv6");
}
