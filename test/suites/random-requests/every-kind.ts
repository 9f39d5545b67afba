import { findBases } from "../questions/generate.ts";
import { put } from "../questions/put.ts";
import { type Base, type Change, readBaseObjects } from "../questions/question.ts";
import { RandomChanges, type Words, wordsOf } from "../questions/random-changes.ts";
import { describes, type Schemas, schemasOf } from "../questions/schemas.ts";
import { ownServer, type Server } from "../questions/server.ts";
import type { Json, JsonObject } from "../transcripts/fixture.ts";
import type { Chance } from "./chance.ts";
import type { WorldKind } from "./world-kind.ts";

/**
 * What is not of a namespace alone and would change how everything is answered, is written by the server's own controllers,
 * or is no object: other themes and the questions are about these.
 */
const others = new Set([
  "ServiceCIDR",
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "ValidatingAdmissionPolicyBinding",
  "FlowSchema",
  "PriorityLevelConfiguration",
  "CustomResourceDefinition",
  "SubjectAccessReview",
  "SelfSubjectAccessReview",
  "TokenReview",
]);

/** So many changes of a valid object: mostly few, as most of what is changed at random is refused. */
const changeCounts = [0, 0, 1, 1, 1, 2, 3];

let kinds: Promise<readonly WorldKind[]> | undefined;

/** The built-in kinds: valid objects, changed at random by what their schemas allow. */
export function everyKind(): Promise<readonly WorldKind[]> {
  kinds ??= drawnKinds();
  return kinds;
}

async function drawnKinds(): Promise<readonly WorldKind[]> {
  const server = ownServer();
  const objects = readBaseObjects();
  const words = wordsOf(objects);
  const bases = await findBases(objects, server);
  const own = bases.filter(({ object }) => !others.has(String(object["kind"])));
  const drawn: WorldKind[] = [];
  for (const base of own) drawn.push(await kindOf(base, words, server));
  await server.close();
  return drawn;
}

async function kindOf(
  { path, hasStatus, hasScale, object }: Base,
  words: Words,
  server: Server,
): Promise<WorldKind> {
  const schemas = await schemasOf(path, server);
  const whole = Object.values(schemas).find((schema) => describes(schema, object)) ?? {};
  const { apiVersion: _, kind: __, metadata: ___, ...members } = whole["properties"] as JsonObject;
  const { status: ofStatus, ...ofContent } = members;
  const { apiVersion, kind, metadata: ____, status, ...content } = object;
  const changed = (chance: Chance): Json =>
    applied(
      changesOf(chance, schemas, words, content, { ...whole, properties: ofContent }),
      content,
    );
  return {
    apiVersion: String(apiVersion),
    kind: String(kind),
    plural: path.slice(path.lastIndexOf("/") + 1),
    isNamespaced: path.includes("{namespace}"),
    subresources: [...(hasStatus ? ["status"] : []), ...(hasScale === true ? ["scale"] : [])],
    content: (chance) => withoutEffect(changed(chance) as JsonObject),
    change: (chance, subresource) => {
      if (subresource === "status" && hasStatus) {
        const before = status ?? {};
        return { status: applied(changesOf(chance, schemas, words, before, ofStatus), before) };
      }
      const after = withoutEffect(changed(chance) as JsonObject);
      const names = Object.keys(after);
      if (names.length === 0) return {};
      const name = chance.oneOf(names);
      return { [name]: after[name] };
    },
  };
}

function changesOf(
  chance: Chance,
  schemas: Schemas,
  words: Words,
  whole: Json,
  schema: Json | undefined,
): readonly Change[] {
  const count = chance.oneOf(changeCounts);
  return new RandomChanges(schemas, words, chance.random).several(count, whole, schema, []);
}

function applied(changes: readonly Change[], whole: Json): Json {
  return changes.reduce<Json>((value, { path, value: one }) => put(value, path, one), whole);
}

/** A class for all pods that have none would be one for those of other seeds. */
function withoutEffect({ globalDefault: _, ...object }: JsonObject): JsonObject {
  return object;
}
