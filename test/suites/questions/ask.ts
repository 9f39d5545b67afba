import { isObject, type Json, type JsonObject } from "../transcripts/fixture.ts";
import { type Answer, toAnswer } from "./answer.ts";
import { askAbout, changed, isWrite } from "./ask-about.ts";
import type { Base, Question } from "./question.ts";
import type { Reply, Server } from "./server.ts";

/** Puts questions to a server, one after the other; each leaves nothing behind. */
export async function askAll(
  server: Server,
  bases: readonly Base[],
  questions: readonly Question[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const [base] of bases.entries())
    await server.ask("POST", "/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: `base-${base}` },
    });
  for (const [number, question] of questions.entries()) {
    const base = bases[question.base];
    if (base === undefined) throw new Error(`no base ${question.base}`);
    answers.push(await askOne(server, base, question, number));
  }
  return answers;
}

async function askOne(
  server: Server,
  { path, object }: Base,
  question: Question,
  number: number,
): Promise<Answer> {
  const namespace = `base-${question.base}`;
  const name = `q${number}`;
  const list = path.replace("{namespace}", namespace);
  const names = { "(namespace)": namespace, "(name)": name, "(plural)": `${name}s` };
  const { status, ...rest } = named(object, names) as JsonObject;
  const metadata = isObject(rest["metadata"]) ? rest["metadata"] : {};
  const place = path.includes("{namespace}") ? { name, namespace } : { name };
  const base = { ...rest, metadata: { ...place, ...metadata } };
  const created: string[] = [];
  const create = async (body: Json): Promise<Reply> => {
    const reply = await server.ask("POST", list, body);
    if (reply.code === 201 && isObject(reply.body) && isObject(reply.body["metadata"]))
      created.push(String(reply.body["metadata"]["name"] ?? ""));
    return reply;
  };
  let sent: Json = base;
  let reply: Reply;
  if (question.operation === "create") {
    sent = changed(base, question);
    reply = await create(sent);
  } else {
    reply = await create(base);
    if (reply.code === 201) {
      const place = `${list}/${nameOf(base)}`;
      for (let tries = 0; tries < 3; tries++) {
        const { body: stored } = tries === 0 ? reply : await server.ask("GET", place);
        const about = { place, base, stored: stored as JsonObject, status: status ?? null };
        reply = await askAbout(server, question, about);
        // Some kinds are written to by the server's own controllers.
        const isExpected = question.path.includes("resourceVersion") || !isWrite(question);
        if (reply.code !== 409 || isExpected) break;
      }
      sent = [base, question.value ?? null, status ?? null];
    }
  }
  const answer = toAnswer(reply, JSON.stringify(sent));
  for (const one of created) await remove(server, `${list}/${encodeURIComponent(one)}`);
  return answer;
}

function nameOf({ metadata }: { readonly metadata: JsonObject }): string {
  return encodeURIComponent(String(metadata["name"]));
}

/** Deletes an object, finalizers or not. */
async function remove(server: Server, path: string): Promise<void> {
  const { code, body } = await server.ask("DELETE", path, { gracePeriodSeconds: 0 });
  if (code === 404 || code === 405 || !isObject(body)) return;
  if (body["kind"] === "Namespace") {
    await server.ask("PUT", `${path}/finalize`, { ...body, spec: { finalizers: [] } });
    const { body: left } = await server.ask("GET", path);
    if (isObject(left)) await withoutFinalizers(server, path, left);
    return;
  }
  await withoutFinalizers(server, path, body);
}

async function withoutFinalizers(server: Server, path: string, body: JsonObject): Promise<void> {
  if (!isObject(body["metadata"]) || body["metadata"]["finalizers"] === undefined) return;
  const { finalizers: _, ...metadata } = body["metadata"];
  await server.ask("PUT", path, { ...body, metadata });
}

function named(value: Json | undefined, names: Readonly<Record<string, string>>): Json {
  if (typeof value === "string")
    return Object.entries(names).reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((item) => named(item as Json, names));
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, named(item, names)]));
}
