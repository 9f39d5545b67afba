import { configMaps, get, namespace, type RequestGroup, withQuery } from "../request.ts";

const root = "/api/v1/namespaces/rq-watches";
const initial = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
const queries = [
  "",
  "resourceVersion=0",
  "resourceVersion=1",
  "resourceVersion=x",
  "resourceVersion=-1",
  "resourceVersion=99999999",
  "resourceVersionMatch=Exact",
  "resourceVersionMatch=NotOlderThan",
  "resourceVersionMatch=NotOlderThan&resourceVersion=0",
  "resourceVersionMatch=Bogus&sendInitialEvents=true",
  "sendInitialEvents=true",
  "sendInitialEvents=false",
  initial,
  `${initial}&allowWatchBookmarks=true`,
  `${initial}&allowWatchBookmarks=true&resourceVersion=0`,
  `${initial}&allowWatchBookmarks=true&resourceVersion=1`,
  `${initial}&allowWatchBookmarks=true&resourceVersion=99999999`,
  `${initial}&allowWatchBookmarks=true&labelSelector=n=1`,
  `${initial}&allowWatchBookmarks=true&limit=1`,
  "sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1",
  "sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0",
  "sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
  "sendInitialEvents=bogus",
  "limit=2",
  "limit=x",
  "continue=x",
  "fieldSelector=metadata.name=c1",
  "fieldSelector=bogus=1",
  "fieldSelector=bogus",
  "labelSelector=n=1",
  "labelSelector=n in (",
  "allowWatchBookmarks=true",
  "pretty=true",
  "dryRun=All",
];
const json = "application/json";
const as = (kind: string, version = "v1"): string =>
  `${json};as=${kind};v=${version};g=meta.k8s.io`;
const accepted = [
  as("Table"),
  as("Table", "v1beta1"),
  as("PartialObjectMetadata"),
  as("PartialObjectMetadata", "v1beta1"),
  as("PartialObjectMetadataList"),
  as("Nope"),
  "application/yaml",
  "application/json;stream=watch",
  "application/yaml;stream=watch",
  "text/html",
  "application/cbor",
];

/** Watches of a second. */
export const watchGroup: RequestGroup = {
  name: "watches",
  first: [namespace("rq-watches"), ...configMaps(root, 3)],
  atOnce: true,
  requests: [
    ...queries.map((query) => get(withQuery(`${root}/configmaps?watch=1&timeoutSeconds=1`, query))),
    ...accepted.map((accept) => get(`${root}/configmaps?watch=1&timeoutSeconds=1`, { accept })),
    ...accepted.map((accept) =>
      get(
        withQuery(
          `${root}/configmaps?watch=1&timeoutSeconds=1`,
          `${initial}&allowWatchBookmarks=true`,
        ),
        { accept },
      ),
    ),
    get(`${root}/configmaps?watch=1&timeoutSeconds=1&includeObject=None`, { accept: as("Table") }),
    get(`${root}/configmaps?watch=1&timeoutSeconds=1&includeObject=Object`, {
      accept: as("Table"),
    }),
    get("/api/v1/watch/namespaces/rq-watches/configmaps?timeoutSeconds=1&resourceVersion=0"),
    get("/api/v1/watch/namespaces/rq-watches/configmaps/c1?timeoutSeconds=1"),
    get("/api/v1/watch/namespaces/rq-watches/nothings?timeoutSeconds=1"),
    get(`${root}/configmaps/c1?watch=1&timeoutSeconds=1`),
    get(`${root}/configmaps/none?watch=1&timeoutSeconds=1`),
    get("/api/v1/componentstatuses?watch=1&timeoutSeconds=1"),
    get("/apis/apps/v1/namespaces/rq-watches/deployments/x/scale?watch=1&timeoutSeconds=1"),
  ],
};
