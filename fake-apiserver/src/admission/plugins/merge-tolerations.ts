import { canonicalText, objectOf, textOf } from "../../codec/json/plain-object.ts";

/** A toleration with what decides whether another one tolerates as much. */
interface Tolerated {
  readonly given: unknown;
  readonly key: string;
  readonly operator: string;
  readonly effect: string;
  readonly value: string;
  /** For how long; infinite where nothing ends it. */
  readonly seconds: number;
}

/**
 * The tolerations of two lists, without those of which another one tolerates as much and more. Who tolerates at least
 * what another does shares its key and effect or leaves them out, so that each has few places to look at, however many
 * there are.
 *
 * @see kubernetes pkg/util/tolerations/tolerations.go MergeTolerations
 */
export function mergeTolerations(
  first: readonly unknown[],
  second: readonly unknown[],
): readonly unknown[] {
  const distinct = new Map([...second, ...first].map((one) => [canonicalText(one), one]));
  const all = [...first, ...second]
    .filter((one) => {
      const isFirst = distinct.has(canonicalText(one));
      distinct.delete(canonicalText(one));
      return isFirst;
    })
    .map(readToleration);
  const widest = new Map<string, Tolerated>();
  for (const one of all) {
    const place = placeOf(one);
    const other = widest.get(place);
    if (other === undefined || isWider(one, other)) widest.set(place, one);
  }
  return all.filter((one) => !isCovered(one, widest)).map(({ given }) => given);
}

function readToleration(given: unknown): Tolerated {
  const { key, operator, effect, value, tolerationSeconds } = objectOf(given);
  const isTimed = effect === "NoExecute" && typeof tolerationSeconds === "number";
  return {
    given,
    key: textOf(key),
    operator: textOf(operator),
    effect: textOf(effect),
    value: textOf(value),
    seconds: isTimed ? tolerationSeconds : Number.POSITIVE_INFINITY,
  };
}

/** Where those stand that differ only in how long they tolerate. */
function placeOf({ key, operator, effect, value }: Tolerated): string {
  switch (operator) {
    case "Exists":
      return JSON.stringify([key, effect]);
    case "Equal":
    case "":
      return JSON.stringify([key, effect, value]);
    default:
      // Comparisons by number tolerate no more than themselves.
      return JSON.stringify([key, effect, value, operator]);
  }
}

/** Of two that tolerate as long the one without an operator covers the one that says `Equal`, and not the other way. */
function isWider(one: Tolerated, other: Tolerated): boolean {
  if (one.seconds !== other.seconds) return one.seconds > other.seconds;
  return one.operator === "" && other.operator !== "";
}

function isCovered(one: Tolerated, widest: ReadonlyMap<string, Tolerated>): boolean {
  const { key, operator, effect, value, seconds } = one;
  const effects = new Set([effect, ""]);
  return [...effects].some((wanted) => {
    const places: readonly (readonly string[])[] = [
      [key, wanted],
      ["", wanted],
      ...(operator === "Equal" ? [[key, wanted, value]] : []),
    ];
    return places.some((place) => {
      const other = widest.get(JSON.stringify(place));
      return other !== undefined && other !== one && other.seconds >= seconds;
    });
  });
}
