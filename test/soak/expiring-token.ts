import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createClientSet, type RestClient } from "@informerlab/core";
import { send } from "./send.ts";

/** The shortest life that a real server gives to a token. */
const lifeSeconds = 600;
/** How long whoever holds a refused token has to live with it. */
const latenessMs = 10_000;
const account = { namespace: "default", name: "soak" };

/**
 * Keeps the token of a service account in a file, and is late each time: it renews the token only some seconds after the
 * server has begun to refuse it.
 */
export class ExpiringToken implements AsyncDisposable {
  /** How often the server refused a token that it had taken before. */
  expiries = 0;
  readonly #options: ExpiringTokenOptions;
  readonly #stop = new AbortController();
  readonly #kept: Promise<void>;

  private constructor(options: ExpiringTokenOptions, first: RestClient) {
    this.#options = options;
    this.#kept = this.#keep(first);
  }

  static async issue(options: ExpiringTokenOptions): Promise<ExpiringToken> {
    const clients = createClientSet(options.issuer);
    const { namespace, name } = account;
    await clients.core.v1.serviceAccounts.inNamespace(namespace).create({ metadata: { name } });
    await clients.rbac.v1.clusterRoleBindings.create({
      metadata: { name },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "cluster-admin",
      },
      subjects: [{ kind: "ServiceAccount", namespace, name }],
    });
    return new ExpiringToken(options, await renew(options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#kept;
  }

  async #keep(first: RestClient): Promise<void> {
    const { signal } = this.#stop;
    const { say } = this.#options;
    let holder = first;
    while (!signal.aborted) {
      await pause(1000, signal);
      const { status } = await send(holder, "GET", "/api");
      if (status !== 401) continue;
      this.expiries += 1;
      say("the token has expired");
      await pause(latenessMs, signal);
      holder = await renew(this.#options);
      say("the file holds a new token");
    }
  }
}

/** @returns a client that shows the new token */
async function renew({ issuer, holderOf, file }: ExpiringTokenOptions): Promise<RestClient> {
  const path = `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`;
  const request = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: lifeSeconds },
  };
  const { status, text } = await send(issuer, "POST", path, request);
  if (status !== 201) throw new Error(`no token was given: ${status} ${text}`);
  const answer = JSON.parse(text) as { readonly status: { readonly token: string } };
  writeFileSync(file, answer.status.token);
  return holderOf(answer.status.token);
}

interface ExpiringTokenOptions {
  /** May create service accounts and their tokens. */
  readonly issuer: RestClient;
  readonly holderOf: (token: string) => RestClient;
  readonly file: string;
  readonly say: (line: string) => void;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
