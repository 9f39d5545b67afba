import type { Environment, KubernetesObject, Random } from "@informerlab/core";
import type { StrategyContext } from "./kinds/resource-definition.ts";
import { type StrategyWrite, storageKeyOf } from "./request/server-core.ts";
import type { ServerSettings } from "./request/server-settings.ts";
import type { ObjectStorage } from "./storage/object-storage.ts";

/** What a kind's rules may ask of the server while they look at a write: few kinds ask, so that each answer waits for its question. */
export class WriteContext implements StrategyContext {
  readonly user: StrategyWrite["user"];
  readonly isDryRun: boolean;
  readonly subresource: string;
  readonly warn: NonNullable<StrategyContext["warn"]>;
  readonly settings: ServerSettings;
  readonly #environment: Environment;
  readonly #storage: ObjectStorage;
  readonly #resource: string;
  readonly #key: string;
  #now: number | undefined;
  #random: Random | undefined;

  constructor(
    server: {
      readonly environment: Environment;
      readonly storage: ObjectStorage;
      readonly settings: ServerSettings;
    },
    { definition, key, isDryRun, user, subresource, warn }: StrategyWrite,
  ) {
    this.#environment = server.environment;
    this.#storage = server.storage;
    this.settings = server.settings;
    this.#resource = definition.storageKey;
    this.#key = key;
    this.isDryRun = isDryRun;
    this.user = user;
    this.subresource = subresource;
    this.warn = warn ?? (() => undefined);
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

  readonly others = (): Iterable<KubernetesObject> => this.#all(this.#resource);

  readonly find: NonNullable<StrategyContext["find"]> = ({ namespace, name, ...kind }) =>
    this.#storage.get(storedAs(kind), storageKeyOf(namespace, name));

  readonly list: NonNullable<StrategyContext["list"]> = (kind) => this.#all(storedAs(kind));

  #all(resource: string): Iterable<KubernetesObject> {
    return this.#storage
      .of(resource)
      .listAll("")
      .map(({ object }) => object);
  }

  #fork(): Random {
    const ordinal = this.#storage.of(this.#resource).latest(this.#key)?.ordinal ?? 0;
    return this.#environment.random.fork(`strategy/${this.#resource}/${this.#key}#${ordinal}`);
  }
}

function storedAs(kind: { readonly group: string; readonly resource: string }): string {
  return kind.group === "" ? kind.resource : `${kind.resource}.${kind.group}`;
}
