import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clientGoDocument, coverageDocument, root } from "./spec-coverage.ts";

writeFileSync(join(root, "core/SPEC-COVERAGE.md"), coverageDocument());
writeFileSync(join(root, "core/CLIENT-GO-TESTS.md"), clientGoDocument());
