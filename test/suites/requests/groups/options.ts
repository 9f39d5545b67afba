import {
  bare,
  configMap,
  configMaps,
  get,
  namespace,
  patchTypes,
  type RawRequest,
  type RequestGroup,
  send,
  withQuery,
} from "../request.ts";

const root = "/api/v1/namespaces/rq-options";
const map = `${root}/configmaps/c1`;
const writes = [
  ...["dryRun=All&fieldManager=m", "dryRun=All,All", "dryRun=None", "dryRun[]=All", "DryRun=All"],
  ...["dryRun=All&fieldValidation=Strict", "dryRun=All&fieldValidation=Warn", "fieldValidation="],
  ...["dryRun=All&fieldValidation=strict", "dryRun=All&fieldValidation=Ignore&fieldValidation=x"],
  ...["dryRun=All&fieldManager=", "dryRun=All&fieldManager=a b", "dryRun=All&fieldManager=é"],
  ...["dryRun=All&fieldManager=%E4%B8%AD", `dryRun=All&fieldManager=${"m".repeat(128)}`],
  ...["dryRun=All&fieldManager=%0A", "dryRun=All&force=true", "dryRun=All&force=0"],
  ...["dryRun=All&pretty=true", "dryRun=All&pretty=1", "dryRun=All&pretty=x", "dryRun=All&pretty"],
  ...["dryRun=All&timeout=10s", "dryRun=All&timeout=-1s", "dryRun=All&timeout=0"],
  ...["dryRun=All&timeout=1h1m", "dryRun=All&timeout=10", "dryRun=All&timeout=1d"],
  ...["dryRun=All&timeoutSeconds=x", "dryRun=All&limit=x", "dryRun=All&resourceVersion=x"],
  ...["dryRun=All&unknown=1", "dryRun=All&labelSelector=(", "dryRun=All&watch=true"],
  ...["dryRun=All&gracePeriodSeconds=x", "dryRun=All&propagationPolicy=x"],
  ...[
    "dryRun=All&ignoreStoreReadErrorWithClusterBreakingPotential=true",
    "dryRun=%zz",
    "&dryRun=All",
  ],
];
/** Pairs that count for nothing: this is done. */
const unreadable = ["dryRun=All;x=y"];
const reads = [
  ...["pretty", "pretty=true", "pretty=false", "pretty=0", "pretty=TRUE", "pretty=yes"],
  ...["timeout=1s", "timeout=1", "timeout=", "timeoutSeconds=1", "timeoutSeconds=-1"],
  ...["timeoutSeconds=x", "timeoutSeconds=1.5", "export=true", "exact=true", "dryRun=All"],
  ...["fieldManager=m", "fieldValidation=x", "includeObject=Object", "includeObject=x"],
  ...["watch=0", "watch=false", "follow=true", "allowWatchBookmarks=x"],
  ...["sendInitialEvents=true", "sendInitialEvents=x", "resourceVersion=0&resourceVersionMatch="],
  ...["resourceVersion=00", "resourceVersion=1.5", "resourceVersion=+1", "resourceVersion= 1"],
  ...["resourceVersion=18446744073709551615", "resourceVersion=18446744073709551616"],
  ...["resourceVersion=9223372036854775808&resourceVersionMatch=Exact", "resourceVersion=0x1"],
  ...["limit=1&resourceVersion=0", "limit=1&resourceVersion=0&resourceVersionMatch=NotOlderThan"],
  ...["limit=1&resourceVersionMatch=Exact", "limit=", "limit=+1", "limit=0x1", "limit=1&limit=2"],
  ...["limit=-9223372036854775808", "continue=", "continue=e30", "continue=bnVsbA", "continue=MQ"],
  ...[
    "continue=W10",
    "continue=%2B",
    "continue=a/b",
    "continue=ab==",
    "continue=====",
    "continue=é",
  ],
  ...["shardSelector=x", "shardSelector=", "%zz=1", "=", "&&", "a=%zz", "a;b", "limit=1;x"],
];
const labelSelectors = [
  ..."a b|a in|a in ()|a in (,)|a in (b,)|a in (b c)|a notin b|a notin ()|in in (in)|a,b|a, b".split(
    "|",
  ),
  ..."!a,b|! a|!|!!a|a=|a==|a!=|a===b|a=!b|a=b,|,a|a,,b|a=b,,|(a)|a)|a(|a in (b),c".split("|"),
  ..."a>1|a>x|a<1.5|a<-1|a> 1|a>1,a<3|a in (b|a b in (c)|a\tin (b)|a=b c|a/b=c|a/b/c=d".split("|"),
  ..."/a=b|a/=b|A.B/c=d|a_b=c|a..b/c=d|-a=b|a-=b|a=b-|a=.b|a='b'|é=a|a=é|x=y=z|exists".split("|"),
  `${"k".repeat(64)}=a`,
  `a=${"v".repeat(64)}`,
  `${"p".repeat(254)}/k=a`,
];
const fieldSelectors = [
  ..."metadata.name|metadata.name=|metadata.name==c1|metadata.name!=c1|metadata.name=c1,".split(
    "|",
  ),
  ...",metadata.name=c1|metadata.name=c1,metadata.name=c2|metadata.name=a=b|=c1|!=c1|=".split("|"),
  ..."metadata.namespace=rq-options|metadata.namespace=x|metadata.namespace!=x".split("|"),
  ..."metadata.uid=x|metadata.name in (a)|metadata.name>1|a|a,b|metadata.name=a\\,b".split("|"),
  ..."metadata.name=a\\=b|metadata.name=a\\\\b|metadata.name=a\\|metadata.name=\\x".split("|"),
];

function everyWrite(query: string): readonly RawRequest[] {
  const of = (path: string): string => withQuery(path, query);
  // What is not only tried is done to objects of its own.
  if (!query.includes("dryRun=All")) return [send("POST", of(`${root}/secrets`), { metadata: {} })];
  return [
    send("POST", of(`${root}/configmaps`), { ...configMap("made"), bogus: 1 }),
    send("PUT", of(map), { ...configMap("c1"), bogus: 1 }),
    send("PATCH", of(map), { data: { b: "c" }, bogus: 1 }, patchTypes.merge),
    send("PATCH", of(map), { data: { b: "c" } }, patchTypes.apply),
    bare("DELETE", of(map)),
    bare("DELETE", of(`${root}/configmaps`)),
  ];
}

/** Query options of all verbs, and selectors that are none. */
export const optionGroup: RequestGroup = {
  name: "options",
  first: [namespace("rq-options"), ...configMaps(root, 3)],
  requests: [
    ...writes.flatMap(everyWrite),
    ...reads.flatMap((query) => [
      get(withQuery(`${root}/configmaps`, query)),
      get(withQuery(map, query)),
    ]),
    ...labelSelectors.map((text) =>
      get(`${root}/configmaps?labelSelector=${encodeURIComponent(text)}`),
    ),
    ...fieldSelectors.map((text) =>
      get(`${root}/configmaps?fieldSelector=${encodeURIComponent(text)}`),
    ),
    ...unreadable.flatMap(everyWrite),
  ],
};
