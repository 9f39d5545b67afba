/**
 * Writes `fixtures/protobuf/answers.json.gz`: what a real kube-apiserver answers to the same reads in JSON and in protobuf.
 *
 *     NODE_TLS_REJECT_UNAUTHORIZED=0 node --conditions=@informerlab/source fake-apiserver/scripts/record-protobuf.ts https://127.0.0.1:6443 TOKEN
 *
 * The server should be empty: the objects of `fixtures/questions/bases.jsonl` are created in it first.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const protobuf = "application/vnd.kubernetes.protobuf";
const partial = (kind: string): string => `;as=${kind};g=meta.k8s.io;v=v1`;

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

interface Recorded {
  readonly path: string;
  /** The parameters of the Accept header behind the media type. */
  readonly as?: string;
  readonly json: unknown;
  /** In base64. */
  readonly protobuf: string;
}

const [base, token] = process.argv.slice(2);
if (base === undefined || token === undefined) {
  console.error("usage: record-protobuf.ts URL TOKEN");
  process.exit(2);
}

async function ask(path: string, accept: string, body?: unknown): Promise<Response> {
  return fetch(`${base}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${token}`,
      accept,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const json = async (path: string, body?: unknown): Promise<unknown> =>
  (await ask(path, "application/json", body)).json();

async function record(path: string, as = "", body?: unknown): Promise<Recorded> {
  const asProtobuf = await ask(path, `${protobuf}${as}`, body);
  const bytes = Buffer.from(await asProtobuf.arrayBuffer());
  if (!(asProtobuf.headers.get("content-type") ?? "").startsWith(protobuf)) {
    throw new Error(`${path} is not answered in protobuf: ${asProtobuf.status} ${bytes}`);
  }
  const asJson: unknown = await (await ask(path, `application/json${as}`, body)).json();
  return { path, ...(as === "" ? {} : { as }), json: asJson, protobuf: bytes.toString("base64") };
}

// Custom resources have no protobuf.
const isBuiltIn = (group: string): boolean => !group.includes(".") || group.endsWith(".k8s.io");
const { groups } = (await json("/apis")) as {
  groups: { name: string; versions: { groupVersion: string }[] }[];
};
const roots = [
  "/api/v1",
  ...groups
    .filter(({ name }) => isBuiltIn(name))
    .flatMap(({ versions }) => versions.map((v) => `/apis/${v.groupVersion}`)),
];
const resources = new Map<string, readonly Resource[]>();
for (const root of roots) {
  const { resources: found } = (await json(root)) as { resources: Resource[] };
  resources.set(root, found);
}

const lines = readFileSync(new URL("../fixtures/questions/bases.jsonl", import.meta.url), "utf8");
const answers: Recorded[] = [];
await json("/api/v1/namespaces", { metadata: { name: "recorded" } });
for (const [index, line] of lines.trim().split("\n").entries()) {
  const text = line
    .replaceAll("(namespace)", "recorded")
    .replaceAll("(name)", `base-${index}`)
    .replaceAll("(plural)", `base-${index}s`);
  const object = JSON.parse(text) as {
    apiVersion: string;
    kind: string;
    metadata?: object;
    status?: object;
  };
  const root = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
  const resource = resources
    .get(root)
    ?.find(({ kind, name }) => kind === object.kind && !name.includes("/"));
  if (resource === undefined) throw new Error(`no resource for ${text}`);
  const path = `${root}${resource.namespaced ? "/namespaces/recorded" : ""}/${resource.name}`;
  const metadata = { name: `base-${index}`, ...object.metadata };
  const { status: _status, ...rest } = object;
  if (!resource.verbs.includes("list")) {
    answers.push(await record(path, "", object));
    continue;
  }
  const created = (await json(path, { ...rest, metadata })) as { metadata: { name: string } };
  if (object.status === undefined) continue;
  const place = `${path}/${encodeURIComponent(created.metadata.name)}`;
  await fetch(`${base}${place}/status`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/merge-patch+json" },
    body: JSON.stringify({ status: object.status }),
  });
}

for (const [root, found] of resources) {
  answers.push(await record(root));
  for (const { name, verbs } of found) {
    // These come in another order each time.
    if (verbs.includes("list") && name !== "componentstatuses")
      answers.push(await record(`${root}/${name}`));
  }
}
answers.push(
  await record("/api"),
  await record("/apis"),
  await record("/apis/apps"),
  await record("/api/v1/namespaces/recorded"),
  await record("/api/v1/namespaces/missing"),
  await record("/api/v1/nothing"),
  await record("/api/v1/namespaces?limit=1"),
  await record("/api/v1/namespaces?limit=none"),
  await record("/api/v1/namespaces/recorded", partial("PartialObjectMetadata")),
  await record("/api/v1/namespaces", partial("PartialObjectMetadataList")),
  await record("/apis/apps/v1/namespaces/recorded/deployments/base-19/scale"),
);

const folder = new URL("../fixtures/protobuf/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("answers.json.gz", folder), gzipSync(JSON.stringify(answers), { level: 9 }));
console.log(`${answers.length} answers`);
