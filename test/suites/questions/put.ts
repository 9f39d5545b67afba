import { isObject, type Json } from "../transcripts/fixture.ts";
import type { Path } from "./question.ts";

/** The value with another one at a place in it. */
export function put(whole: Json | undefined, path: Path, value: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  const removes = rest.length === 0 && value === undefined;
  if (typeof step === "number") {
    const items = Array.isArray(whole) ? [...(whole as readonly Json[])] : [];
    if (removes) items.splice(step, 1);
    else items[step] = put(items[step], rest, value);
    return items;
  }
  const { [step]: member, ...others } = isObject(whole) ? whole : {};
  return removes ? others : { ...others, [step]: put(member, rest, value) };
}
