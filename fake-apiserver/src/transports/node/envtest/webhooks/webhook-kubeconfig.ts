import { dirname, resolve } from "node:path";
import { listOf, objectOf, type PlainObject, textOf } from "../../../../codec/json/plain-object.ts";
import { readConfig } from "../config/config-file.ts";
import { anything } from "../config/config-shape.ts";
import { readNamedFile } from "../files/read-named-file.ts";

/** Where a webhook is, and how the server shows it who asks. */
export interface WebhookPlace {
  readonly url: URL;
  /** PEM; undefined: those of the host. */
  readonly authority: string | undefined;
  readonly isUnverified: boolean;
  /** For which name the certificate must be good; empty: that of the URL. */
  readonly serverName: string;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** The header; empty: none. */
  readonly authorization: string;
}

/**
 * Reads the kubeconfig that names a webhook.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/util/webhook/webhook.go LoadKubeconfig
 */
export async function readWebhookKubeconfig(path: string): Promise<WebhookPlace> {
  const config = configIn(await contentOf(path), path);
  const context = objectOf(
    entryOf(config, "contexts", textOf(config["current-context"]))["context"],
  );
  const cluster = objectOf(entryOf(config, "clusters", textOf(context["cluster"]))["cluster"]);
  const user = objectOf(entryOf(config, "users", textOf(context["user"]))["user"]);
  const server = textOf(cluster["server"]);
  if (server === "")
    throw new Error(
      "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable",
    );
  for (const name of ["exec", "auth-provider"])
    if (user[name] !== undefined && user[name] !== null)
      throw new Error(`${name} in the kubeconfig of a webhook is not built into this server`);
  if (textOf(cluster["proxy-url"]) !== "")
    throw new Error("proxy-url in the kubeconfig of a webhook is not built into this server");
  const pem = (holder: PlainObject, name: string): Promise<string | undefined> =>
    pemOf(holder, name, dirname(path));
  return {
    url: new URL(server.includes("://") ? server : `http://${server}`),
    authority: await pem(cluster, "certificate-authority"),
    isUnverified: cluster["insecure-skip-tls-verify"] === true,
    serverName: textOf(cluster["tls-server-name"]),
    certificate: await pem(user, "client-certificate"),
    key: await pem(user, "client-key"),
    authorization: await authorizationOf(user, dirname(path)),
  };
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readNamedFile(path);
  } catch (error) {
    if (error instanceof Error) throw new Error(error.message.replace(/^open /, "stat "));
    throw error;
  }
}

function configIn(text: string, path: string): PlainObject {
  if (text.trim() === "") return {};
  try {
    return readConfig(text, { v1: { Config: anything } }, undefined, {
      apiVersion: "v1",
      kind: "Config",
    }).value;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(`error loading config file ${JSON.stringify(path)}: ${problem}`);
  }
}

function entryOf(config: PlainObject, list: string, name: string): PlainObject {
  const found = listOf(config[list])
    .map(objectOf)
    .find((one) => textOf(one["name"]) === name);
  return found ?? {};
}

async function pemOf(
  holder: PlainObject,
  name: string,
  folder: string,
): Promise<string | undefined> {
  const data = textOf(holder[`${name}-data`]);
  if (data !== "") return Buffer.from(data, "base64").toString("utf8");
  const path = textOf(holder[name]);
  return path === "" ? undefined : readNamedFile(resolve(folder, path));
}

async function authorizationOf(user: PlainObject, folder: string): Promise<string> {
  const file = textOf(user["tokenFile"]);
  const token = file === "" ? textOf(user["token"]) : await readNamedFile(resolve(folder, file));
  if (token !== "") return `Bearer ${token.trim()}`;
  const [name, password] = [textOf(user["username"]), textOf(user["password"])];
  return name === "" && password === ""
    ? ""
    : `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}
