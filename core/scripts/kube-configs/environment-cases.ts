import { rootCertificates } from "node:tls";
import { type Random, randomInteger, seededRandom } from "../../src/environment/random.ts";

/** What a program finds around it. */
export interface EnvironmentCase {
  readonly variables: Readonly<Record<string, string>>;
  /** The kubeconfig; none where empty. */
  readonly kubeConfig: string;
  /** Files of the service account by name; null where this is no pod. */
  readonly serviceAccount: Readonly<Record<string, string>> | null;
}

const servers = [
  "https://lab:6443",
  "https://lab",
  "http://lab:8080",
  "http://lab",
  "https://api.example.com:6443",
  "https://API.Example.com",
  "https://example.com",
  "https://10.1.2.3:6443",
  "https://192.168.7.1",
  "https://[fd00::1]:6443",
  "https://[::1]:6443",
  "https://127.0.0.1:6443",
  "https://127.9.9.9",
  "https://localhost:6443",
  "https://my.localhost:6443",
  "https://bücher.example:6443",
  "https://example.com.:6443",
];

const proxies = [
  "",
  "http://proxy:3128",
  "https://proxy:3128",
  "proxy:3128",
  "proxy",
  "10.0.0.9:3128",
  "socks5://proxy:1080",
  "socks5h://proxy:1080",
  "ftp://proxy:21",
  "http://me:secret@proxy:3128",
  "http://proxy:3128/path",
  "HTTP://PROXY:3128",
  "http://",
  "://proxy",
  "http://pro xy:1",
  "http://proxy:port",
  "http://[fd00::9]:3128",
  " http://proxy:3128",
];

const noProxies = [
  "",
  "*",
  "lab",
  "LAB",
  "lab:6443",
  "lab:443",
  "lab:0",
  ":6443",
  "example.com",
  ".example.com",
  "*.example.com",
  "*example.com",
  "api.example.com:6443",
  "xample.com",
  "example.com.",
  "10.0.0.0/8",
  "10.1.2.3",
  "10.1.2.3:6443",
  "10.1.2.3:80",
  "10.1.2.3/33",
  "10.1.2.3/32:6443",
  "010.1.2.3",
  "10.1.2.0/024",
  "192.168.0.0/16,10.0.0.0/8",
  "fd00::/8",
  "fd00::1",
  "[fd00::1]",
  "[fd00::1]:6443",
  "[fd00::1]:1",
  "FD00:0::1",
  "::ffff:10.1.2.3",
  "::ffff:10.0.0.0/104",
  " lab , example.com ",
  "other, ,*",
  "other;lab",
  "lab.",
  "localhost",
  "bücher.example",
  "xn--bcher-kva.example",
  ".",
  "*.",
  "[lab]:6443",
  "http://lab",
];

const kubeConfigOf = (server: string, cluster: Readonly<Record<string, string>> = {}): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster: { server, ...cluster } }],
    users: [{ name: "me", user: { token: "t" } }],
    contexts: [{ name: "c", context: { cluster: "lab", user: "me" } }],
    "current-context": "c",
  });

/** Every server with every value of NO_PROXY, and every value of a proxy by each of its names. */
function proxyCases(): readonly EnvironmentCase[] {
  const of = (server: string, variables: EnvironmentCase["variables"], proxyUrl = "") => ({
    variables,
    kubeConfig: kubeConfigOf(server, proxyUrl === "" ? {} : { "proxy-url": proxyUrl }),
    serviceAccount: null,
  });
  const both = { HTTPS_PROXY: "http://proxy:1", HTTP_PROXY: "http://proxy:2" };
  const named = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY"];
  return [
    ...servers.flatMap((server) =>
      noProxies.map((rule) => of(server, { ...both, NO_PROXY: rule })),
    ),
    ...named.flatMap((name) =>
      proxies.flatMap((proxy) =>
        ["https://lab:6443", "http://lab:8080"].map((server) => of(server, { [name]: proxy })),
      ),
    ),
    ...proxies.map((proxy) => of("https://lab:6443", { ...both, NO_PROXY: "*" }, proxy)),
    of("https://lab:6443", { HTTPS_PROXY: "", https_proxy: "http://small:1" }),
    of("https://lab:6443", { HTTPS_PROXY: "http://large:1", https_proxy: "http://small:1" }),
    of("https://lab:6443", { ...both, NO_PROXY: "", no_proxy: "lab" }),
    of("https://lab:6443", { ...both, NO_PROXY: "other", no_proxy: "lab" }),
    of("http://lab:8080", { ...both, REQUEST_METHOD: "GET" }),
  ];
}

/** A pod whose parts are there, or are not, or are something else. */
function podCase(random: Random): EnvironmentCase {
  const pick = <T>(from: readonly T[]): T => from[randomInteger(random, from.length)] as T;
  const some = (name: string, values: readonly (string | undefined)[]): Record<string, string> => {
    const value = pick(values);
    return value === undefined ? {} : { [name]: value };
  };
  const ca = `${rootCertificates[0]}\n`;
  const serviceAccount = {
    ...some("token", ["t", "t", "t\n", " t \n", "", undefined]),
    ...some("ca.crt", [ca, ca, "no certificate", "", undefined]),
    ...some("namespace", ["jobs", "jobs\n", " jobs ", "", undefined]),
  };
  return {
    variables: {
      ...some("KUBERNETES_SERVICE_HOST", [
        "10.0.0.1",
        "10.0.0.1",
        "fd00::1",
        "api.lab",
        "",
        undefined,
      ]),
      ...some("KUBERNETES_SERVICE_PORT", ["443", "443", "6443", "", undefined]),
      ...some("POD_NAMESPACE", [undefined, undefined, "mine", ""]),
      ...some("HTTPS_PROXY", [undefined, "http://proxy:1"]),
      ...some("NO_PROXY", [undefined, "10.0.0.0/8"]),
    },
    kubeConfig: pick(["", "", "", "{}", kubeConfigOf("https://lab:6443")]),
    serviceAccount: pick([serviceAccount, serviceAccount, serviceAccount, null]),
  };
}

/** Chosen and drawn ones, the same for the same seed. */
export function environmentCases(seed: string, pods: number): readonly EnvironmentCase[] {
  return [
    ...proxyCases(),
    ...Array.from({ length: pods }, (_, index) => podCase(seededRandom(`${seed} ${index}`))),
  ];
}
