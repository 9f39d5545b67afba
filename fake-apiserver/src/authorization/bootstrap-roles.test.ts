import { expect, test } from "vitest";
import { bootstrapRoles } from "./bootstrap-roles.ts";

test.for([
  { kinds: ["ClusterRoleBinding", "RoleBinding"], members: ["subjects", "roleRef"] },
  { kinds: ["ClusterRole", "Role"], members: ["rules", "aggregationRule"] },
])("members of $kinds stand in the order of the real server", ({ kinds, members }) => {
  const made = bootstrapRoles("2026-01-01T00:00:00Z").filter(({ kind = "" }) =>
    kinds.includes(kind),
  );
  const order = ["kind", "apiVersion", "metadata", ...members];

  expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(kinds));
  for (const object of made)
    expect(Object.keys(object)).toEqual(order.filter((member) => member in object));
});
