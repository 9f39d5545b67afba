import { faultKinds } from "@informerlab/fake-apiserver";
import { plantedBugs } from "@informerlab/test";
import { mark } from "./cursor-place.ts";

type Data = Readonly<Record<string, unknown>>;

/** Resources that scenarios mostly are about, whether a document names them yet or not. */
const usualResources = ["nodes", "pods", "configmaps", "deployments.apps"];
/** Operations whose `name` is a new one. */
const naming: readonly unknown[] = ["create", undefined];

/**
 * What a document has that a field may refer to.
 *
 * @param siblings the plain values beside the field.
 * @param document the whole scenario, as far as it is written.
 */
export function namesFor(field: string, siblings: Data, document: unknown): readonly string[] {
  const all = (list: string): readonly Data[] => dataIn(isData(document) ? document[list] : []);
  const everywhere = [...all("informers"), ...all("objects"), ...all("script")];
  switch (field) {
    case "informer":
    case "plantedIn":
      return wordsOf(all("informers").map(({ name, resource }) => name ?? resource));
    case "handler":
      return wordsOf(
        all("informers")
          .filter(({ name, resource }) =>
            [name ?? resource, undefined, mark].includes(siblings["informer"]),
          )
          .flatMap(({ handlers }) => dataIn(handlers).map(({ name }) => name)),
      );
    case "queue":
    case "enqueuesTo":
      return wordsOf(all("queues").map(({ name }) => name));
    case "resource":
      return wordsOf([...everywhere.map(({ resource }) => resource), ...usualResources]);
    case "namespace":
      return wordsOf([...everywhere.map(({ namespace }) => namespace), "default"]);
    case "name":
      if (naming.includes(siblings["do"])) return [];
      return wordsOf(
        [...all("objects"), ...all("script")]
          .filter(({ resource }) => resource === siblings["resource"])
          .map(({ name }) => name),
      );
    case "after":
      return wordsOf(all("beats").map(({ id }) => id));
    case "planted":
      return plantedBugs.map(({ name }) => name);
    default:
      return [];
  }
}

/** Keys that a field may have of which the schema says nothing. */
export function keysFor(field: string): readonly string[] {
  return field === "fault" ? Object.keys(faultKinds) : [];
}

function wordsOf(values: readonly unknown[]): readonly string[] {
  const words = values.filter((value) => typeof value === "string" && value !== "");
  return [...new Set(words as readonly string[])].filter((word) => word !== mark);
}

function dataIn(list: unknown): readonly Data[] {
  return Array.isArray(list) ? list.filter(isData) : [];
}

function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
