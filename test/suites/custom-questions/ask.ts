import { setTimeout } from "node:timers/promises";
import { type Answer, toAnswer } from "../questions/answer.ts";
import { put } from "../questions/put.ts";
import type { Server } from "../questions/server.ts";
import { isObject, type JsonObject } from "../transcripts/fixture.ts";
import type { DefinitionQuestion, Subject } from "./recording.ts";

const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Has a server serve what the questions are about. */
export async function define(server: Server, subjects: readonly Subject[]): Promise<void> {
  for (const { definition } of subjects) await server.ask("POST", definitionsPath, definition);
  for (const { objects } of subjects)
    for (const { apiVersion } of objects) await served(server, String(apiVersion));
}

/** A real server needs some seconds until every part of it knows a new kind. */
async function served(server: Server, apiVersion: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { code: known } = await server.ask("GET", `/apis/${apiVersion}`);
    const { code: described } = await server.ask("GET", `/openapi/v3/apis/${apiVersion}`);
    if (known === 200 && described === 200) return;
    if (Date.now() > deadline) throw new Error(`${apiVersion} is not served`);
    await setTimeout(50);
  }
}

/** Whether a server would take the definitions with one thing changed. */
export async function askDefinitions(
  server: Server,
  subjects: readonly Subject[],
  questions: readonly DefinitionQuestion[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { subject, path, value } of questions) {
    const { definition } = subjects[subject] as Subject;
    const asked = put(renamed(definition), path, value);
    const reply = await server.ask("POST", `${definitionsPath}?dryRun=All`, asked);
    answers.push(withoutObject(toAnswer(reply, JSON.stringify(asked))));
  }
  return answers;
}

/** Under a name that is not taken. */
function renamed(definition: JsonObject): JsonObject {
  const spec = isObject(definition["spec"]) ? definition["spec"] : {};
  const plural = String((spec["names"] as JsonObject)["plural"]);
  const group = `asked.${String(spec["group"])}`;
  return { ...definition, metadata: { name: `${plural}.${group}` }, spec: { ...spec, group } };
}

/** What a definition looks like once it is taken says little and takes much room. */
function withoutObject(answer: Answer): Answer {
  const { object: _, ...rest } = answer;
  return rest;
}
