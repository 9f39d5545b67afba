import { listOf, objectOf, type PlainObject, textOf } from "../../../codec/plain-object.ts";
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

function overlaps(files: readonly File[]): readonly string[] {
  const texts: string[] = [];
  const seen: File[] = [];
  for (const given of files) {
    const file = { ...given, path: given.path.replace(/\/+$/, "") };
    for (const other of seen) {
      if (file.path === "" || other.path === "") continue;
      const isWithin =
        `${other.path}/`.startsWith(`${file.path}/`) ||
        `${file.path}/`.startsWith(`${other.path}/`);
      if (isWithin) texts.push(`${shown(file)} with ${shown(other)}`);
    }
    seen.push(file);
  }
  return texts;
}

function shown({ path, source }: File): string {
  return source === "" ? JSON.stringify(path) : `${JSON.stringify(path)} (${source})`;
}
