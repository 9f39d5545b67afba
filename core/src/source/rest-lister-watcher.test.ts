import { expect, test } from "vitest";
import type { ListScope } from "../api/list.ts";
import {
  isForbidden,
  isNotFound,
  isTooManyRequests,
  isUnauthorized,
  retryAfterMs,
  StatusError,
} from "../api/status-error.ts";
import { Simulation } from "../simulation/simulation.ts";
import { nodes, ScriptedTransport, scriptedSource } from "../testing/scripted-source.ts";
import type { ListResult } from "./lister-watcher.ts";
import { RestClient, type RestClientOptions } from "./rest-client.ts";
import { RestListerWatcher, type RestListerWatcherOptions } from "./rest-lister-watcher.ts";
import { TransportError } from "./transport-error.ts";

const deployments = { group: "apps", version: "v1", resource: "deployments" };

function errorOf(result: ListResult<object> | undefined): Error {
  if (result === undefined || result.ok) throw new Error("expected a failure");
  return result.error as Error;
}

test("LW-1: a list asks for the collection and hands over what came", () => {
  const { transport, list } = scriptedSource();
  const result = list({ resourceVersion: "0", limit: 500 });

  transport.answer(
    200,
    '{"kind":"NodeList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}}]}',
  );

  expect(transport.requests).toEqual([
    {
      method: "GET",
      path: "/api/v1/nodes",
      query: [
        ["limit", "500"],
        ["resourceVersion", "0"],
      ],
      headers: { accept: "application/json" },
      isStream: false,
    },
  ]);
  expect(result()).toEqual({
    ok: true,
    list: {
      kind: "NodeList",
      metadata: { resourceVersion: "7" },
      items: [{ metadata: { name: "a" } }],
    },
  });
});

test("LW-2: namespace and tweaks reach both list and watch; a watch sets watch=true", () => {
  const { transport, list, watch } = scriptedSource({
    resource: deployments,
    namespace: "shop",
    tweakListOptions: (options) => ({
      ...options,
      labelSelector: "app=web",
      fieldSelector: "metadata.name=a",
    }),
  });

  list();
  watch({ resourceVersion: "7", allowWatchBookmarks: true, timeoutSeconds: 300 });

  expect(transport.requests.map(({ path }) => path)).toEqual([
    "/apis/apps/v1/namespaces/shop/deployments",
    "/apis/apps/v1/namespaces/shop/deployments",
  ]);
  expect(transport.requests.map(({ query }) => Object.fromEntries(query))).toEqual([
    { labelSelector: "app=web", fieldSelector: "metadata.name=a" },
    {
      labelSelector: "app=web",
      fieldSelector: "metadata.name=a",
      allowWatchBookmarks: "true",
      resourceVersion: "7",
      timeoutSeconds: "300",
      watch: "true",
    },
  ]);
});

test("what is empty or off is not sent, as Go leaves it out; sendInitialEvents=false is", () => {
  const { transport, list } = scriptedSource();

  list({
    resourceVersion: "",
    limit: 0,
    continue: "",
    allowWatchBookmarks: false,
    sendInitialEvents: false,
  });

  expect(transport.requests[0]?.query).toEqual([["sendInitialEvents", "false"]]);
});

test("a list whose items are null is empty", () => {
  const { transport, list } = scriptedSource();
  const result = list();

  transport.answer(200, '{"kind":"NodeList","metadata":{},"items":null}');

  expect(result()).toMatchObject({ ok: true, list: { items: [] } });
});

test("a refusal is the server's Status", () => {
  const { transport, list } = scriptedSource();
  const result = list();

  transport.answer(
    410,
    '{"kind":"Status","status":"Failure","reason":"Expired","message":"too old","code":410}',
  );

  const error = errorOf(result()) as StatusError;
  expect(error).toBeInstanceOf(StatusError);
  expect(error.status).toMatchObject({ reason: "Expired", code: 410 });
});

test("a Status without code gets the answer's, and Retry-After fills in for retryAfterSeconds", () => {
  const { transport, list } = scriptedSource();
  const result = list();

  transport.answer(429, '{"kind":"Status","status":"Failure","message":"slow down"}', {
    "retry-after": "2",
  });

  const error = errorOf(result());
  expect(isTooManyRequests(error)).toBe(true);
  expect(retryAfterMs(error)).toBe(2000);
});

test("a refusal without Status gets client-go's reason and words", () => {
  const { transport, list } = scriptedSource({ resource: deployments });
  const result = list();

  transport.answer(503, "<h1>busy</h1>", { "retry-after": "1" });

  expect((errorOf(result()) as StatusError).status).toEqual({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: "the server is currently unable to handle the request (list deployments.apps)",
    reason: "ServiceUnavailable",
    details: {
      group: "apps",
      kind: "deployments",
      causes: [{ reason: "UnexpectedServerResponse", message: "<h1>busy</h1>" }],
      retryAfterSeconds: 1,
    },
    code: 503,
  });
});

