import { parse } from "yaml";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Problem, Shape } from "../scenario/shape.ts";

/** YAML in a shape, as plain data. @throws ScenarioError naming the file, and what is wrong in it. */
export function readShape(yaml: string, source: string, shape: Shape): unknown {
  let data: unknown;
  try {
    data = parse(yaml);
  } catch (error) {
    throw new ScenarioError(
      `${source}: not YAML: ${error instanceof Error ? error.message : error}`,
    );
  }
  const problems: Problem[] = [];
  shape.check(data, [], problems);
  const [first] = problems;
  if (first === undefined) return data;
  throw new ScenarioError(`${source}: ${first.path.join(".")}: ${first.message}`);
}
