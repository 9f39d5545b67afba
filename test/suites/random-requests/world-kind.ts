import type { Chance } from "./chance.ts";

/** A kind of the small world that random requests are about. */
export interface WorldKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** Whole names, where these are not `a`, `b` and `c`: but one of what the real server asks in no order. */
  readonly names?: readonly string[];
  readonly subresources: readonly string[];
  /** All but apiVersion, kind and metadata: mostly valid. */
  content(chance: Chance): object;
  /** What a patch or a status write sets, by its subresource. */
  change(chance: Chance, subresource: string): object;
}
