import { expect, test } from "vitest";
import { Simulation } from "../simulation/simulation.ts";
import { refusals } from "../testing/parked-source.ts";
import { Troubles } from "./troubles.ts";

function telling() {
  const simulation = new Simulation();
  const told: string[] = [];
  const troubles = new Troubles(simulation, {
    name: "configmaps",
    resource: "configmaps",
    where: "https://cluster/api/v1/configmaps",
    told: "every-cause",
    handler: (error) => void told.push((error as Error).message),
  });
  const meets = (error: unknown): void =>
    troubles.waitedOut({ phase: "watch", error, delayMs: 1000 });
  return { simulation, told, troubles, meets };
}

test("a cause is told once, whatever numbers it names, and again when it has lasted for five minutes", () => {
  const { simulation, told, meets } = telling();

  meets(new Error("connection 1 broke"));
  meets(new Error("connection 22 broke"));
  simulation.advanceBy(299_999);
  meets(new Error("connection 3 broke"));
  expect(told).toHaveLength(1);
  simulation.advanceBy(1);
  meets(new Error("connection 4 broke"));

  expect(told).toEqual(
    [1, 4].map((number) => expect.stringContaining(`connection ${number} broke`)),
  );
});

test("whatever comes after the server was well is news", () => {
  const { told, troubles, meets } = telling();

  meets(new Error("it broke"));
  troubles.healed();
  meets(new Error("it broke"));

  expect(told).toHaveLength(2);
});

test("that a version is forgotten is no trouble", () => {
  const { told, meets } = telling();

  meets(refusals.expired());

  expect(told).toEqual([]);
});
