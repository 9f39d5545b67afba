import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RestClient } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { parse } from "yaml";
import { type ConnectProxy, startConnectProxy } from "../suites/clients/connect-proxy.ts";
import { ExpiringToken } from "./expiring-token.ts";
import type { SoakTarget, Trouble } from "./target.ts";

const nothing = async (): Promise<void> => {};

/** Settings of {@link ExistingServer.reach}. */
interface ExistingServerOptions {
  /** Paths in it must be absolute. */
  readonly kubeConfig: string;
  readonly folder: string;
  /** Whether the candidates show a token of a service account, which expires. */
  readonly expiringToken: boolean;
  readonly say: (line: string) => void;
}

/** A server that somebody else runs. The candidates reach it through a proxy, whose connections can be cut. */
export class ExistingServer implements SoakTarget {
  readonly kubeConfig: string;
  readonly client: RestClient;
  readonly troubles: readonly Trouble[];
  readonly #proxy: ConnectProxy;
  readonly #token: ExpiringToken | undefined;

  private constructor(parts: {
    readonly kubeConfig: string;
    readonly client: RestClient;
    readonly proxy: ConnectProxy;
    readonly token: ExpiringToken | undefined;
  }) {
    const { proxy } = parts;
    this.kubeConfig = parts.kubeConfig;
    this.client = parts.client;
    this.#proxy = proxy;
    this.#token = parts.token;
    this.troubles = [
      { name: "quiet", begin: nothing, strike: nothing, end: nothing },
      { name: "cut connections", begin: nothing, strike: () => proxy.cut(), end: nothing },
    ];
  }

  static async reach(options: ExistingServerOptions): Promise<ExistingServer> {
    const { folder, say } = options;
    const proxy = await startConnectProxy();
    const client = clientOf(options.kubeConfig);
    const given = readFileSync(options.kubeConfig, "utf8");
    const cluster = { "proxy-url": proxy.url };
    // A relative path counts from the folder of the kubeconfig.
    const user = options.expiringToken ? { tokenFile: "token" } : undefined;
    const kubeConfig = join(folder, "candidate.kubeconfig");
    writeFileSync(kubeConfig, altered(given, { cluster, user }));
    const holderOf = (token: string): RestClient => {
      const holder = join(folder, "holder.kubeconfig");
      writeFileSync(holder, altered(given, { user: { token } }));
      return clientOf(holder);
    };
    const token =
      user === undefined
        ? undefined
        : await ExpiringToken.issue({
            issuer: client,
            file: join(folder, user.tokenFile),
            holderOf,
            say,
          });
    return new ExistingServer({ kubeConfig, client, proxy, token });
  }

  get tokensExpired(): number {
    return this.#token?.expiries ?? 0;
  }

  async memory(): Promise<undefined> {
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#token?.[Symbol.asyncDispose]();
    await this.#proxy[Symbol.asyncDispose]();
  }
}

function clientOf(kubeConfig: string): RestClient {
  return fromKubeConfig(loadKubeConfig(kubeConfig), { userAgent: "soak" });
}

/** The kubeconfig with more said about every cluster, or every user as another one. */
function altered(
  kubeConfig: string,
  { cluster, user }: { readonly cluster?: object; readonly user?: object | undefined },
): string {
  const document = parse(kubeConfig) as {
    readonly clusters: readonly { cluster: object }[];
    readonly users: readonly { user: object }[];
  };
  return JSON.stringify({
    ...document,
    clusters: document.clusters.map((entry) => ({
      ...entry,
      cluster: { ...entry.cluster, ...cluster },
    })),
    users: document.users.map((entry) => ({ ...entry, user: user ?? entry.user })),
  });
}
