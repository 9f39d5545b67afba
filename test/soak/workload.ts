import { setTimeout as sleep } from "node:timers/promises";
import {
  createClientSet,
  isNotFound,
  type ObjectClient,
  type Random,
  type RestClient,
  randomInteger,
  reasonOf,
  TransportError,
} from "@informerlab/core";
import type { coreV1 } from "@informerlab/core/kinds";

type Data = Readonly<Record<string, string>>;

/** Writes to the sources, meddles with the copies, and knows what must come of it. */
export class Workload {
  writes = 0;
  readonly #sources: ObjectClient<coreV1.ConfigMap>;
  readonly #copies: ObjectClient<coreV1.ConfigMap>;
  readonly #namespaces: ObjectClient<coreV1.Namespace>;
  readonly #random: Random;
  /** What the server has acknowledged, by name. */
  readonly #wanted = new Map<string, Data>();
  readonly #names: readonly string[];

  constructor(
    client: RestClient,
    options: {
      readonly from: string;
      readonly to: string;
      readonly random: Random;
      readonly objects: number;
    },
  ) {
    const { from, to, random, objects } = options;
    const { configMaps, namespaces } = createClientSet(client).core.v1;
    this.#sources = configMaps.inNamespace(from);
    this.#copies = configMaps.inNamespace(to);
    this.#namespaces = namespaces;
    this.#random = random;
    this.#names = Array.from({ length: objects }, (_, index) => `object-${index}`);
  }

  async prepare(): Promise<void> {
    for (const { namespace } of [this.#sources, this.#copies])
      await this.#namespaces.create({ metadata: { name: namespace } });
  }

  /** One write, drawn: mostly to a source, sometimes to a copy, which the controller must undo. */
  async write(): Promise<void> {
    this.writes += 1;
    const name = this.#names[randomInteger(this.#random, this.#names.length)] ?? "object-0";
    const choice = this.#random.next();
    if (choice < 0.1) await this.#meddle(name);
    else if (choice < 0.25) await this.#delete(name);
    else await this.#put(name);
  }

  /** What differs between what was acknowledged and what the copies say; empty when nothing was lost. */
  async differences(): Promise<readonly string[]> {
    const [sources, copies] = await untilAnswered(() =>
      Promise.all([this.#read(this.#sources), this.#read(this.#copies)]),
    );
    return [...compare("source", this.#wanted, sources), ...compare("copy", this.#wanted, copies)];
  }

  async #put(name: string): Promise<void> {
    const value = String(this.#random.next());
    const data = { value, filling: "x".repeat(randomInteger(this.#random, 2000)) };
    const object = { metadata: { name }, data };
    await untilAnswered(async () => {
      try {
        if (this.#wanted.has(name)) await this.#sources.update(object);
        else await this.#sources.create(object);
      } catch (error) {
        // The answer to the first try was lost, not the write.
        if (!isAlreadyExists(error)) throw error;
        await this.#sources.update(object);
      }
    });
    this.#wanted.set(name, data);
  }

  async #delete(name: string): Promise<void> {
    if (!this.#wanted.has(name)) return;
    await untilAnswered(async () => {
      try {
        await this.#sources.delete(name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    });
    this.#wanted.delete(name);
  }

  async #meddle(name: string): Promise<void> {
    const isDelete = this.#random.next() < 0.5;
    await untilAnswered(async () => {
      try {
        if (isDelete) await this.#copies.delete(name);
        else await this.#copies.patch(name, { data: { value: "meddled", more: "x" } });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    });
  }

  async #read(client: ObjectClient<coreV1.ConfigMap>): Promise<ReadonlyMap<string, Data>> {
    const { items } = await client.list();
    const found = items.filter(({ metadata }) => metadata?.name?.startsWith("object-"));
    return new Map(found.map(({ metadata, data }) => [metadata?.name ?? "", data ?? {}]));
  }
}

const triesMax = 50;
const retryPauseMs = 100;

/** A restart of the server cuts the driver's connections, too: it asks again until it knows what became of its request. */
export async function untilAnswered<R>(ask: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TransportError) || attempt >= triesMax) throw error;
    }
    await sleep(retryPauseMs);
  }
}

function isAlreadyExists(error: unknown): boolean {
  return reasonOf(error) === "AlreadyExists";
}

function compare(
  what: string,
  wanted: ReadonlyMap<string, Data>,
  found: ReadonlyMap<string, Data>,
): string[] {
  const names = new Set([...wanted.keys(), ...found.keys()]);
  return [...names].flatMap((name) => {
    const [left, right] = [wanted.get(name), found.get(name)];
    if (left === undefined) return [`${what} ${name} is there and should not be`];
    if (right === undefined) return [`${what} ${name} is missing`];
    const isSame =
      JSON.stringify(Object.entries(left).sort()) === JSON.stringify(Object.entries(right).sort());
    return isSame ? [] : [`${what} ${name} holds other data`];
  });
}
