import { goTypesText } from "./go-types.generated.ts";
import type { FieldPresence } from "./object-schema.ts";

/** What a Go type says of its fields beyond what OpenAPI and the rules for names tell; by JSON names. */
export interface GoTypeFacts {
  /** Types with a name of their own where JSON has a scalar, a list or a map: `v1.ServiceType`. */
  readonly types?: Readonly<Record<string, string>>;
  /** The struct that Go embeds and that holds the field: `VolumeSource`. */
  readonly embedded?: Readonly<Record<string, string>>;
  /** Go names that `goName` does not find. */
  readonly names?: Readonly<Record<string, string>>;
  readonly presence?: Readonly<Record<string, FieldPresence>>;
  /** All fields as Go declares and writes them, where that is not the order of their numbers. */
  readonly order?: readonly string[];
  /** Those that the type has inside the server, where its order is yet another one. */
  readonly orderInside?: readonly string[];
}

/** Facts of a type by its OpenAPI name. */
export type GoTypes = Readonly<Record<string, GoTypeFacts>>;

let decoded: GoTypes | undefined;

/** The facts of all built-in types; decoded at the first call. */
export function goTypes(): GoTypes {
  decoded ??= JSON.parse(goTypesText) as GoTypes;
  return decoded;
}
