import { readFileSync } from "node:fs";
import { printJson } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { listOf, objectOf, type PlainObject, valueAt } from "../../codec/json/plain-object.ts";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

type Answer = readonly [
  method: string,
  target: string,
  type: string,
  body: string | null,
  part: Part,
  code: number,
  said: string,
];

const fixture = new URL("../../../fixtures/numbers/answers.json", import.meta.url);
const { answers } = JSON.parse(readFileSync(fixture, "utf8")) as { readonly answers: Answer[] };

const mediaTypes: Readonly<Record<string, string>> = {
  json: "application/json",
  yaml: "application/yaml",
  "json-patch": "application/json-patch+json",
  "merge-patch": "application/merge-patch+json",
  "strategic-merge-patch": "application/strategic-merge-patch+json",
  "apply-patch": "application/apply-patch+yaml",
};

type Part = "spec" | "schema" | "deadline" | "cells" | "count";

/** Of an answer, as it is written. */
const parts: Readonly<Record<Part, (answer: PlainObject) => string>> = {
  spec: ({ spec }) => printJson(spec),
  schema: ({ spec }) => {
    const version = listOf(valueAt(spec, "versions"))[0];
    const schemas = objectOf(
      valueAt(version, "schema", "openAPIV3Schema", "properties", "spec", "properties"),
    );
    return ["min", "max", "multbig", "en", "def"].map((name) => printJson(schemas[name])).join();
  },
  deadline: ({ spec }) => printJson(valueAt(spec, "activeDeadlineSeconds")),
  cells: ({ rows }) => printJson(valueAt(listOf(rows)[0], "cells")),
  count: ({ items }) => String(listOf(items).length),
};

/** Questions that are known to be answered otherwise. */
const otherwise = {
  // 1 and 1.0 are one number here, and so the same item twice.
  sameItem: '{"set":[1,1.0]}',
  // A number beyond the largest double is refused before it is known which field it is for.
  tooLarge: '"activeDeadlineSeconds":1e400,',
  // Go makes a negative number of it and refuses that.
  beyondInt64: '{"spec":{"activeDeadlineSeconds":9223372036854775808}}',
};

test("numbers are taken, kept, compared and refused as a real server does", () => {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  const differences: unknown[] = [];
  for (const [method, target, type, body, part, code, said] of answers) {
    const isTable = part === "cells";
    const [path = "", search = ""] = target.split("?");
    const response = send(cluster, method, path, {
      query: [...new URLSearchParams(search)],
      headers: {
        ...(type === "" ? {} : { "content-type": mediaTypes[type] ?? "" }),
        ...(isTable ? { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" } : {}),
      },
      ...(body === null ? {} : { body }),
    });
    const value = jsonOf<PlainObject>(response);
    const got = response.status < 300 ? parts[part](value) : String(value["message"]);
    if (response.status !== code || got !== said)
      differences.push({ asked: body ?? target, code, said, got: `${response.status} ${got}` });
    simulation.runReady();
  }

  expect(differences).toEqual(
    Object.values(otherwise).map((asked) =>
      expect.objectContaining({ asked: expect.stringContaining(asked) as string }),
    ),
  );
});