test("a missing permission names verb and resource, whoever refuses", () => {
  const { transport, list } = scriptedSource();
  const byProxy = list();
  transport.answer(403, "Forbidden");
  const byServer = list();
  const text =
    'nodes is forbidden: User "me" cannot list resource "nodes" in API group "" at the cluster scope';
  transport.answer(
    403,
    JSON.stringify({
      kind: "Status",
      status: "Failure",
      reason: "Forbidden",
      message: text,
      code: 403,
    }),
  );

  expect(isForbidden(errorOf(byProxy()))).toBe(true);
  expect(errorOf(byProxy()).message).toMatch(
    /^Forbidden.*missing permission to list nodes \(403 from https:\/\/cluster:6443\/api\/v1\/nodes\)$/,
  );
  expect(errorOf(byServer()).message).toBe(text);
});

test("refused credentials say so and where; the Status stays as sent", () => {
  const { transport, list } = scriptedSource();
  const result = list();

  transport.answer(
    401,
    '{"kind":"Status","status":"Failure","reason":"Unauthorized","message":"Unauthorized","code":401}',
  );

  const error = errorOf(result()) as StatusError;
  expect(isUnauthorized(error)).toBe(true);
  expect(error.message).toBe(
    'Unauthorized: the server refused the credentials for "list nodes" (401 from https://cluster:6443/api/v1/nodes); check the token or client certificate',
  );
  expect(error.status.message).toBe("Unauthorized");
});

test("a resource that is not served names its version", () => {
  const { transport, list } = scriptedSource({ resource: deployments });
  const result = list();

  transport.answer(404, "404 page not found");

  expect(isNotFound(errorOf(result()))).toBe(true);
  expect(errorOf(result()).message).toContain("is deployments served in apps/v1?");
});

test.each([
  ["HTML", "<!doctype html><title>Sign in</title>", "text/html", "login page or proxy? it begins"],
  ["a Table", '{"kind":"Table","rows":[]}', "application/json", "a Table, which is for people"],
  [
    "partial objects",
    '{"kind":"PartialObjectMetadataList","items":[]}',
    "application/json",
    "only the metadata",
  ],
  [
    "one object",
    '{"kind":"Node","metadata":{}}',
    "application/json",
    "a Node where a list of nodes was expected",
  ],
  ["no object", "[]", "application/json", "JSON that is no object"],
  ["other text", "hello", "text/plain", 'text/plain instead of JSON; it begins "hello"'],
])("%s where a list was expected is explained", (_name, body, contentType, expected) => {
  const { transport, list } = scriptedSource();
  const result = list();

  transport.answer(200, body, { "content-type": contentType });

  const error = errorOf(result()) as TransportError;
  expect(error).toBeInstanceOf(TransportError);
  expect(error.failure).toBe("unexpected-content");
  expect(error.message).toMatch(/^https:\/\/cluster:6443\/api\/v1\/nodes answered with /);
  expect(error.message.replace("; it begins", " it begins")).toContain(
    expected.replace("; it begins", " it begins"),
  );
});

test("JSON that was cut is told from other content", () => {
  const { transport, list } = scriptedSource();
  const result = list();

  transport.answer(200, '{"kind":"NodeList","items":[{"meta', {
    "content-type": "application/json",
  });

  expect((errorOf(result()) as TransportError).failure).toBe("connection-lost");
  expect(errorOf(result()).message).toContain("ends too early or is damaged, after 34 characters");
});

test("an answer that breaks off is a lost connection; a request that got none keeps its error", () => {
  const { transport, list } = scriptedSource();
  const broken = list();
  transport.observer?.responded({ status: 200, headers: {} });
  transport.observer?.text('{"kind"');
  transport.observer?.failed(new Error("reset"));
  const unanswered = list();
  const refused = new TransportError("connection-refused", "nobody there");
  transport.observer?.failed(refused);

  expect((errorOf(broken()) as TransportError).failure).toBe("connection-lost");
  expect(errorOf(unanswered())).toBe(refused);
});

test("LW-3: streaming lists are assumed to be supported unless the client says that they are not", () => {
  const environment = new Simulation();
  const transport = new ScriptedTransport();
  const isUnsupported = (options: Partial<RestClientOptions>): boolean | undefined =>
    new RestClient(transport, { environment, ...options }).listerWatcherFor(environment, {
      resource: nodes,
    }).isWatchListUnsupported;

  expect(isUnsupported({})).toBe(false);
  expect(isUnsupported({ isWatchListUnsupported: true })).toBe(true);
});

test("a source says which objects of its resource it reads, as its namespace and its tweak have it", () => {
  const environment = new Simulation();
  const scopeOf = (
    options: Pick<RestListerWatcherOptions, "namespace" | "tweakListOptions">,
  ): ListScope =>
    new RestListerWatcher(environment, {
      transport: new ScriptedTransport(),
      resource: nodes,
      ...options,
    }).scope;

  expect(scopeOf({})).toEqual({});
  expect(
    scopeOf({
      namespace: "shop",
      tweakListOptions: (options) => ({ ...options, labelSelector: "app=web" }),
    }),
  ).toEqual({ namespace: "shop", labelSelector: "app=web" });
});
