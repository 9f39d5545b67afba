import type { Chance } from "./chance.ts";

/** A kind of the small world that random requests are about. */
export interface WorldKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** Where there may be but one, as the real server asks several in no order. */
  readonly isSingle?: boolean;
  readonly subresources: readonly string[];
  /** All but apiVersion, kind and metadata: mostly valid. */
  content(chance: Chance): object;
  /** What a patch or a status write sets, by its subresource. */
  change(chance: Chance, subresource: string): object;
}
