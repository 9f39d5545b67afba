import { listOf, objectOf, type PlainObject, textOf } from "../../../codec/json/plain-object.ts";
import { spendWork } from "../../../codec/work-budget.ts";
import { isSet } from "../../validation/checks.ts";

/** A file that a volume would have, and where it comes from. */
interface File {
  readonly path: string;
  readonly source: string;
}

/** What is said about volumes that would write one file over another. */
export function overlapWarnings(volumes: unknown): readonly string[] {
  return listOf(volumes).flatMap((item) => {
    const volume = objectOf(item);
    const name = JSON.stringify(textOf(volume["name"]));
    const warn = (kind: string, files: readonly File[]) =>
      overlaps(files).map((text) => `volume ${name} (${kind}): overlapping paths: ${text}`);
    const { configMap, secret, downwardAPI, projected } = volume;
    return [
      ...(isSet(configMap)
        ? warn(`ConfigMap ${quoted(configMap, "name")}`, filesOf(configMap, ""))
        : []),
      ...(isSet(secret) ? warn(`Secret ${quoted(secret, "secretName")}`, filesOf(secret, "")) : []),
      ...(isSet(downwardAPI) ? warn("DownwardAPI", filesOf(downwardAPI, "")) : []),
      ...(isSet(projected)
        ? [
            ...listOf(objectOf(projected)["sources"])
              .filter((source) => Object.keys(objectOf(source)).length === 0)
              .map(() => `volume ${name} (Projected) has no sources provided`),
            ...warn("Projected", listOf(objectOf(projected)["sources"]).flatMap(projectedFiles)),
          ]
        : []),
    ];
  });
}

function quoted(source: unknown, name: string): string {
  return JSON.stringify(textOf(objectOf(source)[name]));
}

function filesOf(source: unknown, name: string): readonly File[] {
  return listOf(objectOf(source)["items"]).map((item) => ({
    path: textOf(objectOf(item)["path"]),
    source: name,
  }));
}

function projectedFiles(item: unknown): readonly File[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle }: PlainObject =
    objectOf(item);
  if (isSet(configMap)) return filesOf(configMap, `ConfigMap ${quoted(configMap, "name")}`);
  if (isSet(secret)) return filesOf(secret, `Secret ${quoted(secret, "name")}`);
  if (isSet(downwardAPI)) return filesOf(downwardAPI, "DownwardAPI");
  if (isSet(serviceAccountToken))
    return [{ path: textOf(objectOf(serviceAccountToken)["path"]), source: "ServiceAccountToken" }];
  if (!isSet(clusterTrustBundle)) return [];
  const bundle = objectOf(clusterTrustBundle);
  const name = isSet(bundle["name"]) ? "name" : "signerName";
  return [{ path: textOf(bundle["path"]), source: `ClusterTrustBundle ${quoted(bundle, name)}` }];
}

interface FoundFile extends File {
  readonly order: number;
}

/** What stands at one path, and what stands below it, among the files found so far. */
interface Place {
  readonly below: Map<string, Place>;
  readonly here: FoundFile[];
  readonly inside: FoundFile[];
}

function emptyPlace(): Place {
  return { below: new Map(), here: [], inside: [] };
}

function overlaps(files: readonly File[]): readonly string[] {
  const root = emptyPlace();
  return files.flatMap((given, order) => {
    const file = { ...given, path: given.path.replace(/(?<!\/)\/+$/, ""), order };
    if (file.path === "") return [];
    const way = wayTo(root, file.path);
    const last = way.pop() ?? root;
    const others = [...way.map(({ here }) => here), last.here, last.inside].flat();
    last.here.push(file);
    for (const { inside } of way) inside.push(file);
    return others
      .sort((one, other) => one.order - other.order)
      .map((other) => {
        const text = `${shown(file)} with ${shown(other)}`;
        spendWork(text.length / 10);
        return text;
      });
  });
}

/** The places from the first directory of a path to itself. */
function wayTo(root: Place, path: string): Place[] {
  const way: Place[] = [];
  for (const name of path.split("/")) {
    const below = way.at(-1)?.below ?? root.below;
    const place = below.get(name) ?? emptyPlace();
    below.set(name, place);
    way.push(place);
  }
  return way;
}

function shown({ path, source }: File): string {
  return source === "" ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`;
}
