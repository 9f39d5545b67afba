import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test, vi } from "vitest";
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

/** A folder with the files of one case after the other; what does not change is written once. */
class CaseFolder {
  readonly path: string = mkdtempSync(join(tmpdir(), "kube-configs-"));
  readonly #present = new Map<string, string>();

  hold(files: Recorded["files"]): void {
    const gone = [...this.#present.keys()].filter((path) => !Object.hasOwn(files, path));
    for (const path of gone) {
      const [root = ""] = path.split("/");
      rmSync(join(this.path, root), { recursive: true, force: true });
      for (const other of this.#present.keys())
        if (other.split("/")[0] === root) this.#present.delete(other);
    }
    for (const [path, content] of Object.entries(files)) {
      if (this.#present.get(path) === content) continue;
      mkdirSync(dirname(join(this.path, path)), { recursive: true });
      writeFileSync(join(this.path, path), content);
      this.#present.set(path, content);
    }
  }
}

async function oursOf(
  { files, kubeconfig, context }: Recorded,
  folder: CaseFolder,
): Promise<Facts | Error> {
  folder.hold(files);
  vi.stubEnv("KUBECONFIG", kubeconfig.map((path) => join(folder.path, path)).join(delimiter));
  try {
    const loaded = loadKubeConfig();
    if (context !== "") loaded.setCurrentContext(context);
    return await factsOf(loaded.access, (text) => text.replace(folder.path, "FOLDER"));
  } catch (error) {
    return error as Error;
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

/** What is refused here on purpose though client-go takes it, by its message. */
const strictness: readonly RegExp[] = [
  // To client-go a user that no file has is anybody: it goes on without credentials, and kubectl asks for a password.
  / has no user ".*", which its context ".*" names; /,
  // Go reads a list of numbers as bytes.
  /-data must be text, not \[(null)?\]$/,
  // Go says so at the first request.
  / has "(https:\/\/lab:99999|ftp:\/\/lab)" as server of its cluster /,
];

/** What Go's reading of YAML refuses though nobody asks for it. */
const laxness = /unsupported map key of type: .*<nil>/;

function areAlike(ours: Facts | Error, { facts, error }: Recorded["clientGo"]): boolean {
  if (ours instanceof Error)
    return error !== undefined || strictness.some((reason) => reason.test(ours.message));
  return isDeepStrictEqual(ours, facts) || (error !== undefined && laxness.test(error));
}

test(`${cases.length} kubeconfigs come to what client-go makes of them, or are refused as there`, async () => {
  const differences: string[] = [];
  const folder = new CaseFolder();
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder.path, { recursive: true });
  });
  for (const recorded of cases) {
    const ours = await oursOf(recorded, folder);
    if (areAlike(ours, recorded.clientGo)) continue;
    const { facts, error } = recorded.clientGo;
    const config = recorded.kubeconfig.map((path) => `${path}: ${recorded.files[path]}`).join("\n");
    const mine = ours instanceof Error ? ours : JSON.stringify(ours);
    differences.push(`${config}\nours: ${mine}\nclient-go: ${JSON.stringify(facts) ?? error}`);
  }

  expect(differences).toEqual([]);
});
