import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { coverageDocument, root } from "./spec-coverage.ts";

writeFileSync(join(root, "core/SPEC-COVERAGE.md"), coverageDocument());
