import type { Chance } from "./chance.ts";
import type { WorldKind } from "./world-kind.ts";

/** What the requests of a seed share. */
export interface World {
  readonly chance: Chance;
  readonly namespace: string;
  /** Of the custom kinds. */
  readonly group: string;
  readonly kinds: readonly WorldKind[];
  /** The numbers of the requests that may have written an object, by its path. */
  readonly written: Map<string, number[]>;
  /** The numbers of lists that may go on. */
  readonly pages: number[];
}

/** An object of the world. */
export interface Target {
  readonly kind: WorldKind;
  readonly name: string;
  readonly list: string;
  readonly path: string;
}

/** Says that a request may write an object. */
export function noteWrite({ written }: World, { kind, path }: Target, number: number): void {
  // A kind has one object in all its versions.
  const key = path.replace(kind.apiVersion, "");
  written.set(key, [...(written.get(key) ?? []), number]);
}

/** A number of a request that may have written the object: mostly the last. */
export function writeOf({ written, chance }: World, { kind, path }: Target): number | undefined {
  const numbers = written.get(path.replace(kind.apiVersion, "")) ?? [];
  return chance.isOneIn(4) && numbers.length > 1 ? chance.oneOf(numbers) : numbers.at(-1);
}
