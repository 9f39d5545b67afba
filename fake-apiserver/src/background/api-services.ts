import { type KubernetesObject, lane } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import { timeText } from "../codec/go/time-text.ts";
import {
  equalJson,
  listOf,
  objectOf,
  textOf,
  valueAt,
  withValueAt,
} from "../codec/json/plain-object.ts";
import {
  type AvailableCondition,
  apiServices,
  availableConditionOf,
  customPriority,
  type GroupVersionPriority,
  isKept,
  ownApiService,
  serviceOf,
} from "../kinds/built-in/api-service-objects.ts";
import { definitionsStorageKey } from "../kinds/custom/custom-resources.ts";
import { isCustom } from "../kinds/registry.ts";
import { keyPrefixOf } from "../request/server-core.ts";
import { actQuietly } from "./act-quietly.ts";
import { type Controller, react } from "./controller.ts";

const client = "kube-apiserver";
const slices = "endpointslices.discovery.k8s.io";
const concerned: ReadonlySet<string> = new Set([
  apiServices,
  definitionsStorageKey,
  "services",
  slices,
]);

/**
 * Each group version of custom resources has an APIService, and those that are answered elsewhere say why they cannot be.
 *
 * @see kube-aggregator pkg/controllers/autoregister, pkg/controllers/status/remote/remote_available_controller.go
 */
export const apiServiceController: Controller = {
  name: "apiServices",
  start: (server, reactionMs) => {
    const own = lane("controller/apiservices");
    let isStopped = false;
    let isPending = false;
    const stop = server.storage.subscribe((commit) => {
      if (isPending || !concerned.has(commit.resource)) return;
      if (!isConcerned(server, commit.resource)) return;
      isPending = true;
      react(server, own, reactionMs, () => {
        isPending = false;
        if (!isStopped) reconcile(server);
      });
    });
    return {
      stop: () => {
        isStopped = true;
        stop();
      },
    };
  },
};

/** Services come and go all the time, and mostly nobody asks for them. */
function isConcerned(server: Apiserver, resource: string): boolean {
  if (resource === apiServices || resource === definitionsStorageKey) return true;
  return allServices(server).some((service) => serviceOf(service) !== undefined);
}

function allServices(server: Apiserver): readonly KubernetesObject[] {
  return [...server.grants.listAll(apiServices, undefined)];
}

function reconcile(server: Apiserver): void {
  const definition = server.registry.lookup("apiregistration.k8s.io", "v1", "apiservices");
  if (definition === undefined) return;
  const wanted = new Map(
    server.registry
      .groups()
      .flatMap(({ group, versions }) =>
        versions.filter(isCustom).map(({ version }) => customPriority(group, version)),
      )
      .map((priority) => [`${priority.version}.${priority.group}`, priority]),
  );
  const known = allServices(server);
  for (const service of known) {
    const { name = "" } = service.metadata ?? {};
    const priority = wanted.get(name);
    wanted.delete(name);
    if (isKept(service)) keep(server, service, priority);
    judge(server, service);
  }
  for (const priority of wanted.values()) {
    const content = ownApiService(priority, "true");
    const body = { content, mediaType: "application/json" };
    actQuietly(server, { verb: "create", definition, client, body });
  }
}

/** What the server made goes with what it stands for, and says nothing else than it said. */
function keep(
  server: Apiserver,
  service: KubernetesObject,
  priority: GroupVersionPriority | undefined,
): void {
  const definition = server.registry.lookup("apiregistration.k8s.io", "v1", "apiservices");
  const { name } = service.metadata ?? {};
  if (definition === undefined) return;
  if (priority === undefined) {
    actQuietly(server, { verb: "delete", definition, name, client });
    return;
  }
  const spec = valueAt(ownApiService(priority, "true"), "spec");
  if (equalJson(valueAt(service, "spec"), spec)) return;
  const body = { content: withValueAt(service, ["spec"], spec), mediaType: "application/json" };
  actQuietly(server, { verb: "update", definition, name, client, body });
}

function judge(server: Apiserver, service: KubernetesObject): void {
  const definition = server.registry.lookup("apiregistration.k8s.io", "v1", "apiservices");
  const problem = problemOf(server, service);
  if (definition === undefined || problem === undefined) return;
  const known = availableConditionOf(service);
  if (known.reason === problem.reason && known.message === problem.message) return;
  const condition: AvailableCondition = {
    type: "Available",
    status: "False",
    lastTransitionTime:
      known.status === "False" && known.lastTransitionTime !== undefined
        ? known.lastTransitionTime
        : timeText(server.environment.clock.now()),
    ...problem,
  };
  actQuietly(server, {
    verb: "update",
    definition,
    name: service.metadata?.name,
    subresource: "status",
    client,
    body: {
      content: { ...service, status: { conditions: [condition] } } as KubernetesObject,
      mediaType: "application/json",
    },
  });
}

/** Why nobody answers: of all that could be asked on a network, nothing can be here. */
function problemOf(
  server: Apiserver,
  apiService: KubernetesObject,
): { readonly reason: string; readonly message: string } | undefined {
  const reference = serviceOf(apiService);
  if (reference === undefined) return undefined;
  const { namespace, name, port } = reference;
  const shown = `service/${name} in ${JSON.stringify(namespace)}`;
  const service = server.stored("services", `${namespace}/${name}`);
  if (service === undefined)
    return { reason: "ServiceNotFound", message: `${shown} is not present` };
  const isListening = listOf(valueAt(service, "spec", "ports")).some(
    (one) => objectOf(one)["port"] === port,
  );
  if (!isListening)
    return { reason: "ServicePortError", message: `${shown} is not listening on port ${port}` };
  const found = [...server.grants.listAll(slices, keyPrefixOf(namespace))].filter(
    (slice) => slice.metadata?.labels?.["kubernetes.io/service-name"] === name,
  );
  if (found.length === 0)
    return { reason: "EndpointsNotFound", message: `cannot find endpointslices for ${shown}` };
  const { group, version } = objectOf(valueAt(apiService, "spec"));
  return {
    reason: "FailedDiscoveryCheck",
    message: `failing or missing response from https://${name}.${namespace}.svc:${port}/apis/${textOf(group)}/${textOf(version)}: nobody answers in this cluster`,
  };
}
