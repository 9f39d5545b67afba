import type { Environment, KubernetesObject, Random } from "@informerlab/core";
import type { StrategyContext } from "./kinds/resource-definition.ts";
import { type StrategyWrite, storageKeyOf } from "./request/server-core.ts";
import type { ObjectStorage } from "./storage/object-storage.ts";

/** What a kind's rules may ask of the server while they look at a write: few kinds ask, so that each answer waits for its question. */
export class WriteContext implements StrategyContext {
  readonly user: StrategyWrite["user"];
  readonly isDryRun: boolean;
  readonly subresource: string;
  readonly #environment: Environment;
  readonly #storage: ObjectStorage;
  readonly #resource: string;
  readonly #key: string;
  #now: number | undefined;
  #random: Random | undefined;

  constructor(
    server: { readonly environment: Environment; readonly storage: ObjectStorage },
    { definition, key, isDryRun, user, subresource }: StrategyWrite,
  ) {
    this.#environment = server.environment;
    this.#storage = server.storage;
    this.#resource = definition.storageKey;
    this.#key = key;
    this.isDryRun = isDryRun;
    this.user = user;
    this.subresource = subresource;
  }

  get now(): number {
    this.#now ??= this.#environment.clock.now();
    return this.#now;
  }

  /** The same for whoever looks at the same write. */
  get random(): Random {
    this.#random ??= this.#fork();
    return this.#random;
  }

  readonly others = (): Iterable<KubernetesObject> =>
    this.#storage
      .of(this.#resource)
      .listAll("")
      .map(({ object }) => object);

  readonly find: NonNullable<StrategyContext["find"]> = ({ group, resource, namespace, name }) => {
    const stored = group === "" ? resource : `${resource}.${group}`;
    return this.#storage.get(stored, storageKeyOf(namespace, name));
  };

  #fork(): Random {
    const ordinal = this.#storage.of(this.#resource).latest(this.#key)?.ordinal ?? 0;
    return this.#environment.random.fork(`strategy/${this.#resource}/${this.#key}#${ordinal}`);
  }
}
