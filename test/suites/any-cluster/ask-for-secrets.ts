// Writes and reads Secrets in every form that a server speaks, and prints what it saw of their values, and the journal.
// node --conditions=@informerlab/source ask-for-secrets.ts, by the variables that exec and proxy set for their command

import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { gunzipSync } from "node:zlib";
import { secretValue } from "./secrets.ts";

const { FAKE_APISERVER_URL: url = "", FAKE_APISERVER_TOKEN: token = "" } = process.env;
const { FAKE_APISERVER_ADMIN: admin = "", FAKE_APISERVER_CA: ca = "" } = process.env;
const secrets = `${url}/api/v1/namespaces/default/secrets`;
const name = "any-cluster-secret";
const protobuf = "application/vnd.kubernetes.protobuf";
const meta = "g=meta.k8s.io;v=v1";

interface Sent {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function open(address: string, { method = "GET", body, headers }: Sent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      ...{ method, ca: readFileSync(ca) },
      headers: { authorization: `Bearer ${token}`, ...headers },
    };
    request(address, options, resolve).once("error", reject).end(body);
  });
}

async function ask(address: string, sent: Sent = {}): Promise<string> {
  const answer = await open(address, sent);
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  return (answer.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
}

const seen: string[] = [];

/** Tells whether the value, or what stands for it, was in an answer. */
function look(what: string, answer: string, wanted = secretValue.forms): void {
  const isThere = wanted.some((form) => answer.includes(form));
  seen.push(`${what}: ${isThere ? "seen" : answer.slice(0, 300)}`);
}

const json = { "content-type": "application/json" };
const secret = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name },
  stringData: { password: secretValue.text },
};
// Watches of all forms are there before it is.
const watched = [
  ["application/json", "identity"],
  ["application/json", "gzip"],
  [protobuf, "identity"],
  [`application/json;as=Table;${meta}`, "identity"],
].map(async ([accept = "", encoding = ""]) => {
  const path = `${secrets}?watch=1&timeoutSeconds=3&includeObject=Object&allowWatchBookmarks=1`;
  const headers = { accept, "accept-encoding": encoding };
  return [`watch in ${accept}, ${encoding}`, await ask(path, { headers })] as const;
});
const filler = { filler: "x".repeat(200_000) };
const created = { ...secret, stringData: { ...secret.stringData, ...filler } };
look(
  "create",
  await ask(secrets, { method: "POST", headers: json, body: JSON.stringify(created) }),
);
const applied = `${secrets}/${name}?fieldManager=kubectl&force=true`;
const apply = { method: "PATCH", headers: { "content-type": "application/apply-patch+yaml" } };
look("apply", await ask(applied, { ...apply, body: JSON.stringify(secret) }));
// What kubectl leaves on the object of what it was given.
const annotations = {
  "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(secret),
};
const merge = { method: "PATCH", headers: { "content-type": "application/merge-patch+json" } };
const annotated = await ask(`${secrets}/${name}`, {
  ...merge,
  body: JSON.stringify({ metadata: { annotations } }),
});
look("annotation", annotated);
for (const accept of [
  "application/json",
  "application/yaml",
  protobuf,
  `application/json;as=Table;${meta}`,
  `application/json;as=PartialObjectMetadataList;${meta}`,
]) {
  for (const encoding of ["identity", "gzip"]) {
    const headers = { accept, "accept-encoding": encoding };
    const answer = await ask(`${secrets}?includeObject=Object`, { headers });
    look(`list in ${accept}, ${encoding}`, answer);
  }
}
look("get", await ask(`${secrets}/${name}`));
// A refusal repeats what was wrong.
const wrong = `{apiVersion: v1, kind: Secret, metadata: {name: ${name}}, data: ${secretValue.text}}`;
look("refusal", await ask(applied, { ...apply, body: wrong }));
for (const [what, answer] of await Promise.all(watched)) look(what, answer);
const journal = await ask(`${admin}/requests`);
console.log(JSON.stringify({ journal, seen }));
