import type { RestClient } from "@informerlab/core";
import type { MemoryInUse } from "./memory-probe.ts";

/** The server that the candidates work against, and what can happen to them there. */
export interface SoakTarget extends AsyncDisposable {
  /** What the candidates read. */
  readonly kubeConfig: string;
  /** What the driver writes and compares with. */
  readonly client: RestClient;
  /** In the order in which they come, again and again. */
  readonly troubles: readonly Trouble[];
  /** How often what the candidates show has expired. */
  readonly tokensExpired: number;
  /** What the server has in use; undefined where it cannot be asked. */
  memory(): Promise<MemoryInUse | undefined>;
}

/** One kind of trouble that rolls over the controller. */
export interface Trouble {
  readonly name: string;
  begin(): Promise<void>;
  /** Done now and then while it lasts. */
  strike(): void | Promise<void>;
  end(): Promise<void>;
}
