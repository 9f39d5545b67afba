import { type AskRaw, untilServed } from "../requests/ask-all.ts";
import type { RawRequest, RequestGroup } from "../requests/request.ts";
import type { RawAnswer, RawReply } from "../requests/settle.ts";
import { settle } from "../requests/settle.ts";
import type { HookServer } from "./hook-server.ts";

/** What a server looks at later than it is written: paths and how many milliseconds. */
const lateEffects: readonly (readonly [path: RegExp, ms: number])[] = [
  [/^\/apis\/rbac\.authorization\.k8s\.io\//, 150],
  [/^\/apis\/(?:scheduling|node)\.k8s\.io\//, 100],
  [/^\/api\/v1\/namespaces\/[^/]+(?:$|\?|\/(?:resourcequotas|limitranges))/, 150],
  [/^\/apis\/admissionregistration\.k8s\.io\/v1\/[a-z]+webhookconfigurations/, 500],
  [/^\/apis\/admissionregistration\.k8s\.io\//, 1700],
  [/^\/apis\/apiextensions\.k8s\.io\//, 1200],
  [/^\/apis\/networking\.k8s\.io\/v1\/servicecidrs/, 500],
];

/** Where random requests are sent. */
export interface RandomServer {
  send(request: RawRequest): Promise<RawReply>;
  /** What stands for `{hooks}` and `{ca}`. */
  readonly hooks: HookServer;
  /** Called where a server needs time for what was written to have its effect. */
  pause?(ms: number): Promise<void>;
}

/** Sends the requests one after the other, with what earlier answers said in their places. */
export async function askRandom(
  { send, hooks, pause }: RandomServer,
  { first = [], awaited, requests }: RequestGroup,
): Promise<readonly RawAnswer[]> {
  const said: Said[] = [];
  const answers: RawAnswer[] = [];
  const ask: AskRaw = async (request) => settle(request, await send(request));
  for (const [number, request] of [...first, ...requests].entries()) {
    if (number === first.length && awaited !== undefined) await untilServed(awaited, ask);
    const asked = filled(request, said, hooks);
    const reply = await send(asked).catch(() => broken);
    said.push(saidBy(reply, said.at(-1)?.last));
    answers.push(withoutAccidents(settle(asked, withoutBundle(reply, hooks))));
    const late = lateEffects.find(([path]) => path.test(asked.path));
    if (late !== undefined && asked.method !== "GET" && reply.status < 300) await pause?.(late[1]);
  }
  return answers;
}

/** A server that made a mistake ends the connection. */
const broken: RawReply = { status: 0, headers: {}, body: Buffer.from("") };

/** What of an answer a later request may repeat. */
interface Said {
  readonly rv: string;
  /** The last version that was said until then. */
  readonly last: string;
  readonly uid: string;
  readonly continue: string;
  readonly token: string;
}

function saidBy({ body }: RawReply, last = "1"): Said {
  const text = body.toString("utf8");
  const version = /"metadata":\{.*?"resourceVersion":"(\d+)"/.exec(text)?.[1];
  return {
    rv: version ?? "1",
    last: version ?? last,
    uid: /"uid":"([0-9a-f-]{36})"/.exec(text)?.[1] ?? "u",
    continue: /"continue":"([\w-]+)"/.exec(text)?.[1] ?? "none",
    token: /"token":"([^"]+)"/.exec(text)?.[1] ?? "none",
  };
}

/** The authority of a run is its own. */
function withoutBundle(reply: RawReply, { caBundle }: HookServer): RawReply {
  const text = reply.body.toString("latin1");
  if (!text.includes(caBundle)) return reply;
  return { ...reply, body: Buffer.from(text.replaceAll(caBundle, "(ca)"), "latin1") };
}

function filled(request: RawRequest, said: readonly Said[], hooks: HookServer): RawRequest {
  const fill = (text: string): string =>
    text
      .replaceAll("{hooks}", hooks.url)
      .replaceAll("{ca}", hooks.caBundle)
      .replaceAll(
        /\{(rv|last|uid|continue|token):(\d+)\}/g,
        (_, name: keyof Said, number: string) => {
          const found = said[Number(number)];
          return found?.[name] ?? "1";
        },
      );
  const { path, headers = {}, body } = request;
  return {
    ...request,
    path: fill(path),
    headers: Object.fromEntries(Object.entries(headers).map(([key, text]) => [key, fill(text)])),
    ...(body === undefined ? {} : { body: fill(body) }),
  };
}

const accidents: readonly (readonly [RegExp, string])[] = [
  [/\b10\.96\.\d+\.\d+\b/g, "(address)"],
  [/(?<="?(?:nodePort|healthCheckNodePort)"?: ?)3\d{4}\b/g, "(port)"],
  [/(?<=80:|81:|82:)3\d{4}(?=\/TCP)/g, "(port)"],
  // Ages in rows that have a line for each cell.
  [/(?<=^ +(?:- )?"?)(?:\d+[smhd]){1,2}(?="?,?$)/gm, "(age)"],
  // The type of a schema in an expression has a number of its own.
  [/\bselfType\d+/g, "selfType"],
  [/https:\/\/(?:oracle\.invalid|kubernetes\.default\.svc)/g, "(issuer)"],
];

/** What every run has of its own, here as everywhere. */
function withoutAccidents({ body, ...rest }: RawAnswer): RawAnswer {
  const settled = accidents.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), body);
  return {
    ...rest,
    body: isInAnyOrder(rest.status, settled) ? inAnyOrder(settled) : settled,
  };
}

/** So are amounts of a LimitRange. */
function isInAnyOrder(status: number, text: string): boolean {
  return status === 422 || status === 409 || (status === 403 && text.includes(" usage per "));
}

/** What is wrong with the members of a map, or in conflict with one of managers, is said in no order. */
function inAnyOrder(text: string): string {
  try {
    const { message = "", details = {}, ...rest } = JSON.parse(text) as Refusal;
    const causes = details.causes?.map((cause) => JSON.stringify(cause)).sort();
    const parts = message.split(/, |[[\]]/).sort();
    return JSON.stringify({ ...rest, message: parts, details: { ...details, causes } });
  } catch {
    return text;
  }
}

interface Refusal {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly object[] };
}
