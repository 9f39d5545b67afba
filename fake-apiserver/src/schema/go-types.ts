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

/** Facts of types by their OpenAPI names, as `encodeGoTypeFacts` writes them. */
export type GoTypes = ReadonlyMap<string, string>;

const maps = ["types", "embedded", "names", "presence"] as const;
const lists = ["order", "orderInside"] as const;

let decoded: GoTypes | undefined;

/** The facts of all built-in types: a line for each, below the line of its package. */
export function goTypes(): GoTypes {
  if (decoded !== undefined) return decoded;
  const facts = new Map<string, string>();
  let inPackage = "";
  for (const line of goTypesText.split("\n")) {
    const end = line.indexOf("|");
    if (end === -1) inPackage = line;
    else facts.set(`${inPackage}.${line.slice(0, end)}`, line.slice(end + 1));
  }
  decoded = facts;
  return decoded;
}

/** The fields that facts count by: those of the type by their numbers, without the ones that a kind has first. */
export function countedFields(names: readonly string[]): readonly string[] {
  return names.includes("metadata")
    ? names.filter((name) => name !== "apiVersion" && name !== "kind")
    : names;
}

/**
 * The parts of a type's facts with `|` between them and fields by their places among `fields`: short, since it is part
 * of what a browser loads. `*` stands for the name of the type and `.` for its version.
 */
export function encodeGoTypeFacts(
  openApiName: string,
  facts: GoTypeFacts,
  fields: readonly string[],
): string {
  const [version, name] = lastParts(openApiName);
  return [
    ...maps.map((part) =>
      Object.entries(facts[part] ?? {})
        .map(
          ([field, value]) =>
            `${fields.indexOf(field)}=${part === "types" ? value.replace(`${version}.`, ".").replace(name, "*") : value}`,
        )
        .join(),
    ),
    ...lists.map((part) => (facts[part] ?? []).map((field) => fields.indexOf(field)).join()),
  ]
    .join("|")
    .replace(/(?<!\|)\|+$/, "");
}

/** What `encodeGoTypeFacts` wrote. */
export function decodeGoTypeFacts(
  openApiName: string,
  text: string,
  fields: readonly string[],
): GoTypeFacts {
  const [version, name] = lastParts(openApiName);
  const parts = text.split("|");
  const facts: Record<string, unknown> = {};
  const fieldAt = (place: string): string => fields[Number(place)] ?? "";
  for (const [index, part] of maps.entries()) {
    const encoded = parts[index] ?? "";
    if (encoded === "") continue;
    facts[part] = Object.fromEntries(
      encoded.split(",").map((entry) => {
        const [place = "", value = ""] = entry.split("=");
        const whole = value.replace("*", name).replace(/(?<!\w)\./, `${version}.`);
        return [fieldAt(place), part === "types" ? whole : value];
      }),
    );
  }
  for (const [index, part] of lists.entries()) {
    const encoded = parts[maps.length + index] ?? "";
    if (encoded !== "") facts[part] = encoded.split(",").map(fieldAt);
  }
  return facts;
}

function lastParts(openApiName: string): readonly [version: string, name: string] {
  const [version = "", name = ""] = openApiName.split(".").slice(-2);
  return [version, name];
}
