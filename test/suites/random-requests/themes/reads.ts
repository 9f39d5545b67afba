import { bare, type RawRequest, send } from "../../requests/request.ts";
import { create, patch, remove, removeAll } from "../actions.ts";
import { deleteOptions } from "../bodies.ts";
import type { Chance } from "../chance.ts";
import { everyKind } from "../every-kind.ts";
import { type Target, type World, writeOf } from "../world.ts";
import type { Theme } from "./theme.ts";

/** Lists, watches and paths with all that their options can say, well and not. */
export const readsTheme: Theme = {
  name: "reads",
  kinds: everyKind,
  first: () => [],
  actions: [
    [22, create],
    [6, patch],
    [4, remove],
    [1, removeAll],
    [40, list],
    [6, watch],
    [6, removeSome],
    [18, oddPath],
    [8, oddAccept],
  ],
};

const labelTexts = [
  "tier=web",
  "tier==web",
  "tier!=web",
  "tier in (web,db)",
  "tier in (web, ,db)",
  "tier in ()",
  "tier notin (db,)",
  "!tier",
  "! tier",
  "tier,world",
  "tier=web,,world",
  ",",
  "tier=",
  "=",
  "tier in web",
  "tier>1",
  "tier<x",
  "tier=web=db",
  "tier in (web",
  "tier=we b",
  "a/b/c=d",
  `${"x".repeat(64)}=a`,
  "example.org/tier",
  "tier=-web",
  "in in (in)",
  "notin",
  "tier  =  web",
];

const fieldTexts = [
  "metadata.name=a",
  "metadata.name==a",
  "metadata.name!=a",
  "metadata.name=a,metadata.name=b",
  "metadata.name=a\\,b",
  "metadata.name=a\\=b",
  "metadata.name=a\\x",
  "metadata.name",
  "metadata.name=",
  "metadata.uid=u",
  "metadata.namespace!=elsewhere",
  "metadata.namespace=elsewhere",
  "metadata.labels.x=y",
  "spec.nodeName=n1",
  "spec.nodeName=",
  "spec.restartPolicy!=Always",
  "spec.schedulerName=mine",
  "spec.serviceAccountName=default",
  "spec.hostNetwork=true",
  "status.phase=Pending",
  "status.podIP=1.2.3.4",
  "status.podIPs=1.2.3.4",
  "status.nominatedNodeName=",
  "status.replicas=0",
  "status.successful=1",
  "type=Opaque",
  "reason=Slow",
  "involvedObject.kind=Pod",
  "involvedObject.name!=p",
  "regarding.name=p",
  "source=kubelet",
  "reportingComponent=k.io/kubelet",
  "spec.clusterIP=None",
  "spec.type=NodePort",
  "spec.unschedulable=false",
  "spec.signerName=x",
  "spec.driver=d.example.org",
  "spec.nodeName!=x",
  "spec.parentRef.name=x",
  "name=a",
  "Metadata.Name=a",
  ",",
  "metadata.name=a,",
];

function selectors(chance: Chance): readonly string[] {
  return [
    ...(chance.isOneIn(2) ? [`labelSelector=${encodeURIComponent(chance.oneOf(labelTexts))}`] : []),
    ...(chance.isOneIn(2) ? [`fieldSelector=${encodeURIComponent(chance.oneOf(fieldTexts))}`] : []),
  ];
}

function versions(world: World, target: Target): readonly string[] {
  const { chance, pages } = world;
  const last = writeOf(world, target);
  const known = last === undefined ? [] : [`{rv:${last}}`, `{last:${last}}`];
  const page = pages.at(-1);
  return [
    ...(chance.isOneIn(3)
      ? [`limit=${chance.oneOf(["1", "1", "2", "0", "-1", "x", "500", "9999999999999999999"])}`]
      : []),
    ...(chance.isOneIn(5) && page !== undefined ? [`continue={continue:${page}}`] : []),
    ...(chance.isOneIn(30)
      ? [`continue=${chance.oneOf(["x", "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ"])}`]
      : []),
    ...(chance.isOneIn(3)
      ? [`resourceVersion=${chance.oneOf(["0", "1", "x", "-1", "", ...known, ...known])}`]
      : []),
    ...(chance.isOneIn(5)
      ? [`resourceVersionMatch=${chance.oneOf(["Exact", "NotOlderThan", "Odd", ""])}`]
      : []),
    ...(chance.isOneIn(15) ? [`sendInitialEvents=${chance.oneOf(["true", "false", "x"])}`] : []),
    ...(chance.isOneIn(15) ? ["allowWatchBookmarks=true"] : []),
    ...(chance.isOneIn(15) ? [`timeoutSeconds=${chance.oneOf(["0", "5", "x", "-1"])}`] : []),
    ...(chance.isOneIn(30) ? [`timeout=${chance.oneOf(["5s", "x", "0"])}`] : []),
    ...(chance.isOneIn(10) ? [`pretty=${chance.oneOf(["true", "1", "false", "0", "x", ""])}`] : []),
  ];
}

const own = ({ namespace }: World): string => `labelSelector=world=${namespace}`;

