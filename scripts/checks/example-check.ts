import { tryExample } from "../lib/example-project.ts";
import { type Check, verdict } from "./check.ts";

/** Whether somebody else's project works with the packages as they would be published. */
export const exampleCheck: Check = {
  name: "example",
  about: "examples/vitest-project outside the workspace, on the packed packages",
  run: (context) => tryExample("vitest-project", context, async () => verdict(true)),
};
