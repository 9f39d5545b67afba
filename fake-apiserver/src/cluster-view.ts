import type { Environment, KubernetesObject, MetricsRegistry, Random } from "@informerlab/core";
import type { AdmissionView } from "./admission/admission-view.ts";
import type { WebhookOptions } from "./admission/webhooks/webhook-client.ts";
import type { ResourceLookup } from "./kinds/registry.ts";
import { decide, type GrantSource } from "./request/access/authorize.ts";
import type { ServerSettings } from "./request/server-settings.ts";

/** What a server has to show. */
interface Viewed {
  readonly environment: Environment;
  readonly grants: GrantSource;
  readonly metrics: { readonly registry: MetricsRegistry };
  readonly registry: ResourceLookup;
  readonly settings: ServerSettings;
  readonly webhooks: WebhookOptions;
  stored(resource: string, key: string): KubernetesObject | undefined;
}

/** The cluster as its admission plugins see it. */
export function viewOf(server: Viewed): AdmissionView {
  return new ClusterView(server);
}

/** A class, because an engine keeps a hidden class, and so the whole server, for each object literal with a getter. */
class ClusterView implements AdmissionView {
  readonly registry: ResourceLookup;
  readonly webhooks: WebhookOptions;
  readonly settings: ServerSettings;
  readonly #server: Viewed;

  constructor(server: Viewed) {
    this.#server = server;
    this.registry = server.registry;
    this.webhooks = server.webhooks;
    this.settings = server.settings;
  }

  get counters(): MetricsRegistry {
    return this.#server.metrics.registry;
  }

  get now(): number {
    return this.#server.environment.clock.now();
  }

  get(resource: string, key: string): KubernetesObject | undefined {
    return this.#server.stored(resource, key);
  }

  list(resource: string, namespace: string | undefined): readonly KubernetesObject[] {
    return this.#server.grants.listAll(resource, namespace);
  }

  isAllowed(...[user, access]: Parameters<AdmissionView["isAllowed"]>): boolean {
    return decide(this.#server.grants, user, access).isAllowed;
  }

  isPathAllowed(...[user, access]: Parameters<AdmissionView["isPathAllowed"]>): boolean {
    return decide(this.#server.grants, user, access).isAllowed;
  }

  random(label: string): Random {
    return this.#server.environment.random.fork(`admission/${label}`);
  }
}
