import { expect, test } from "vitest";
import { createRegistry } from "../kinds/create-registry.ts";
import { simulatedKinds } from "./simulated-kinds.ts";

test.each(simulatedKinds.map((kind) => [kind.storageKey, kind] as const))(
  "%s in a simulation is called, and shown in bookmarks, as in the whole server",
  (_key, { group, version, resource, kind, singular, namespaced, shortNames, emptyObject }) => {
    const whole = createRegistry().lookup(group, version, resource);

    expect(JSON.stringify(emptyObject)).toBe(JSON.stringify(whole?.emptyObject));
    expect({ kind, singular, namespaced, shortNames }).toEqual({
      kind: whole?.kind,
      singular: whole?.singular,
      namespaced: whole?.namespaced,
      shortNames: whole?.shortNames,
    });
  },
);
