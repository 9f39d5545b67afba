import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Paths of the programs that a real cluster needs at least. */
export interface RealPrograms {
  readonly apiserver: string;
  readonly etcd: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the programs are looked for, besides what variables name. */
export interface Places {
  readonly variables?: Variables;
  readonly home?: string;
  readonly platform?: string;
}

/** Pairs of variables that name both programs: ours, then those of envtest. */
const pairs = [
  ["KUBE_APISERVER", "ETCD"],
  ["TEST_ASSET_KUBE_APISERVER", "TEST_ASSET_ETCD"],
] as const;

/**
 * The real kube-apiserver and etcd of this machine, if there are any: as variables name them, in `KUBEBUILDER_ASSETS`, on
 * `PATH`, or where setup-envtest and kubebuilder put them.
 *
 * @throws Error when a variable names what is not there.
 * @see controller-runtime pkg/internal/testing/process/bin_path_finder.go, tools/setup-envtest/store
 */
export function findRealPrograms({
  variables = process.env,
  home = homedir(),
  platform = process.platform,
}: Places = {}): RealPrograms | undefined {
  for (const names of pairs) {
    const [apiserver, etcd] = names.map((name) => variables[name]);
    if (apiserver === undefined && etcd === undefined) continue;
    if (apiserver === undefined || etcd === undefined) {
      throw new Error(`${names.join(" and ")} are needed both: one of them is not set`);
    }
    for (const [index, path] of [apiserver, etcd].entries()) {
      if (!isProgram(path)) throw new Error(`${names[index]}: ${path} is no program`);
    }
    return { apiserver, etcd };
  }
  const assets = variables["KUBEBUILDER_ASSETS"];
  if (assets !== undefined) {
    const found = programsIn(assets);
    if (found === undefined) {
      throw new Error(`KUBEBUILDER_ASSETS: ${assets} does not hold kube-apiserver and etcd`);
    }
    return found;
  }
  const onPath = {
    apiserver: onPathOf(variables, "kube-apiserver"),
    etcd: onPathOf(variables, "etcd"),
  };
  const { apiserver, etcd } = onPath;
  if (apiserver !== undefined && etcd !== undefined) return { apiserver, etcd };
  const folders = [...envtestFolders(variables, home, platform), "/usr/local/kubebuilder/bin"];
  return folders.map(programsIn).find((found) => found !== undefined);
}

/** Why no real server can be had here; undefined when one can. */
export function realApiserverProblem(places: Places = {}): string | undefined {
  return findRealPrograms(places) === undefined
    ? "not there: neither KUBE_APISERVER and ETCD, KUBEBUILDER_ASSETS, PATH nor a folder of setup-envtest has one"
    : undefined;
}

function programsIn(folder: string): RealPrograms | undefined {
  const [apiserver, etcd] = ["kube-apiserver", "etcd"].map((name) => join(folder, name));
  if (apiserver === undefined || etcd === undefined) return undefined;
  return isProgram(apiserver) && isProgram(etcd) ? { apiserver, etcd } : undefined;
}

function onPathOf({ PATH = "" }: Variables, name: string): string | undefined {
  const folders = PATH.split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** Those that setup-envtest has filled, the newest version first: `k8s/1.35.0-linux-amd64`. */
function envtestFolders(variables: Variables, home: string, platform: string): readonly string[] {
  const { XDG_DATA_HOME: data = join(home, ".local/share") } = variables;
  const store =
    platform === "darwin"
      ? join(home, "Library/Application Support/io.kubebuilder.envtest/k8s")
      : join(data, "kubebuilder-envtest/k8s");
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  try {
    return readdirSync(store)
      .toSorted((a, b) => compare(b, a))
      .map((name) => join(store, name));
  } catch {
    return [];
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
