import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RestClient } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { parse } from "yaml";
import { type ConnectProxy, startConnectProxy } from "../suites/clients/connect-proxy.ts";
import type { SoakTarget, Trouble } from "./target.ts";

const nothing = async (): Promise<void> => {};

/** A server that somebody else runs. The candidates reach it through a proxy, whose connections can be cut. */
export class ExistingServer implements SoakTarget {
  readonly kubeConfig: string;
  readonly client: RestClient;
  readonly troubles: readonly Trouble[];
  readonly #proxy: ConnectProxy;

  private constructor(kubeConfig: string, folder: string, proxy: ConnectProxy) {
    this.#proxy = proxy;
    this.client = fromKubeConfig(loadKubeConfig(kubeConfig), { userAgent: "soak" });
    this.kubeConfig = join(folder, "candidate.kubeconfig");
    writeFileSync(this.kubeConfig, throughProxy(readFileSync(kubeConfig, "utf8"), proxy.url));
    this.troubles = [
      { name: "quiet", begin: nothing, strike: nothing, end: nothing },
      { name: "cut connections", begin: nothing, strike: () => proxy.cut(), end: nothing },
    ];
  }

  /** Paths in the kubeconfig must be absolute. */
  static async reach(kubeConfig: string, folder: string): Promise<ExistingServer> {
    return new ExistingServer(kubeConfig, folder, await startConnectProxy());
  }

  async memory(): Promise<undefined> {
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
  }
}

function throughProxy(kubeConfig: string, proxyUrl: string): string {
  const document = parse(kubeConfig) as { readonly clusters: readonly { cluster: object }[] };
  const clusters = document.clusters.map(({ cluster, ...rest }) => ({
    ...rest,
    cluster: { ...cluster, "proxy-url": proxyUrl },
  }));
  return JSON.stringify({ ...document, clusters });
}
