import { betaKindsText } from "./beta-kinds.generated.ts";
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

/** A group with the versions that a server serves only when it is told to, in the order of preference. */
export interface BetaGroup {
  readonly group: string;
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly DiscoveredResource[];
  }[];
}

/** Everything the generated data holds. */
export interface BuiltInData {
  readonly table: TypeTable;
  /** So many types at the beginning of the table are described by every server. */
  readonly usualTypes: number;
  readonly discovery: {
    readonly "/api": AggregatedDiscovery;
    readonly "/apis": AggregatedDiscovery;
  };
  /** All groups but the core one, in the order in which a server shows them. */
  readonly betaGroups: readonly BetaGroup[];
  /** By the path of the resource: `/apis/apps/v1/deployments`. */
  readonly columns: Readonly<Record<string, readonly EncodedColumn[]>>;
  /** Group versions in which DeleteOptions, and WatchEvent, are registered. */
  readonly optionsGroups: readonly string[];
  readonly watchEventGroups: readonly string[];
}

interface EncodedTypes {
  readonly packages: readonly string[];
  readonly types: readonly EncodedType[];
}

type Columns = BuiltInData["columns"];

let decoded: BuiltInData | undefined;

/**
 * The built-in kinds; decoded at the first call, a few milliseconds. Types that are served only when that is wished for are
 * among the others: the server knows them, whatever it serves.
 */
export function builtInData(): BuiltInData {
  if (decoded === undefined) {
    const data = JSON.parse(builtInKindsText) as Omit<
      BuiltInData,
      "table" | "usualTypes" | "betaGroups"
    > &
      EncodedTypes;
    const beta = JSON.parse(betaKindsText) as EncodedTypes & {
      readonly groups: readonly BetaGroup[];
      readonly columns: Columns;
    };
    const { packages, types, columns, ...rest } = data;
    decoded = {
      table: new TypeTable(
        { packages: [...packages, ...beta.packages], types: [...types, ...beta.types] },
        goTypes(),
      ),
      usualTypes: types.length,
      betaGroups: beta.groups,
      columns: { ...columns, ...beta.columns },
      ...rest,
    };
  }
  return decoded;
}
