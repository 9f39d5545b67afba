import { listOf, objectOf, type PlainObject, valueAt } from "../../../codec/json/plain-object.ts";

/** A container, and the field where it stands. */
interface PlacedContainer {
  readonly container: PlainObject;
  readonly at: string;
}

/** Where containers stand in a pod's spec, in the order in which the real server visits them. */
export const containerGroups = ["initContainers", "containers", "ephemeralContainers"] as const;

/**
 * All containers of a pod in the order in which the real server visits them.
 *
 * @param at the field of the pod's spec
 */
export function placedContainers(spec: unknown, at: string): readonly PlacedContainer[] {
  return containerGroups.flatMap((group) =>
    listOf(valueAt(spec, group)).map((container, index) => ({
      container: objectOf(container),
      at: `${at}.${group}[${index}]`,
    })),
  );
}

/** The same for whom it does not matter where they stand. */
export function allContainers(spec: unknown): readonly PlainObject[] {
  return placedContainers(spec, "").map(({ container }) => container);
}
