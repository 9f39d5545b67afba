import { isObject, type Json, type JsonObject } from "../../transcripts/fixture.ts";
import type { Chance } from "../chance.ts";

/** A body that is no plain JSON of its object. */
export interface OddText {
  readonly text: string;
  readonly type: string;
}

/** The object as JSON or YAML, with members that stand there twice and others that nobody knows. */
export function asText(object: JsonObject, chance: Chance): OddText {
  const isYaml = chance.isOneIn(2);
  const text = isYaml ? `${yamlOf(object, chance, "").trimStart()}\n` : jsonOf(object, chance);
  return { text, type: isYaml ? "application/yaml" : "application/json" };
}

/** The entries, one now and then twice, and one that is unknown. */
function entriesOf(value: JsonObject, chance: Chance): readonly (readonly [string, Json])[] {
  const entries = Object.entries(value).map(([name, one = null]): [string, Json] => [name, one]);
  if (entries.length > 0 && chance.isOneIn(7)) {
    const [name, one] = chance.oneOf(entries);
    entries.push([name, chance.isOneIn(2) ? one : chance.oneOf<Json>(["x", 1, null, {}, []])]);
  }
  if (chance.isOneIn(7)) entries.push([chance.oneOf(["unknown", "Name", "spEc", "$x", ""]), "u"]);
  return entries;
}

function jsonOf(value: Json, chance: Chance): string {
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map((item) => jsonOf(item, chance)).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = entriesOf(value, chance).map(
    ([name, one]) => `${JSON.stringify(name)}:${jsonOf(one, chance)}`,
  );
  return `{${members.join(chance.isOneIn(10) ? ", " : ",")}}`;
}

function yamlOf(value: Json, chance: Chance, indent: string): string {
  if (Array.isArray(value) && value.length > 0)
    return (value as readonly Json[])
      .map((item) => `\n${indent}- ${yamlOf(item, chance, `${indent}  `).trimStart()}`)
      .join("");
  if (isObject(value) && Object.keys(value).length > 0)
    return entriesOf(value, chance)
      .map(([name, one]) => `\n${indent}${keyText(name)}: ${yamlOf(one, chance, `${indent}  `)}`)
      .join("");
  return JSON.stringify(value);
}

function keyText(name: string): string {
  return /^[A-Za-z][\w-]*$/.test(name) ? name : JSON.stringify(name);
}
