import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { without } from "../codec/json/plain-object.ts";
import { createCluster } from "../fake-apiserver.ts";
import { createFetchHandler } from "../transports/fetch/fetch-handler.ts";
import { auditLine } from "../transports/node/audit/audit-line.ts";
import type { AuditEvent } from "./audit-event.ts";
import type { AuditPolicy } from "./audit-policy.ts";

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Null: of no interest. */
  readonly events: readonly unknown[] | null;
}

interface Recording {
  readonly policy: AuditPolicy;
  readonly requests: readonly RecordedRequest[];
}

const { policy, requests } = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../../fixtures/audit/events.json.gz", import.meta.url)),
  ).toString("utf8"),
) as Recording;

const tokens = [
  { token: "oracle", name: "oracle-admin", uid: "oracle-uid", groups: ["system:masters"] },
  { token: "alice", name: "alice", uid: "alice-uid", groups: ["dev"] },
];

test("events are those of the real server", async () => {
  const lines: string[] = [];
  await using cluster = createCluster({
    tokens,
    anonymousAuth: true,
    serviceAccountTokens: { issuer: "https://oracle.invalid" },
    controllers: { namespaces: false },
    audit: { policy, log: (event) => lines.push(auditLine(event, "json")) },
  });
  const ask = createFetchHandler(cluster, { client: "unknown" });

  const different: unknown[] = [];
  for (const { method, path, body, headers, events: expected } of requests) {
    await (await ask(path, init({ method, body, headers }))).text();
    const told = lines.splice(0).filter(isWritten).map(comparable);
    const [real, ours] = [JSON.stringify(expected), JSON.stringify(told)];
    if (expected !== null && real !== ours) different.push(`${method} ${path}`, real, ours);
  }

  expect(different).toEqual([]);
  expect(requests.length).toBeGreaterThan(100);
});

function init({
  method,
  body,
  headers = {},
}: Pick<RecordedRequest, "method" | "body"> & {
  readonly headers: RecordedRequest["headers"] | undefined;
}): RequestInit {
  const sent: Record<string, string> = { authorization: "Bearer oracle" };
  if (body !== undefined) sent["content-type"] = "application/json";
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) delete sent[name.toLowerCase()];
    else sent[name.toLowerCase()] = value;
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { method, headers: sent, ...(body === undefined ? {} : { body: text }) };
}

const uids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Of a patch that is not JSON the log has no line. */
function isWritten(line: string): boolean {
  return line !== "";
}

/** An event without what is another one each time. */
function comparable(line: string): unknown {
  const event = JSON.parse(line) as AuditEvent;
  const lasting = without(
    event,
    "kind",
    "apiVersion",
    "requestReceivedTimestamp",
    "stageTimestamp",
  );
  const own = event.auditID === "my-own-id" ? lasting : without(lasting, "auditID");
  return JSON.parse(JSON.stringify(own), (name, value: unknown) => {
    if (typeof value !== "string") return value;
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return "TIME";
    if (name === "resourceVersion" || name === "continue") return name;
    if (name === "token" && value !== "") return name;
    return value.replace(uids, "UID").replace(/gen-[a-z0-9]{5}/g, "gen-NAME");
  });
}
