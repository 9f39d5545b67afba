import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { loadKubeConfigIn } from "./load-kube-config.ts";
import { proxyOfEnvironment } from "./proxy-environment.ts";
import { UserCredentials } from "./user-credentials.ts";

interface Facts {
  readonly host: string;
  readonly namespace: string;
  readonly token: string;
  readonly ca: string;
  readonly proxy: string;
}

interface Recorded {
  readonly variables: Readonly<Record<string, string>>;
  readonly kubeConfig: string;
  readonly serviceAccount: Readonly<Record<string, string>> | null;
  /** What client-go makes of it: facts, or the text of its error. */
  readonly clientGo: { readonly facts?: Facts; readonly error?: string };
}

const fixture = new URL("../../fixtures/program-environments.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as {
  readonly cases: readonly Recorded[];
};

async function oursOf(recorded: Recorded, home: string): Promise<Facts | Error> {
  const serviceAccountFolder = join(home, "serviceaccount");
  rmSync(serviceAccountFolder, { recursive: true, force: true });
  if (recorded.serviceAccount !== null) mkdirSync(serviceAccountFolder);
  for (const [name, content] of Object.entries(recorded.serviceAccount ?? {}))
    writeFileSync(join(serviceAccountFolder, name), content);
  const kubeConfig = join(home, "config");
  if (recorded.kubeConfig !== "") writeFileSync(kubeConfig, recorded.kubeConfig);
  const variables =
    recorded.kubeConfig === ""
      ? recorded.variables
      : { ...recorded.variables, KUBECONFIG: kubeConfig };
  try {
    const { access } = loadKubeConfigIn({ variables, home, serviceAccountFolder });
    const { server, namespace, tls, proxyUrl, user } = access;
    const { headers } = await new UserCredentials(user, { now: () => 0 }).current();
    const { authorization = "" } = headers as { readonly authorization?: string };
    return {
      host: server,
      namespace,
      token: /^Bearer (.*)$/s.exec(authorization)?.[1] ?? "",
      ca: String(tls.ca() ?? ""),
      proxy: proxyUrl || proxyOfEnvironment(server, variables),
    };
  } catch (error) {
    return error as Error;
  }
}

/** Two ways to write one address; Go speaks to socks5h as to socks5. */
function comparable(facts: Facts): Facts {
  const hrefOf = (url: string): string =>
    URL.canParse(url) ? new URL(url).href.replace(/^socks5h:/, "socks5:") : url;
  return { ...facts, host: hrefOf(facts.host), proxy: hrefOf(facts.proxy) };
}

/** What is refused here on purpose though client-go takes it, by its message. */
const strictness: readonly RegExp[] = [
  // Go ignores it, takes it for an HTTP proxy, or asks a host called "http", and says nothing.
  /^https?_proxy is ".*"; an address with http, https or socks5 is wanted$/i,
  /, cluster: proxy-url is "http:\/\/"; an address with http, https or socks5 is wanted$/,
  // Without a token client-go asks as nobody.
  /^the token file .* is empty$/,
  // client-go trusts every authority of the machine then.
  /ca\.crt holds no certificate; the PEM of the cluster's authority is wanted$/,
];

function areAlike(ours: Facts | Error, { facts, error }: Recorded["clientGo"]): boolean {
  if (ours instanceof Error)
    return error !== undefined || strictness.some((reason) => reason.test(ours.message));
  if (facts === undefined) return false;
  return isDeepStrictEqual(comparable(ours), comparable(facts));
}

test(`${cases.length} environments come to what client-go makes of them, or are refused as there`, async () => {
  const home = mkdtempSync(join(tmpdir(), "environments-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const differences: string[] = [];
  for (const recorded of cases) {
    const ours = await oursOf(recorded, home);
    if (areAlike(ours, recorded.clientGo)) continue;
    const { clientGo, ...given } = recorded;
    const mine = ours instanceof Error ? ours.message : JSON.stringify(ours);
    differences.push(
      `${JSON.stringify(given)}\nours: ${mine}\nclient-go: ${JSON.stringify(clientGo)}`,
    );
  }

  expect(differences).toEqual([]);
});
