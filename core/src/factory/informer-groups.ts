import type { KubernetesObject } from "../api/object.ts";
import type { ApiResource, GroupVersionResource } from "../api/resource.ts";
import type { TypedResource } from "../api/typed-resource.ts";
import type { Lister } from "../cache/lister.ts";
import type { SharedIndexInformer } from "../informer/shared-index-informer.ts";
import { type ResourceGroups, resources } from "../kinds/resources.generated.ts";

/** One resource of a factory. */
export interface ResourceInformer<T extends KubernetesObject = KubernetesObject> {
  readonly resource: GroupVersionResource & Partial<ApiResource>;
  /** FA-1: the factory's informer of this resource; made at the first call. */
  informer(): SharedIndexInformer<T>;
  /** FA-7: reads that informer's cache; makes the informer, too. */
  lister(): Lister<T>;
}

/** The informers of one group and version, by resource. */
export type InformersOf<Resources> = {
  readonly [Name in keyof Resources]: Resources[Name] extends TypedResource<infer T>
    ? ResourceInformer<T>
    : never;
};

/** Every built-in group: `core.v1.nodes`, `apps.v1.deployments` … */
export type InformerGroups = {
  readonly [Group in keyof ResourceGroups]: {
    readonly [Version in keyof ResourceGroups[Group]]: InformersOf<ResourceGroups[Group][Version]>;
  };
};

/** Finds the informer of a resource. */
export type ForResource = <T extends KubernetesObject>(
  resource: TypedResource<T>,
) => ResourceInformer<T>;

/** The informers of one group; nothing is made before it is asked for. */
export function informerGroup<Group extends keyof ResourceGroups>(
  group: Group,
  forResource: ForResource,
): InformerGroups[Group] {
  const versions: Record<string, Record<string, ResourceInformer>> = {};
  for (const [version, named] of Object.entries(resources[group])) {
    const informers: Record<string, ResourceInformer> = {};
    for (const [name, resource] of Object.entries(named as Record<string, TypedResource>)) {
      Object.defineProperty(informers, name, {
        enumerable: true,
        get: () => forResource(resource),
      });
    }
    versions[version] = informers;
  }
  return versions as InformerGroups[Group];
}
