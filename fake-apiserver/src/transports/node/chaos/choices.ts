import { type Random, randomInteger } from "@informerlab/core";
import { UsageError } from "../command/usage-error.ts";

/** A part of a plan that each seed decides anew: a whole number of a range, or one of several values. */
type Choice =
  | { readonly between: readonly [number, number] }
  | { readonly oneOf: readonly unknown[] };

/**
 * The value with every choice in it made. A draw depends on where the choice stands, not on how many others there are.
 *
 * @throws UsageError for a choice that is none.
 */
export function choose(value: unknown, random: Random): unknown {
  const choice = choiceOf(value);
  if (choice === undefined) {
    return mapMembers(value, (member, name) => choose(member, random.fork(name)));
  }
  if ("between" in choice) {
    const [min, max] = choice.between;
    return min + randomInteger(random, max - min + 1);
  }
  const index = randomInteger(random, choice.oneOf.length);
  return choose(choice.oneOf[index], random.fork(String(index)));
}

/** Values that together show every end of every choice, one choice at a time. @throws UsageError */
export function variantsOf(value: unknown): readonly unknown[] {
  const choice = choiceOf(value);
  if (choice !== undefined) {
    return "between" in choice ? [...choice.between] : choice.oneOf.flatMap(variantsOf);
  }
  const others: { readonly name: string; readonly variants: readonly unknown[] }[] = [];
  const first = mapMembers(value, (member, name) => {
    const [usual, ...variants] = variantsOf(member);
    others.push({ name, variants });
    return usual;
  });
  return [
    first,
    ...others.flatMap(({ name, variants }) =>
      variants.map((variant) =>
        mapMembers(first, (member, other) => (other === name ? variant : member)),
      ),
    ),
  ];
}

function mapMembers(value: unknown, change: (member: unknown, name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown, index) => change(one, String(index)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [name, change(member, name)]),
  );
}

function choiceOf(value: unknown): Choice | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const [name, ...more] = Object.keys(value);
  if (more.length > 0) return undefined;
  const { between, oneOf } = value as { readonly between?: unknown; readonly oneOf?: unknown };
  if (name === "oneOf") {
    if (Array.isArray(oneOf) && oneOf.length > 0) return { oneOf };
    throw new UsageError(`oneOf must be a list of values, found ${JSON.stringify(oneOf)}`);
  }
  if (name !== "between") return undefined;
  const [min, max, ...rest]: readonly unknown[] = Array.isArray(between) ? between : [];
  if (Number.isSafeInteger(min) && Number.isSafeInteger(max) && rest.length === 0) {
    if (Number(min) <= Number(max)) return { between: [Number(min), Number(max)] };
  }
  throw new UsageError(
    `between must be two whole numbers, the smaller first, found ${JSON.stringify(between)}`,
  );
}
