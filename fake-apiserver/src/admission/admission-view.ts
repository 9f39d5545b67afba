import type { KubernetesObject, MetricsRegistry, Random } from "@informerlab/core";
import type { ResourceLookup } from "../kinds/registry.ts";
import type { ResourceAccess } from "../request/access/authorize.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import type { ServerSettings } from "../request/server-settings.ts";
import type { WebhookOptions } from "./webhooks/webhook-client.ts";

/** The cluster as admission plugins see it: they read it, and only {@link Findings} tells what they want of it. */
export interface AdmissionView {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly registry: ResourceLookup;
  readonly settings: ServerSettings;
  /** A stored object: `get("namespaces", "a")`, `get("secrets", "a/b")`. */
  get(resource: string, key: string): KubernetesObject | undefined;
  /** The stored objects of a resource, in key order; undefined: all namespaces. */
  list(resource: string, namespace: string | undefined): readonly KubernetesObject[];
  /** What plugins count. */
  readonly counters: Pick<MetricsRegistry, "counter" | "histogram">;
  /** How webhooks are reached. */
  readonly webhooks: WebhookOptions;
  isAllowed(user: UserIdentity, access: ResourceAccess): boolean;
  /** The same for paths that are no resources. */
  isPathAllowed(
    user: UserIdentity,
    access: { readonly verb: string; readonly path: string },
  ): boolean;
  /** A draw that hangs on its label alone. */
  random(label: string): Random;
}
