import type { Environment, KubernetesObject } from "@informerlab/core";
import type { AdmissionView } from "./admission/admission-view.ts";
import type { WebhookOptions } from "./admission/webhooks/webhook-client.ts";
import type { ResourceLookup } from "./kinds/registry.ts";
import { type GrantSource, isAllowed, isPathAllowed } from "./request/authorize.ts";
import type { ServerSettings } from "./request/server-settings.ts";

/** What a server has to show. */
interface Viewed {
  readonly environment: Environment;
  readonly grants: GrantSource;
  readonly registry: ResourceLookup;
  readonly settings: ServerSettings;
  readonly webhooks: WebhookOptions;
  stored(resource: string, key: string): KubernetesObject | undefined;
}

/** The cluster as its admission plugins see it. */
export function viewOf(server: Viewed): AdmissionView {
  const { clock, random } = server.environment;
  const { grants, registry, settings, webhooks } = server;
  return {
    get now() {
      return clock.now();
    },
    registry,
    webhooks,
    requiresNamespaces: settings.requiresNamespaces,
    get: (resource, key) => server.stored(resource, key),
    list: (resource, namespace) => grants.listAll(resource, namespace),
    isAllowed: (user, access) => isAllowed(grants, user, access),
    isPathAllowed: (user, { verb, path }) => isPathAllowed(grants, user, path, verb),
    random: (label) => random.fork(`admission/${label}`),
  };
}
