import { builtInKindsText } from "./built-in-kinds.generated.ts";
import { goTypes } from "./go-types.ts";
import { type EncodedType, TypeTable } from "./type-table.ts";

/** A resource as aggregated discovery describes it. */
export interface DiscoveredResource {
  readonly resource: string;
  readonly responseKind: {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  };
  readonly scope: "Namespaced" | "Cluster";
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly {
    readonly subresource: string;
    readonly responseKind?: {
      readonly group: string;
      readonly version: string;
      readonly kind: string;
    };
    readonly acceptedTypes?: readonly unknown[];
    readonly verbs: readonly string[];
  }[];
}

/** What `/api` or `/apis` answers to clients that understand aggregated discovery. */
export interface AggregatedDiscovery {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: object;
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly DiscoveredResource[];
      readonly freshness?: string;
    }[];
  }[];
}

/** Name, type, format and priority of a Table's column. */
export type EncodedColumn = readonly [name: string, type: string, format: string, priority: number];

/** Everything the generated data holds. */
export interface BuiltInData {
  readonly table: TypeTable;
  readonly discovery: {
    readonly "/api": AggregatedDiscovery;
    readonly "/apis": AggregatedDiscovery;
  };
  /** By the path of the resource: `/apis/apps/v1/deployments`. */
  readonly columns: Readonly<Record<string, readonly EncodedColumn[]>>;
  /** Group versions in which DeleteOptions, and WatchEvent, are registered. */
  readonly optionsGroups: readonly string[];
  readonly watchEventGroups: readonly string[];
}

let decoded: BuiltInData | undefined;

/** The built-in kinds; decoded at the first call, a few milliseconds. */
export function builtInData(): BuiltInData {
  if (decoded === undefined) {
    const data = JSON.parse(builtInKindsText) as Omit<BuiltInData, "table"> & {
      readonly packages: readonly string[];
      readonly types: readonly EncodedType[];
    };
    const { packages, types, ...rest } = data;
    decoded = { table: new TypeTable({ packages, types }, goTypes()), ...rest };
  }
  return decoded;
}
