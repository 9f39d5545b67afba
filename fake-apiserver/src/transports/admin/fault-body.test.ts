import { expect, test } from "vitest";
import { faultKinds } from "../../faults/fault-kinds.ts";
import { faultBody } from "./fault-body.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
  readonly required?: readonly string[];
}

test("the document of the admin API has every kind of action", () => {
  const actions = (faultBody as Schema).properties?.["do"]?.oneOf ?? [];

  const named = actions.map(({ required }) => required?.[0]);

  expect(named.toSorted()).toEqual(Object.keys(faultKinds).toSorted());
});

test("no shape of a fault is left open", () => {
  const open: string[] = [];
  const look = (schema: Schema & { readonly type?: string }, at: string): void => {
    if (schema.type === "object" && schema.properties === undefined) open.push(at);
    for (const [name, member] of Object.entries(schema.properties ?? {}))
      look(member, `${at}.${name}`);
    for (const [index, one] of (schema.oneOf ?? []).entries()) look(one, `${at}[${index}]`);
  };

  look(faultBody as Schema, "fault");

  expect(open).toEqual([]);
});
