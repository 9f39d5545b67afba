import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { objectOf, type PlainObject, textOf } from "../../../codec/json/plain-object.ts";
import type { ApiRequest } from "../../../request/read/api-request.ts";
import { toProxiedRequest } from "../../../taps/proxied-request.ts";
import type { SeenBody } from "../../../taps/seen-body.ts";
import type { Tap } from "../../../taps/tap.ts";
import { BodiesOnTheWay, readAlong } from "../proxy/read-along.ts";
import type { Upstream } from "../proxy/upstream.ts";

const json = "application/json";
const aggregated = `${json};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,${json}`;
/** The name under which these requests stand in a recording. */
const client = "fake-apiserver-record";
/** Milliseconds after which a server behind an aggregated API is left alone. */
const patienceMs = 5000;

/**
 * Asks a server what it serves, in both forms of discovery, and tells a tap: whoever meets the recording later needs that
 * before anything else, and most clients keep it on disc instead of asking.
 *
 * @throws whatever made the server unreachable.
 */
export async function recordDescription(upstream: Upstream, tap: Tap): Promise<void> {
  const ask = (path: string, accept: string): Promise<PlainObject> =>
    heard({ method: "GET", path, query: [], headers: { accept }, client }, upstream, tap);
  const [, , , core, groups] = await Promise.all([
    ask("/version", json),
    ask("/api", aggregated),
    ask("/apis", aggregated),
    ask("/api", json),
    ask("/apis", json),
  ]);
  const { versions } = core;
  const paths = [
    ...listOfTexts(versions).map((version) => `/api/${version}`),
    ...listOfObjects(groups["groups"])
      .flatMap((group) => listOfObjects(group["versions"]))
      .map(({ groupVersion }) => `/apis/${textOf(groupVersion)}`),
  ];
  // One behind the other: the server has clients of its own.
  for (const path of paths) await ask(path, json);
}

async function heard(call: ApiRequest, upstream: Upstream, tap: Tap): Promise<PlainObject> {
  const seen = toProxiedRequest(call, { id: "", operationOf: () => "" });
  const exchange = tap.requested({ call, ...seen });
  const { method, path, headers } = call;
  const sent = await upstream.open({
    ...{ method, target: path, asOwner: true },
    headers: [...Object.entries(headers).flat(), "user-agent", client],
  });
  sent.setTimeout(patienceMs, () => sent.destroy(new Error(`${path} is not answered`)));
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  exchange?.answered?.({ code: answer.statusCode ?? 0, headers: answer.headers });
  const body = await new Promise<SeenBody | undefined>((resolve) => {
    readAlong(answer, new BodiesOnTheWay(), resolve);
  });
  exchange?.body?.(body);
  return body?.value ?? {};
}

function listOfObjects(value: unknown): readonly PlainObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function listOfTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}
