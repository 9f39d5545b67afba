import { Simulation } from "@informerlab/core/simulation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RevisionLog } from "./revision-log.ts";

function log(): RevisionLog {
  return new RevisionLog(new Simulation().clock);
}

function put(storage: RevisionLog, key: string, value = ""): void {
  storage.put({ resource: "things", key, object: { metadata: { name: key, labels: { value } } } });
}

function remove(storage: RevisionLog, key: string): void {
  const object = storage.get("things", key);
  if (object !== undefined) storage.delete({ resource: "things", key, object });
}

function keysAt(storage: RevisionLog, revision: number, prefix = ""): string {
  return storage
    .of("things")
    .listAt(prefix, revision)
    .map(({ key, resourceVersion }) => `${key}@${resourceVersion}`)
    .join(" ");
}

test("each write takes the next revision, whatever it writes", () => {
  const storage = log();

  put(storage, "a");
  storage.put({ resource: "others", key: "x", object: {} });
  put(storage, "a", "2");

  expect(storage.revision).toBe(4);
  expect(storage.get("things", "a")?.metadata?.resourceVersion).toBe("4");
});

test("lists are in key order, byte by byte", () => {
  const storage = log();

  for (const key of ["ns/b", "ns/a", "ns-2/a", "ns/a-b", "ns/a.b", "ns/a10", "ns/a2"]) {
    put(storage, key);
  }

  expect(
    storage
      .of("things")
      .listAll("")
      .map(({ key }) => key),
  ).toEqual(["ns-2/a", "ns/a", "ns/a-b", "ns/a.b", "ns/a10", "ns/a2", "ns/b"]);
  expect(
    storage
      .of("things")
      .listAll("ns-2/")
      .map(({ key }) => key),
  ).toEqual(["ns-2/a"]);
});

test("the past stays readable until it is forgotten, deletions and namesakes included", () => {
  const storage = log();
  put(storage, "a");
  put(storage, "b");
  remove(storage, "a");
  put(storage, "a", "again");

  expect(keysAt(storage, 2)).toBe("a@2");
  expect(keysAt(storage, 3)).toBe("a@2 b@3");
  expect(keysAt(storage, 4)).toBe("b@3");
  expect(keysAt(storage, 5)).toBe("a@5 b@3");
});

test("the state at the revision that everything before was forgotten for is still there", () => {
  const storage = log();
  put(storage, "a");
  put(storage, "b");
  put(storage, "a", "2");
  remove(storage, "b");

  storage.of("things").forgetBefore(4);

  expect(keysAt(storage, 4)).toBe("a@4 b@3");
  expect(storage.of("things").commitCount).toBe(2);
  expect(storage.of("things").latest("a")?.previous?.previous).toBeUndefined();
});

test("a deletion that is forgotten leaves nothing behind", () => {
  const storage = log();
  put(storage, "a");
  remove(storage, "a");

  storage.of("things").forgetBefore(4);

  expect(storage.of("things").latest("a")).toBeUndefined();
  expect(storage.of("things").commitCount).toBe(0);
});

test("a snapshot restored is the state it was taken of, and revisions go back", () => {
  const storage = log();
  put(storage, "b");
  put(storage, "a");
  const snapshot = storage.snapshot();
  remove(storage, "b");
  put(storage, "c");

  storage.restore(snapshot);

  expect(storage.revision).toBe(3);
  expect(keysAt(storage, 3)).toBe("a@3 b@2");
});

const writes = fc.array(
  fc.record({ key: fc.constantFrom("a", "b", "c", "n/a", "n/b"), deletes: fc.boolean() }),
  { maxLength: 40 },
);

test("property: every revision that is not forgotten reads as it was when it was the newest", () => {
  fc.assert(
    fc.property(writes, fc.nat(40), (script, keep) => {
      const storage = log();
      const states = new Map([[1, ""]]);
      for (const { key, deletes } of script) {
        if (deletes) remove(storage, key);
        else put(storage, key);
        states.set(storage.revision, keysAt(storage, storage.revision));
      }
      const oldest = Math.max(1, storage.revision - keep);
      storage.of("things").forgetBefore(oldest);
      for (const [revision, state] of states) {
        if (revision >= oldest) expect(keysAt(storage, revision)).toBe(state);
      }
    }),
  );
});
