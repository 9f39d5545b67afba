import { apiVersionOf } from "../../schema/api-version.ts";
import { builtInData, type DiscoveredResource } from "../../schema/built-in-data.ts";
import type {
  ResourceDefinition,
  ResourceVerb,
  SubresourceDefinition,
} from "../resource-definition.ts";
import { betaRules } from "./beta-versions.ts";
import { BuiltInDefinition } from "./built-in-definition.ts";
import { coreKinds } from "./core-kinds.ts";
import { customResourceDefinitionRules } from "./custom-resource-definition.ts";
import { oldDeviceKinds } from "./devices/old-devices.ts";
import { coreEventRules, newEventRules } from "./events.ts";
import type { KindRules } from "./kind-rules.ts";
import { serviceRules } from "./network/service.ts";
import { otherKinds } from "./other-kinds.ts";
import { podRules } from "./pods/pod.ts";
import { autoscalerRules, oldAutoscalerRules } from "./workloads/autoscaler.ts";
import { jobKinds } from "./workloads/jobs.ts";
import { workloadKinds } from "./workloads/workloads.ts";

/** Rules by kind, for kinds whose name no other group has. */
const rulesByKind: Readonly<Record<string, KindRules>> = {
  ...coreKinds,
  ...workloadKinds,
  ...jobKinds,
  ...otherKinds,
  Pod: podRules,
  Service: serviceRules,
  CustomResourceDefinition: customResourceDefinitionRules,
};

const rulesByType: Readonly<Record<string, KindRules>> = {
  "/v1/Event": coreEventRules,
  "events.k8s.io/v1/Event": newEventRules,
  "autoscaling/v1/HorizontalPodAutoscaler": oldAutoscalerRules,
  "autoscaling/v2/HorizontalPodAutoscaler": autoscalerRules,
  ...Object.fromEntries(
    Object.entries(oldDeviceKinds).map(([kind, rules]) => [
      `resource.k8s.io/v1beta1/${kind}`,
      rules,
    ]),
  ),
};

let usual: readonly ResourceDefinition[] | undefined;
let beta: readonly ResourceDefinition[] | undefined;

/** The definitions of all kinds that every server serves, in the order of discovery. They are made once and shared by all servers. */
export function builtInKinds(): readonly ResourceDefinition[] {
  usual ??= usualDefinitions();
  return usual;
}

/** Those that a server serves only when it is told to. */
export function betaKinds(): readonly ResourceDefinition[] {
  beta ??= builtInData().betaGroups.flatMap(({ group, versions }) =>
    versions.flatMap(({ version, resources }) =>
      resources.map((resource) => defineResource({ group, version, resource })),
    ),
  );
  return beta;
}

function usualDefinitions(): readonly ResourceDefinition[] {
  const { discovery } = builtInData();
  return [discovery["/api"], discovery["/apis"]].flatMap(({ items }) =>
    items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources = [] }) =>
        resources.map((resource) =>
          defineResource({ group: metadata.name ?? "", version, resource }),
        ),
      ),
    ),
  );
}

/** A version of a kind, whether it is served or not. */
function versionOf(storageKey: string, apiVersion: string): ResourceDefinition | undefined {
  const isIt = (other: ResourceDefinition): boolean =>
    other.storageKey === storageKey && apiVersionOf(other) === apiVersion;
  return builtInKinds().find(isIt) ?? betaKinds().find(isIt);
}

function defineResource({
  group,
  version,
  resource,
}: {
  readonly group: string;
  readonly version: string;
  readonly resource: DiscoveredResource;
}): ResourceDefinition {
  const { kind } = resource.responseKind;
  return new BuiltInDefinition(
    {
      group,
      version,
      kind,
      resource: resource.resource,
      singular: resource.singularResource,
      namespaced: resource.scope === "Namespaced",
      verbs: resource.verbs as readonly ResourceVerb[],
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      subresources: subresourcesOf(resource),
    },
    {
      ...betaRules(group, version, kind),
      ...(rulesByType[`${group}/${version}/${kind}`] ?? rulesByKind[kind]),
    },
    versionOf,
  );
}

function subresourcesOf({
  subresources = [],
}: DiscoveredResource): ReadonlyMap<string, SubresourceDefinition> {
  return new Map(
    subresources.map(({ subresource, responseKind, verbs }) => [
      subresource,
      {
        name: subresource,
        group: responseKind?.group ?? "",
        version: responseKind?.version ?? "",
        kind: responseKind?.kind ?? "",
        verbs: verbs as readonly ResourceVerb[],
      },
    ]),
  );
}
