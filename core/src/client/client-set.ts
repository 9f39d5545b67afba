import type { KubernetesObject } from "../api/object.ts";
import type { TypedResource } from "../api/typed-resource.ts";
import type { Environment } from "../environment/environment.ts";
import { type ResourceGroups, resources } from "../kinds/resources.generated.ts";
import type { RestTransport } from "../source/rest-transport.ts";
import { RetryingTransport } from "../source/retrying-transport.ts";
import { ObjectClient } from "./object-client.ts";

/** A client for each built-in resource: `core.v1.configMaps`, `apps.v1.deployments` … */
export type ClientGroups = {
  readonly [Group in keyof ResourceGroups]: {
    readonly [Version in keyof ResourceGroups[Group]]: {
      readonly [Name in keyof ResourceGroups[Group][Version]]: ResourceGroups[Group][Version][Name] extends TypedResource<
        infer T
      >
        ? ObjectClient<T>
        : never;
    };
  };
};

/** Clients for the resources of one server, to read and write with. */
export interface ClientSet extends ClientGroups {
  /** The client of any resource, custom ones included. */
  forResource<T extends KubernetesObject = KubernetesObject>(
    resource: TypedResource<T>,
  ): ObjectClient<T>;
}

/**
 * Makes a {@link ClientSet} over what a RestClient reaches. A busy server that names a time is asked again, as by
 * informers, and what was to be read when a connection broke is asked for again, ten times at most.
 *
 * @see client-go kubernetes/clientset.go
 */
export function createClientSet(client: {
  readonly environment: Environment;
  readonly transport: RestTransport;
}): ClientSet {
  const transport = new RetryingTransport(client.environment, client.transport, {
    repeatsLostReads: true,
  });
  const forResource = <T extends KubernetesObject>(resource: TypedResource<T>): ObjectClient<T> =>
    new ObjectClient<T>(transport, resource);
  return { ...clientGroups(forResource), forResource };
}

type ForResource = ClientSet["forResource"];

/** One for each resource of the table, whose shape the groups follow. */
function clientGroups(forResource: ForResource): ClientGroups;
function clientGroups(forResource: ForResource): object {
  const groups: Named<Named<Named<TypedResource>>> = { ...resources };
  return mapValues(groups, (versions) =>
    mapValues(versions, (named) => mapValues(named, (resource) => forResource(resource))),
  );
}

type Named<V> = Readonly<Record<string, V>>;

function mapValues<A, B>(from: Named<A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]));
}
