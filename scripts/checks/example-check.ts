import { tryExample } from "../lib/example-project.ts";
import { type Check, verdict } from "./check.ts";

const examples = ["vitest-project", "chaos-project"];

/** Whether somebody else's projects work with the packages as they would be published. */
export const exampleCheck: Check = {
  name: "example",
  about: `${examples.map((name) => `examples/${name}`).join(" and ")} outside the workspace, on the packed packages`,
  run: async (context) => {
    let passed = 0;
    let failed = 0;
    const notes: string[] = [];
    for (const name of examples) {
      const outcome = await tryExample(name, context, async () => verdict(true));
      passed += outcome.passed;
      failed += outcome.failed;
      if (outcome.note !== undefined) notes.push(`${name}: ${outcome.note}`);
    }
    return { passed, failed, ...(notes.length === 0 ? {} : { note: notes.join("; ") }) };
  },
};
