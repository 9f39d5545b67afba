import { objectOf, type PlainObject, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { allContainers } from "../../kinds/built-in/pods/all-containers.ts";

/** What a check finds wrong with a pod. */
export interface Violation {
  /** Short: `hostPort`. */
  readonly reason: string;
  /** Where and what; empty when the reason says it all. */
  readonly detail: string;
}

/** One rule of a level, from some version on. */
export interface Check {
  readonly id: string;
  readonly level: "baseline" | "restricted";
  /** From which minor version on it exists. */
  readonly since: number;
  /** From this version on a pod in a user namespace of its own need not pass it. */
  readonly skipsUserNamespaceSince?: number;
  /** Baseline checks that a restricted one takes the place of. */
  readonly replaces?: string;
  /** From this version on pods for Windows need not pass it. */
  readonly skipsWindowsSince?: number;
  /** What is wrong with a pod (metadata and spec), for the rule as of a version. */
  find(pod: PlainObject, minor: number): string | Violation | undefined;
  /** Where what it finds has none of its own. */
  readonly reason: string;
}

/** Names of the containers that fit. */
export function badContainers(
  pod: PlainObject,
  isBad: (container: PlainObject) => boolean,
): readonly string[] {
  return allContainers(pod["spec"])
    .filter(isBad)
    .map(({ name }) => textOf(name));
}

/** `container "a"`, `containers "a", "b"`. */
export function containerText(names: readonly string[]): string {
  return `${plural("container", names)} ${quoted(names)}`;
}

/** The word, in the plural where there are several. */
export function plural(word: string, names: readonly unknown[]): string {
  return names.length === 1 ? word : `${word}s`;
}

/** `"a", "b"`, whatever signs they have. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

/** What is wrong with how processes of the system are seen. */
export function procMountProblem(pod: PlainObject): string | undefined {
  const typeOf = (container: unknown): string =>
    textOf(valueAt(container, "securityContext", "procMount"));
  const isBad = (container: unknown): boolean => !["", "Default"].includes(typeOf(container));
  const bad = badContainers(pod, isBad);
  if (bad.length === 0) return undefined;
  const types = sorted(allContainers(pod["spec"]).filter(isBad).map(typeOf));
  return `${containerText(bad)} must not set securityContext.procMount to ${quoted(types)}`;
}

/** Distinct texts, sorted. */
export function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

/** A member of a security context. */
export function securityOf(holder: unknown): PlainObject {
  return objectOf(valueAt(holder, "securityContext"));
}

/** The pod's and its containers' security contexts, with the words for where they are. */
export interface Setter {
  readonly where: "pod" | "container";
  readonly name: string;
  readonly context: PlainObject;
}

/** The pod's security context and those of all its containers. */
export function settersOf(pod: PlainObject): readonly Setter[] {
  return [
    { where: "pod", name: "", context: securityOf(pod["spec"]) },
    ...allContainers(pod["spec"]).map((container) => ({
      where: "container" as const,
      name: textOf(container["name"]),
      context: securityOf(container),
    })),
  ];
}

/** `pod`, `container "a"`, `pod and containers "a", "b"`. */
export function setterText(setters: readonly Setter[]): string {
  const names = setters.filter(({ where }) => where === "container").map(({ name }) => name);
  const parts = [
    ...(setters.some(({ where }) => where === "pod") ? ["pod"] : []),
    ...(names.length > 0 ? [containerText(names)] : []),
  ];
  return parts.join(" and ");
}
