import type { Chance } from "./chance.ts";
import type { WorldKind } from "./world-kind.ts";

/** The query of a write. */
export function writeQuery(chance: Chance, more: readonly string[] = []): string {
  const options = [
    ...more,
    ...(chance.isOneIn(8) ? [`dryRun=${chance.oneOf(["All", "All", "Some", ""])}`] : []),
    ...(chance.isOneIn(8)
      ? [`fieldValidation=${chance.oneOf(["Strict", "Strict", "Warn", "Ignore", "Odd"])}`]
      : []),
    ...(chance.isOneIn(12) && !more.some((option) => option.startsWith("fieldManager"))
      ? [`fieldManager=${chance.oneOf(["other", "x".repeat(129), "%07"])}`]
      : []),
    ...(chance.isOneIn(30)
      ? [chance.oneOf(["pretty=true", "timeout=5s", "timeout=x", "nope=1"])]
      : []),
  ];
  return options.length === 0 ? "" : `?${options.join("&")}`;
}

/** What a client would rather read. */
export function readHeaders(chance: Chance): Readonly<Record<string, string>> {
  if (!chance.isOneIn(4)) return {};
  const accept = chance.oneOf([
    "application/json;as=Table;v=v1;g=meta.k8s.io",
    "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    "application/yaml",
    "application/vnd.kubernetes.protobuf",
    "application/vnd.kubernetes.protobuf,application/json",
    "text/html",
    "*/*",
  ]);
  return { accept };
}

/** What a list may be about. */
export interface ListScope {
  readonly kind: WorldKind;
  readonly namespace: string;
  /** The number of a request whose resourceVersion may be asked for. */
  readonly version: number | undefined;
  readonly pages: readonly number[];
}

/** The query of a list or a short watch. */
export function listQuery(chance: Chance, { kind, namespace, version, pages }: ListScope): string {
  const known = version === undefined ? [] : [`{rv:${version}}`];
  const labels = chance.oneOf([
    "tier=web",
    "tier!=web",
    "tier in (web,db)",
    "!tier",
    "tier",
    "tier notin (db)",
    "tier=",
    "a b",
    "tier>1",
  ]);
  const fields = chance.oneOf([
    "metadata.name=a",
    "metadata.name!=a",
    `metadata.namespace=${namespace}`,
    "spec.mode=fast",
    "status.phase=Pending",
    "status.phase!=Running",
    "type=Opaque",
    "spec.nodeName=n1",
    "spec.unschedulable=false",
    "nope=1",
    "metadata.name",
  ]);
  const own = `world=${namespace}`;
  const page = pages.at(-1);
  const isWatch = chance.isOneIn(12);
  const all = [
    // Others of the cluster are nobody's business.
    ...(kind.isNamespaced ? [] : [`labelSelector=${own}`]),
    ...(kind.isNamespaced && chance.isOneIn(4) ? [`labelSelector=${labels}`] : []),
    ...(chance.isOneIn(5) ? [`fieldSelector=${fields}`] : []),
    ...(chance.isOneIn(4) ? [`limit=${chance.oneOf(["1", "2", "0", "-1", "x"])}`] : []),
    ...(chance.isOneIn(8) && page !== undefined ? [`continue={continue:${page}}`] : []),
    ...(chance.isOneIn(5)
      ? [`resourceVersion=${chance.oneOf(["0", "1", "x", ...known, ...known])}`]
      : []),
    ...(chance.isOneIn(8)
      ? [`resourceVersionMatch=${chance.oneOf(["Exact", "NotOlderThan", "Odd"])}`]
      : []),
    ...(isWatch ? ["watch=1", "timeoutSeconds=1"] : []),
    ...(chance.isOneIn(isWatch ? 3 : 25) ? ["allowWatchBookmarks=true"] : []),
    ...(chance.isOneIn(isWatch ? 3 : 25) ? ["sendInitialEvents=true"] : []),
  ];
  return all.length === 0 ? "" : `?${all.join("&").replaceAll(" ", "%20").replaceAll(">", "%3E")}`;
}