function list(world: World, target: Target, number: number): RawRequest {
  const { chance, pages } = world;
  // Others of the cluster are nobody's business.
  const chosen = target.kind.isNamespaced
    ? selectors(chance)
    : [own(world), ...selectors(chance).filter((one) => one.startsWith("field"))];
  const narrowed = versions(world, target);
  const options = [
    ...chosen,
    // Pages are of all that there is.
    ...(target.kind.isNamespaced ? narrowed : narrowed.filter((one) => !/^(limit|cont)/.test(one))),
  ];
  if (options.some((one) => one.startsWith("limit="))) pages.push(number);
  return bare("GET", withOptions(target.list, options));
}

function watch(world: World, target: Target): RawRequest {
  const { chance } = world;
  const chosen = target.kind.isNamespaced ? selectors(chance) : [own(world)];
  const options = [
    ...chosen,
    ...versions(world, target).filter((one) => !one.startsWith("timeout")),
    chance.oneOf(["watch=1", "watch=true", "watch", "watch=t"]),
    "timeoutSeconds=1",
  ];
  if (chance.isOneIn(4))
    return bare(
      "GET",
      withOptions(
        target.path,
        options.filter((one) => !/^(label|field)/.test(one)),
      ),
    );
  return bare("GET", withOptions(target.list, options));
}

/** A collection, by selectors and with options. */
function removeSome(world: World, target: Target): RawRequest {
  const { chance } = world;
  const options = [
    own(world),
    ...selectors(chance).filter((one) => one.startsWith("field")),
    ...(target.kind.isNamespaced && chance.isOneIn(3) ? [`limit=${chance.oneOf(["1", "x"])}`] : []),
    ...(chance.isOneIn(4) ? [`resourceVersion=${chance.oneOf(["0", "x", "1"])}`] : []),
    ...(chance.isOneIn(6) ? ["dryRun=All"] : []),
    ...(chance.isOneIn(6) ? ["propagationPolicy=Foreground"] : []),
  ];
  const path = withOptions(target.list, options);
  return chance.isOneIn(2)
    ? bare("DELETE", path)
    : send("DELETE", path, deleteOptions(world, target));
}

function oddPath(world: World, target: Target): RawRequest {
  const { chance } = world;
  const { list, path, kind } = target;
  // What is not of a namespace is everybody's: nothing of it is listed or goes but by its name.
  const methods = ["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
  const method = chance.oneOf(kind.isNamespaced ? [...methods, "DELETE"] : methods);
  const odd = chance.oneOf([
    `${path}/`,
    `${list}/`,
    `/${path}`,
    path.replace("/namespaces/", "//namespaces/"),
    `${path}/status/`,
    `${path}/nope`,
    `${path}/status/nope`,
    `${list}/%20`,
    `${list}/a%2Fb`,
    `${list}/..`,
    `${list}/%2e%2e/x`,
    `${list}/.`,
    `${list}/a b`.replaceAll(" ", "%20"),
    `${list}/%zz`.replace("%zz", "%C3%A9"),
    list.replace(kind.plural, kind.plural.toUpperCase()),
    list.replace(kind.plural, kind.kind.toLowerCase()),
    list.replace(/\/v1(beta1)?\//, "/v9/"),
    list.replace(/namespaces\/[^/]+/, "namespaces/Not%20Valid"),
    list.replace(/namespaces\/[^/]+/, "namespaces/-"),
    `${path}?`,
    `${path}?&&`,
    `${path}?=x`,
    `${path}?a;b`,
    `${list}?limit=1&limit=x`,
    `${list}?LIMIT=x`,
    `${path}#x`.replace("#", "%23"),
    list.slice(0, list.lastIndexOf("/")),
    `${path}/proxy`,
    `${path}/exec`,
  ]);
  const isOfAll =
    !kind.isNamespaced &&
    (odd === list || odd.startsWith(`${list}/.`) || odd.startsWith(`${list}?`));
  return bare(method, isOfAll || odd === `${list}/` ? path : odd);
}

function oddAccept(world: World, target: Target): RawRequest {
  const { chance } = world;
  const accept = chance.oneOf([
    "application/json;q=0.1,application/yaml;q=0.9",
    "application/yaml;q=0,application/json",
    "application/json;q=2",
    "application/json;q=x,application/yaml",
    "text/html,application/xhtml+xml,*/*;q=0.8",
    "application/*",
    "*",
    "application/cbor",
    "application/cbor,application/json;q=0.5",
    "application/cbor-seq",
    "application/vnd.kubernetes.protobuf;q=0.3,application/json;q=0.2",
    "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io",
    "application/json; charset=utf-8",
    "application/json;stream=watch",
    "application/json;pretty=1",
    "application/json;;",
    ",",
    "application/json,",
    "APPLICATION/JSON",
    "application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io",
    "text/plain",
    "",
  ]);
  const path =
    target.kind.isNamespaced || chance.isOneIn(2)
      ? chance.oneOf([target.list, target.path])
      : target.path;
  const own =
    path === target.list && !target.kind.isNamespaced
      ? `?labelSelector=world=${world.namespace}`
      : "";
  return { method: "GET", path: `${path}${own}`, headers: { accept } };
}

function withOptions(path: string, options: readonly string[]): string {
  return options.length === 0 ? path : `${path}?${options.join("&")}`;
}
