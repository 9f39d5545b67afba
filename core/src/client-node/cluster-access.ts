import { readFileSync } from "node:fs";
import { KubeConfigError } from "./kube-config-error.ts";
import type { Fields, KubeConfigEntry, MergedKubeConfig } from "./kube-config-file.ts";
import { isProxyUrl } from "./proxy-environment.ts";

/** How to reach a cluster, and as whom. */
export interface ClusterAccess {
  readonly server: string;
  /** Namespace of the context. */
  readonly namespace: string;
  readonly tls: ClusterTls;
  /** Address of the proxy that the kubeconfig names; "" for those of the environment. */
  readonly proxyUrl: string;
  readonly user: UserAccess;
}

/** What the server must show, and how that is checked. Reads files anew each time, for they are rotated. */
export interface ClusterTls {
  readonly serverName: string;
  readonly skipsVerification: boolean;
  readonly ca: () => Buffer | undefined;
}

/** What is shown to the server. */
export interface UserAccess {
  /** For messages: `kubeconfig user "admin"`. */
  readonly whose: string;
  readonly token: string;
  readonly tokenFile: string;
  readonly username: string;
  readonly password: string;
  readonly certificate: () => { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly impersonation: Impersonation | undefined;
  readonly exec: ExecSettings | undefined;
}

/** Whose rights are asked for instead of one's own. */
export interface Impersonation {
  readonly user: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: ReadonlyMap<string, readonly string[]>;
}

/** A program that gives credentials. */
export interface ExecSettings {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly apiVersion: string;
  readonly interactiveMode: "Never" | "IfAvailable" | "Always";
  readonly installHint: string;
  /** The cluster as the program is told of it, when it asked to be. */
  readonly clusterInfo: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Makes out of a kubeconfig what its context says, with kubectl's rules of what may stand together.
 *
 * @throws KubeConfigError for whatever is missing, contradictory or not supported.
 * @see client-go tools/clientcmd/validation.go, tools/clientcmd/client_config.go
 */
export function clusterAccessOf(
  config: MergedKubeConfig,
  contextName: string = config.currentContext,
  defaultNamespace = "default",
): ClusterAccess {
  const context = contextOf(config, contextName);
  const cluster = entryOf(config, "cluster", context.fields.text("cluster"), contextName);
  const user = userEntryOf(config, context.fields.text("user"), contextName);
  const server = serverOf(cluster);
  const access = userOf(user, cluster);
  const isEncrypted = server.startsWith("https:");
  return {
    server,
    namespace: context.fields.text("namespace") || defaultNamespace,
    tls: isEncrypted ? tlsOf(cluster.fields) : noTls(cluster.fields),
    proxyUrl: proxyUrlOf(cluster),
    user: isEncrypted ? access : withoutSecrets(access),
  };
}

function contextOf(config: MergedKubeConfig, name: string): KubeConfigEntry {
  const { contexts, where } = config;
  const context = contexts.get(name);
  if (context !== undefined) return context;
  const names = [...contexts.keys()].join(", ");
  if (contexts.size === 0) {
    throw new KubeConfigError(
      `the kubeconfig ${where} has no contexts: it needs clusters, users, contexts and current-context`,
    );
  }
  if (name === "") {
    throw new KubeConfigError(
      `the kubeconfig ${where} has no current-context; choose one of: ${names}`,
    );
  }
  throw new KubeConfigError(
    `the kubeconfig ${where} has no context ${JSON.stringify(name)}; it has: ${names}`,
  );
}

function entryOf(
  config: MergedKubeConfig,
  item: "cluster" | "user",
  name: string,
  context: string,
): KubeConfigEntry {
  const entries = item === "cluster" ? config.clusters : config.users;
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new KubeConfigError(
    `the kubeconfig ${config.where} has no ${item} ${JSON.stringify(name)}, which its context ${JSON.stringify(context)} names; it has: ${[...entries.keys()].join(", ")}`,
  );
}

/** A context need not name a user; one without a name is then meant, if a file has it. */
function userEntryOf(
  config: MergedKubeConfig,
  name: string,
  context: string,
): KubeConfigEntry | undefined {
  return name === "" && !config.users.has(name)
    ? undefined
    : entryOf(config, "user", name, context);
}

function serverOf({ name, fields, file, path }: KubeConfigEntry): string {
  const server = fields.text("server");
  if (server === "") {
    throw new KubeConfigError(
      `the kubeconfig ${file}: ${path}.server is missing, of the cluster ${JSON.stringify(name)}; an address is wanted, such as https://127.0.0.1:6443`,
    );
  }
  const url = addressOf(server);
  if (url !== undefined) return url;
  throw new KubeConfigError(
    `the kubeconfig ${file} has ${JSON.stringify(server)} as server of its cluster ${JSON.stringify(name)}; an address is wanted, such as https://127.0.0.1:6443`,
  );
}

/**
 * A server's address without what a request has of its own: a query is dropped, `#` is part of the path. Without a scheme it
 * is a host and a port, for HTTP.
 *
 * @see client-go rest/url_utils.go, tools/clientcmd/client_config.go
 */
function addressOf(server: string): string | undefined {
  const hasScheme = server.includes("://");
  if (!hasScheme && /\/./.test(server)) return undefined;
  const [address = ""] = (hasScheme ? server : `http://${server}`).split("?");
  const url = address
    .replaceAll("#", "%23")
    .replaceAll(" ", "%20")
    .replace(/(?<!\/)\/+$/, "");
  const isAddress = /^https?:\/\/[^/]/i.test(url) && !/\p{Cc}/u.test(url) && URL.canParse(url);
  return isAddress ? url.replace(/^[^:]+/, (scheme) => scheme.toLowerCase()) : undefined;
}

/** Over plain HTTP nothing is checked, but what is given must hold together all the same. */
function noTls(cluster: Fields): ClusterTls {
  authorityOf(cluster)();
  return { serverName: "", skipsVerification: false, ca: () => undefined };
}

function tlsOf(cluster: Fields): ClusterTls {
  const skipsVerification = cluster.flag("insecure-skip-tls-verify");
  const ca = authorityOf(cluster);
  const names = ["certificate-authority", "certificate-authority-data"];
  if (skipsVerification && names.some((name) => cluster.text(name) !== ""))
    throw cluster.error(
      "insecure-skip-tls-verify and a certificate authority must not both be given",
    );
  return { serverName: cluster.text("tls-server-name"), skipsVerification, ca };
}

function authorityOf(cluster: Fields): ClusterTls["ca"] {
  const data = cluster.text("certificate-authority-data");
  const file = cluster.path("certificate-authority");
  if (data !== "" && file !== "")
    throw cluster.error(
      "certificate-authority-data and certificate-authority must not both be given",
    );
  const inline = data === "" ? undefined : fromBase64(cluster, "certificate-authority-data", data);
  return () => inline ?? (file === "" ? undefined : readNamedFile(file));
}

function proxyUrlOf({ fields }: KubeConfigEntry): string {
  const proxyUrl = fields.text("proxy-url");
  if (proxyUrl === "") return "";
  if (isProxyUrl(proxyUrl)) return proxyUrl;
  throw fields.error(
    `proxy-url is ${JSON.stringify(proxyUrl)}; an address with http, https or socks5 is wanted`,
  );
}

const nobody: UserAccess = {
  whose: "the kubeconfig's context, which names no user",
  token: "",
  tokenFile: "",
  username: "",
  password: "",
  certificate: () => undefined,
  impersonation: undefined,
  exec: undefined,
};

/** What proves who one is goes over TLS only. @see client-go tools/clientcmd/client_config.go */
function withoutSecrets({ whose, impersonation }: UserAccess): UserAccess {
  return { ...nobody, whose, impersonation };
}

function userOf(user: KubeConfigEntry | undefined, cluster: KubeConfigEntry): UserAccess {
  if (user === undefined) return nobody;
  const { fields, name } = user;
  if (fields.inner("auth-provider") !== undefined) {
    const provider = fields.inner("auth-provider")?.text("name") ?? "";
    throw fields.error(
      `the auth-provider ${JSON.stringify(provider)} is not supported; use an exec plugin, as kubectl does since 1.26`,
    );
  }
  const exec = fields.inner("exec");
  const token = fields.text("token");
  const tokenFile = fields.path("tokenFile");
  const username = fields.text("username");
  const methods = [
    ...(token === "" && tokenFile === "" ? [] : ["token"]),
    ...(username === "" && fields.text("password") === "" ? [] : ["basicAuth"]),
    ...(exec === undefined ? [] : ["exec"]),
  ];
  if (methods.length > 1)
    throw fields.error(
      `more than one way to authenticate: ${methods.join(", ")}; only one is allowed`,
    );
  return {
    whose: `kubeconfig user ${JSON.stringify(name)}`,
    token,
    tokenFile,
    username,
    password: fields.text("password"),
    certificate: certificateOf(fields),
    impersonation: impersonationOf(fields),
    exec: exec === undefined ? undefined : execOf(exec, cluster.fields),
  };
}

function certificateOf(fields: Fields): UserAccess["certificate"] {
  const readers = ["client-certificate", "client-key"].map((name) => {
    const data = fields.text(`${name}-data`);
    const file = fields.path(name);
    if (data !== "" && file !== "")
      throw fields.error(`${name}-data and ${name} must not both be given`);
    if (data !== "") {
      const inline = fromBase64(fields, `${name}-data`, data);
      return () => inline;
    }
    return file === "" ? undefined : () => readNamedFile(file);
  });
  const [cert, key] = readers;
  // As in client-go, a key without a certificate is none.
  if (cert === undefined) return () => undefined;
  if (key === undefined) throw fields.error("a client-certificate is given without its client-key");
  return () => ({ cert: cert(), key: key() });
}

function impersonationOf(fields: Fields): Impersonation | undefined {
  const user = fields.text("as");
  const uid = fields.text("as-uid");
  const groups = fields.texts("as-groups");
  const asked = fields.inner("as-user-extra");
  const extra = new Map((asked?.names ?? []).map((name) => [name, asked?.texts(name) ?? []]));
  if (user !== "") return { user, uid, groups, extra };
  // Left out, they would leave the caller with all of its own rights.
  if (uid !== "" || groups.length > 0 || extra.size > 0)
    throw fields.error("as-uid, as-groups and as-user-extra need a user to impersonate: set as");
  return undefined;
}

const execVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

function execOf(exec: Fields, cluster: Fields): ExecSettings {
  const command = exec.command("command");
  if (command === "") throw exec.error("command is missing: the program to run");
  const apiVersion = exec.text("apiVersion");
  if (!execVersions.includes(apiVersion))
    throw exec.error(
      `apiVersion is ${JSON.stringify(apiVersion)}; one of ${execVersions.join(", ")} is wanted`,
    );
  const mode = exec.text("interactiveMode") || (apiVersion.endsWith("/v1") ? "" : "IfAvailable");
  if (mode !== "Never" && mode !== "IfAvailable" && mode !== "Always")
    throw exec.error(
      `interactiveMode is ${JSON.stringify(mode)}; one of Never, IfAvailable, Always is wanted`,
    );
  const env = new Map<string, string>();
  for (const variable of exec.inners("env")) {
    const name = variable.text("name");
    if (name === "") throw variable.error("a variable needs a name");
    env.set(name, variable.text("value"));
  }
  return {
    command,
    args: exec.texts("args"),
    env,
    apiVersion,
    interactiveMode: mode,
    installHint: exec.text("installHint"),
    clusterInfo: exec.flag("provideClusterInfo") ? clusterInfoOf(cluster) : undefined,
  };
}

/** What an exec plugin is told of the cluster. */
function clusterInfoOf(cluster: Fields): Readonly<Record<string, unknown>> {
  const { ca, serverName, skipsVerification } = tlsOf(cluster);
  const caData = ca()?.toString("base64");
  const proxyUrl = cluster.text("proxy-url");
  const config = cluster
    .inners("extensions")
    .find((extension) => extension.text("name") === "client.authentication.k8s.io/exec");
  return {
    server: cluster.text("server"),
    ...(serverName === "" ? {} : { "tls-server-name": serverName }),
    ...(skipsVerification ? { "insecure-skip-tls-verify": true } : {}),
    ...(caData === undefined ? {} : { "certificate-authority-data": caData }),
    ...(proxyUrl === "" ? {} : { "proxy-url": proxyUrl }),
    config: config?.value("extension") ?? null,
  };
}

function fromBase64(fields: Fields, name: string, text: string): Buffer {
  const clean = text.replace(/[\r\n]/g, "");
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(clean) && clean.length % 4 === 0)
    return Buffer.from(clean, "base64");
  throw fields.error(`${name} is not base64`);
}

function readNamedFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    throw new KubeConfigError(
      `the kubeconfig names the file ${path}, which cannot be read (${String(code)})`,
      { cause },
    );
  }
}
