import { BlockList, isIP } from "node:net";
import { domainToASCII } from "node:url";
import { KubeConfigError } from "./kube-config-error.ts";

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

const schemes = ["http:", "https:", "socks5:"];

/** Whether requests can be sent through it: an address with http, https or socks5. */
export function isProxyUrl(text: string): boolean {
  return text === text.trim() && URL.canParse(text) && schemes.includes(new URL(text).protocol);
}

/**
 * The proxy that the environment names for a server, or "" for none: HTTPS_PROXY or HTTP_PROXY by the server's scheme,
 * unless NO_PROXY names it. A proxy-url in the kubeconfig stands above all of them, NO_PROXY included.
 *
 * @throws KubeConfigError when the one named is none.
 * @see golang.org/x/net/http/httpproxy
 */
export function proxyOfEnvironment(server: string, variables: Variables): string {
  const url = new URL(server);
  const upper = url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const name = variables[upper] ? upper : upper.toLowerCase();
  const proxy = variables[name] || "";
  if (proxy === "" || !usesProxy(url, variables["NO_PROXY"] || variables["no_proxy"] || ""))
    return "";
  if (upper === "HTTP_PROXY" && variables["REQUEST_METHOD"]) {
    throw new KubeConfigError(
      `${name} is not to be trusted where REQUEST_METHOD is set: a CGI program has it from a header of the request; use a proxy-url`,
    );
  }
  const address = proxy.includes("://") ? proxy : `http://${proxy}`;
  // With either, the proxy finds the server's name, as in Go.
  const proxyUrl = address.replace(/^socks5h:/i, "socks5:");
  if (isProxyUrl(proxyUrl)) return proxyUrl;
  throw new KubeConfigError(
    `${name} is ${JSON.stringify(proxy)}; an address with http, https or socks5 is wanted`,
  );
}

/** A server as NO_PROXY sees it; `family` is 0 for a name. */
interface Target {
  readonly host: string;
  readonly port: string;
  readonly family: number;
}

function usesProxy(url: URL, noProxy: string): boolean {
  const target = {
    ...addressOf(url.hostname.replace(/^\[|\]$/g, "")),
    port: url.port || (url.protocol === "https:" ? "443" : "80"),
  };
  const { host, family } = target;
  if (host === "localhost" || (family === 4 && host.startsWith("127.")) || host === "::1")
    return false;
  const rules = noProxy.split(",").map((entry) => entry.trim().toLowerCase());
  return !rules.some((rule) => rule !== "" && exempts(rule, target));
}

function exempts(rule: string, { host, port, family }: Target): boolean {
  if (rule === "*") return true;
  if (rule.includes("/")) return family !== 0 && isInNetwork(host, family, rule);
  const [, bracketed, plain = rule, rulePort] =
    /^(?:\[([^\]]*)\]|([^:]*)):([0-9]+)$/.exec(rule) ?? [];
  if (rulePort !== undefined && rulePort !== port) return false;
  return matchesName(host, family, addressOf(bracketed ?? plain));
}

/** A name or address in the one form that it has here: an IPv4 address that is written as an IPv6 one is an IPv4 one. */
function addressOf(text: string): { readonly host: string; readonly family: number } {
  const family = isIP(text);
  if (family === 0) return { host: domainToASCII(text) || text.toLowerCase(), family };
  if (family === 4) return { host: text, family };
  const host = new URL(`http://[${text.replace(/%.*/, "")}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host) ?? [];
  if (high === undefined || low === undefined) return { host, family };
  const words = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return { host: words.flatMap((word) => [word >> 8, word & 255]).join("."), family: 4 };
}

/** `example.com` and `*.example.com` name all below; the first also itself, `.example.com` does not. */
function matchesName(
  host: string,
  family: number,
  { host: rule, family: ruleFamily }: Pick<Target, "host" | "family">,
): boolean {
  if (rule === "") return false;
  if (family !== 0 || ruleFamily !== 0) return host === rule;
  if (rule.startsWith("*.")) return host.endsWith(rule.slice(1));
  if (rule.startsWith(".")) return host.endsWith(rule);
  return host === rule || host.endsWith(`.${rule}`);
}

function isInNetwork(host: string, family: number, rule: string): boolean {
  const [written = "", bits = ""] = rule.split("/");
  const writtenFamily = isIP(written);
  const writtenLength = Number(bits);
  if (bits === "" || !(writtenLength >= 0 && writtenLength <= (writtenFamily === 4 ? 32 : 128)))
    return false;
  const { host: address, family: ruleFamily } = addressOf(written);
  const length = ruleFamily === writtenFamily ? writtenLength : writtenLength - 96;
  if (ruleFamily !== family || length < 0) return false;
  const network = new BlockList();
  network.addSubnet(address, length, family === 4 ? "ipv4" : "ipv6");
  return network.check(host, family === 4 ? "ipv4" : "ipv6");
}
