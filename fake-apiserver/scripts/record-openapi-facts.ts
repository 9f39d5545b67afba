// Asks a kube-apiserver for its OpenAPI documents, without and with a custom resource, and keeps their facts as a fixture
// of this name: `usual` of a server in its default set-up, `all` of one with `--runtime-config=api/all=true` and
// `--feature-gates=MutatingAdmissionPolicy=true,StorageVersionMigrator=true`. It must have no custom resources.
// NODE_TLS_REJECT_UNAUTHORIZED=0 node --conditions=@informerlab/source record-openapi-facts.ts https://127.0.0.1:6443 TOKEN NAME
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { askedKind, openApiFacts } from "../src/testing/openapi-facts.ts";

const [server = "", token = "", name = "usual"] = process.argv.slice(2);
const kindName = "widgets.example.com";
const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

async function ask<T>(path: string, method = "GET", body?: object): Promise<T> {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: "application/json",
    "content-type": "application/json",
  };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return (await (await fetch(server + path, { method, headers, ...sent })).json()) as T;
}

type Document = Readonly<Record<string, unknown>>;

async function documents(): Promise<{ v2: Document; v3: Record<string, Document> }> {
  const { paths } = await ask<{ paths: Record<string, object> }>("/openapi/v3");
  const v3: Record<string, Document> = {};
  for (const path of Object.keys(paths)) v3[path] = await ask(`/openapi/v3/${path}`);
  return { v2: await ask("/openapi/v2"), v3 };
}

const alone = openApiFacts(await documents());
await ask(definitionsPath, "POST", askedKind);
let withKind = await documents();
const isThere = ({ v2, v3 }: typeof withKind): boolean =>
  JSON.stringify(v2).includes(".WidgetList") && JSON.stringify(v3).includes(".WidgetList");
for (let round = 0; round < 60 && !isThere(withKind); round += 1) {
  await sleep(1000);
  withKind = await documents();
}
await ask(`${definitionsPath}/${kindName}`, "DELETE");
const added = Object.entries(openApiFacts(withKind)).filter(([fact, told]) => alone[fact] !== told);
const { gitVersion } = await ask<{ gitVersion: string }>("/version");
writeFileSync(
  join(import.meta.dirname, `../fixtures/openapi/${name}.json.gz`),
  gzipSync(JSON.stringify({ gitVersion, alone, added: Object.fromEntries(added) })),
);
console.log(
  `${Object.keys(alone).length} facts of ${gitVersion}, ${added.length} with ${kindName}`,
);
