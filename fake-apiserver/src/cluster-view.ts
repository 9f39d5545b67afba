import type { AdmissionView } from "./admission/admission-view.ts";
import type { Apiserver } from "./apiserver.ts";
import { isAllowed } from "./request/authorize.ts";

/** The cluster as its admission plugins see it. */
export function viewOf(server: Apiserver): AdmissionView {
  const { clock, random } = server.environment;
  const { grants, registry, settings } = server;
  return {
    get now() {
      return clock.now();
    },
    registry,
    requiresNamespaces: settings.requiresNamespaces,
    get: (resource, key) => server.stored(resource, key),
    list: (resource, namespace) => grants.listAll(resource, namespace),
    isAllowed: (user, access) => isAllowed(grants, user, access),
    random: (label) => random.fork(`admission/${label}`),
  };
}
