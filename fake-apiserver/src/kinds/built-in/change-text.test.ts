import { expect, test } from "vitest";
import { changeText } from "./change-text.ts";
import { commonBlocks } from "./common-blocks.ts";

test("the longest block is kept, though more lines could be kept in pieces", () => {
  const before = ["a", "x", "b", "c", "d"];
  const after = ["b", "c", "d", "x", "a"];
  expect(commonBlocks(before, after)).toEqual([{ before: 2, after: 0, size: 3 }]);
});

test("of several blocks of one length the first is kept, and what stands around it is searched on its own", () => {
  expect(commonBlocks(["a", "b", "c"], ["a", "x", "c"])).toEqual([
    { before: 0, after: 0, size: 1 },
    { before: 2, after: 2, size: 1 },
  ]);
});

// The text is that of kube-apiserver v1.35.4 for a volume that becomes another.
test("members that come and go are told where they stand", () => {
  const before = {
    HostPath: null,
    Glusterfs: null,
    NFS: { Path: "/p", ReadOnly: false },
    RBD: null,
  };
  const after = { HostPath: { Path: "/x", Type: "" }, Glusterfs: null, NFS: null, RBD: null };
  expect(changeText(before, after)).toBe(
    `@@ -1,9 +1,9 @@
 {
- "HostPath": null,
+ "HostPath": {
+  "Path": "/x",
+  "Type": ""
+ },
  "Glusterfs": null,
- "NFS": {
-  "Path": "/p",
-  "ReadOnly": false
- },
+ "NFS": null,
  "RBD": null
 }
`,
  );
});

test("texts that have nothing but common lines are compared in a bounded time", () => {
  const lines = Array.from({ length: 190 }, () => "same");
  expect(commonBlocks(lines, lines)).toEqual([{ before: 0, after: 0, size: 190 }]);
  const many = Array.from({ length: 20_000 }, (_, index) => `line ${index % 300}`);
  expect(commonBlocks(many, [...many].reverse()).length).toBeLessThan(20_000);
});
