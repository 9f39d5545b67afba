import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import type { ClusterAccess, ExecSettings } from "./cluster-access.ts";
import { loadKubeConfig } from "./load-kube-config.ts";
import { UserCredentials } from "./user-credentials.ts";

/** What a kubeconfig comes to; paths start with FOLDER. */
interface Facts {
  readonly host: string;
  readonly namespace: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly username: string;
  readonly password: string;
  readonly serverName: string;
  readonly insecure: boolean;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly proxy: string;
  readonly as: {
    readonly UserName: string;
    readonly UID: string;
    readonly Groups: readonly string[] | null;
    readonly Extra: Readonly<Record<string, readonly string[]>> | null;
  } | null;
  readonly exec: {
    readonly Command: string;
    readonly APIVersion: string;
    readonly InteractiveMode: string;
    readonly InstallHint: string;
    readonly ProvideClusterInfo: boolean;
    readonly Args: readonly string[] | null;
    readonly Env: readonly { readonly name: string; readonly value: string }[] | null;
  } | null;
}

interface Recorded {
  readonly files: Readonly<Record<string, string>>;
  readonly kubeconfig: readonly string[];
  readonly context: string;
  /** What client-go makes of it: facts, or the text of its error. */
  readonly clientGo: { readonly facts?: Facts; readonly error?: string };
}

const fixture = new URL("../../fixtures/kube-configs.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as {
  readonly cases: readonly Recorded[];
};

async function oursOf({ files, kubeconfig, context }: Recorded): Promise<Facts | Error> {
  const folder = mkdtempSync(join(tmpdir(), "kube-configs-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    vi.stubEnv("KUBECONFIG", kubeconfig.map((path) => join(folder, path)).join(delimiter));
    const loaded = loadKubeConfig();
    if (context !== "") loaded.setCurrentContext(context);
    return await factsOf(loaded.access, (text) => text.replace(folder, "FOLDER"));
  } catch (error) {
    return error as Error;
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
}

async function factsOf(access: ClusterAccess, local: (path: string) => string): Promise<Facts> {
  const { server, namespace, tls, proxyUrl, user } = access;
  const { exec, impersonation: as } = user;
  // client-go reads every file that is named at once; ours when it is needed.
  const certificate = user.certificate();
  const { headers } =
    exec === undefined
      ? await new UserCredentials(user, { now: () => 0 }).current()
      : { headers: {} };
  const { authorization = "" } = headers as { readonly authorization?: string };
  return {
    host: server,
    namespace,
    token: /^Bearer (.*)$/s.exec(authorization)?.[1] ?? "",
    tokenFile: local(user.tokenFile),
    username: user.username,
    password: user.password,
    serverName: tls.serverName,
    insecure: tls.skipsVerification,
    ca: String(tls.ca() ?? ""),
    cert: String(certificate?.cert ?? ""),
    key: String(certificate?.key ?? ""),
    proxy: proxyUrl,
    as:
      as === undefined
        ? null
        : {
            UserName: as.user,
            UID: as.uid,
            Groups: as.groups.length === 0 ? null : as.groups,
            Extra: as.extra.size === 0 ? null : Object.fromEntries(as.extra),
          },
    exec: exec === undefined ? null : execFactsOf(exec, local),
  };
}

function execFactsOf(exec: ExecSettings, local: (path: string) => string): Facts["exec"] {
  const env = [...exec.env].map(([name, value]) => ({ name, value }));
  return {
    Command: local(exec.command),
    APIVersion: exec.apiVersion,
    InteractiveMode: exec.interactiveMode,
    InstallHint: exec.installHint,
    ProvideClusterInfo: exec.clusterInfo !== undefined,
    Args: exec.args.length === 0 ? null : exec.args,
    Env: env.length === 0 ? null : env,
  };
}

/** To client-go a user that no file has is anybody: it goes on without credentials, and kubectl asks for a password. */
function isStricter(ours: Facts | Error): boolean {
  return (
    ours instanceof Error && / has no user ".*", which its context ".*" names; /.test(ours.message)
  );
}

test(`${cases.length} kubeconfigs come to what client-go makes of them, or are refused as there`, async () => {
  const differences: string[] = [];
  for (const recorded of cases) {
    const { facts, error } = recorded.clientGo;
    const ours = await oursOf(recorded);
    const [mine, theirs] = [ours instanceof Error ? undefined : ours, facts].map((each) =>
      JSON.stringify(each),
    );
    if (mine === theirs || isStricter(ours)) continue;
    const config = recorded.kubeconfig.map((path) => `${path}: ${recorded.files[path]}`).join("\n");
    differences.push(`${config}\nours: ${mine ?? ours}\nclient-go: ${theirs ?? error}`);
  }

  expect(differences).toEqual([]);
});
