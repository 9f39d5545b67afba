import { expect, test } from "vitest";
import { hearing, informing } from "../testing/informing.ts";
import { object } from "../testing/objects.ts";
import { added } from "../testing/parked-source.ts";

test("SI-7: of two handlers that are called alike the registration tells which is removed", () => {
  for (const leaver of [0, 1]) {
    const { informer, synced, run } = informing();
    const heard: readonly string[][] = [[], []];
    const registrations = heard.map((each) =>
      informer.addEventHandler(hearing(each), { name: "same" }),
    );
    const watch = synced(5);
    const [gone] = registrations.splice(leaver, 1);

    if (gone !== undefined) informer.removeEventHandler(gone);
    run(() => watch.send(added(object("a/x", 6))));

    expect(heard[leaver]).toEqual([]);
    expect(heard[1 - leaver]).toEqual(["add a/x@6"]);
  }
});
