import {
  equalJson,
  objectOf,
  type PlainObject,
  valueAt,
  without,
} from "../../codec/json/plain-object.ts";
import type { KindRules } from "./kind-rules.ts";

/** Everything but metadata and status: what a generation counts. */
export function desiredState(object: PlainObject): PlainObject {
  return without(object, "metadata", "status", "kind", "apiVersion");
}

/** The metadata that counts, if any does, is what it was. */
export function hasSameMetadata(
  object: PlainObject,
  old: PlainObject,
  name: KindRules["countsMetadata"],
): boolean {
  if (name === undefined) return true;
  const [now, before] = [object, old].map((one) => objectOf(valueAt(one, "metadata", name)));
  return equalJson(now, before);
}

/** What it must not differ in, which is checked later. */
const takenFromStatus = ["managedFields", "uid", "creationTimestamp"];

/** Metadata after a status write that may not change it. */
export function statusMetadata(object: PlainObject, old: PlainObject): unknown {
  const written = objectOf(object["metadata"]);
  const taken = takenFromStatus
    .filter((name) => written[name] !== undefined)
    .map((name) => [name, written[name]]);
  return { ...objectOf(old["metadata"]), ...Object.fromEntries(taken) };
}
