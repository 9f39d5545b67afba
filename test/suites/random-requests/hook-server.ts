import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { CertificateAuthority } from "../../../fake-apiserver/src/transports/node/certificates.ts";

/** Webhooks that do what their path says, and what a configuration has to say of them. */
export interface HookServer extends AsyncDisposable {
  readonly url: string;
  readonly caBundle: string;
}

/** What a webhook answers: its path. */
export type HookAnswer =
  /** A review with this `response`; its uid is that of the request, unless it has one. */
  | { readonly response: object | null; readonly apiVersion?: string }
  /** A body that is no review. */
  | { readonly status: number; readonly body: string }
  /** Nothing, for so long, or at all. */
  | { readonly silentMs: number }
  | { readonly isCut: true }
  /** Objects, whose spec has a member under another name in one version. */
  | { readonly renames: readonly [string, string]; readonly in: string };

/** The path of a webhook that answers so. */
export function hookPath(answer: HookAnswer): string {
  return `/${Buffer.from(JSON.stringify(answer)).toString("base64url")}`;
}

/** Listens on loopback. */
export async function startHookServer(): Promise<HookServer> {
  const authority = new CertificateAuthority();
  const { certificate, key } = authority.issueServer(["127.0.0.1"]);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    void answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caBundle: Buffer.from(authority.certificate).toString("base64"),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "").slice(1).replace(/\?.*$/, "");
  const wanted = JSON.parse(Buffer.from(path, "base64url").toString("utf8")) as HookAnswer;
  const body = await text(request);
  if ("isCut" in wanted) request.destroy();
  else if ("silentMs" in wanted) setTimeout(() => response.destroy(), wanted.silentMs).unref();
  else if ("status" in wanted) response.writeHead(wanted.status).end(wanted.body);
  else {
    const text = "renames" in wanted ? converted(wanted, body) : review(wanted, body);
    response.writeHead(200, { "content-type": "application/json" }).end(text);
  }
}

function converted(
  {
    renames: [usual, other],
    in: version,
  }: { readonly renames: readonly [string, string]; readonly in: string },
  body: string,
): string {
  const { apiVersion, kind, request } = JSON.parse(body) as Asked;
  const { uid, desiredAPIVersion = "", objects = [] } = request;
  const [from, to] = desiredAPIVersion.endsWith(`/${version}`) ? [usual, other] : [other, usual];
  const convertedObjects = objects.map(({ spec, ...rest }) => {
    const { [from]: moved, ...members } = spec ?? {};
    const named = moved === undefined ? members : { ...members, [to]: moved };
    return {
      ...rest,
      apiVersion: desiredAPIVersion,
      ...(spec === undefined ? {} : { spec: named }),
    };
  });
  return JSON.stringify({
    apiVersion,
    kind,
    response: { uid, result: { status: "Success" }, convertedObjects },
  });
}

function review(
  { response, apiVersion }: { readonly response: object | null; readonly apiVersion?: string },
  body: string,
): string {
  const asked = JSON.parse(body) as Asked;
  return JSON.stringify({
    apiVersion: apiVersion ?? asked.apiVersion,
    kind: asked.kind,
    ...(response === null ? {} : { response: { uid: asked.request.uid, ...response } }),
  });
}

interface Asked {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly desiredAPIVersion?: string;
    readonly objects?: readonly { readonly spec?: Readonly<Record<string, unknown>> }[];
  };
}
