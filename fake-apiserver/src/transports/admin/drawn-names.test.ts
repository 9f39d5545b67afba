import { expect, test } from "vitest";
import { DrawnNames } from "./drawn-names.ts";

test("a name is drawn once, whatever has gone, and none that somebody has chosen", () => {
  const names = new DrawnNames("cluster");
  const taken = new Set(["cluster-3"]);
  const draw = (): string => {
    const name = names.next(taken);
    taken.add(name);
    return name;
  };

  const first = [draw(), draw()];
  taken.delete("cluster-1");
  taken.delete("cluster-2");

  expect([...first, draw()]).toEqual(["cluster-1", "cluster-2", "cluster-4"]);
});
