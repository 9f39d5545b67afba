import { expect, test } from "vitest";
import { type Job, schedule } from "./schedule.ts";

/** Runs jobs that end when they are told to, and notes what begins. */
function play(jobs: readonly Job[], cores: number) {
  const begun: string[] = [];
  const ends = new Map<string, (isRight: boolean) => void>();
  const left = schedule(jobs, cores, ({ name }) => {
    begun.push(name);
    return new Promise((resolve) => ends.set(name, resolve));
  });
  const end = async (name: string, isRight = true): Promise<void> => {
    ends.get(name)?.(isRight);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, end, left };
}

test("no more cores are given away than there are, to the first jobs first", async () => {
  const jobs: readonly Job[] = [{ name: "a" }, { name: "b" }, { name: "c" }];
  const { begun, end, left } = play(jobs, 2);

  expect(begun).toEqual(["a", "b"]);
  await end("b");
  expect(begun).toEqual(["a", "b", "c"]);
  await end("a");
  await end("c");
  expect(await left).toEqual([]);
});

test("what wants most cores leaves one to the others, what wants all has them to itself", async () => {
  const jobs: readonly Job[] = [
    { name: "tests", cores: "most" },
    { name: "lint", cores: "all" },
    { name: "api" },
    { name: "site" },
  ];
  const { begun, end, left } = play(jobs, 4);

  expect(begun).toEqual(["tests", "api"]);
  await end("api");
  expect(begun).toEqual(["tests", "api", "site"]);
  await end("tests");
  expect(begun).not.toContain("lint");
  await end("site");
  expect(begun).toContain("lint");
  await end("lint");
  expect(await left).toEqual([]);
});

test("on a single core each job has its turn", async () => {
  const { begun, end } = play([{ name: "tests", cores: "most" }, { name: "api" }], 1);

  expect(begun).toEqual(["tests"]);
  await end("tests");
  expect(begun).toEqual(["tests", "api"]);
});

test("a job waits for those that it names, where they are asked for at all", async () => {
  const jobs: readonly Job[] = [
    { name: "weight", after: ["site", "types"] },
    { name: "site" },
    { name: "lint" },
  ];
  const { begun, end } = play(jobs, 4);

  expect(begun).toEqual(["site", "lint"]);
  await end("site");
  expect(begun).toEqual(["site", "lint", "weight"]);
});

test("after a failure nothing more begins, and what runs comes to its end", async () => {
  const jobs: readonly Job[] = [
    { name: "lint" },
    { name: "tests" },
    { name: "api" },
    { name: "browser", after: ["tests"] },
  ];
  const { begun, end, left } = play(jobs, 2);
  let isOver = false;
  void left.then(() => {
    isOver = true;
  });

  await end("lint", false);
  expect(begun).toEqual(["lint", "tests"]);
  expect(isOver).toBe(false);
  await end("tests");
  expect((await left).map(({ name }) => name)).toEqual(["api", "browser"]);
});

test("jobs that wait for each other are an error, not a wait without an end", async () => {
  const jobs: readonly Job[] = [
    { name: "hen", after: ["egg"] },
    { name: "egg", after: ["hen"] },
  ];

  await expect(schedule(jobs, 2, async () => true)).rejects.toThrow(
    "These wait for each other: hen, egg",
  );
});
