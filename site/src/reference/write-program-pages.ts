import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { programPages } from "./program-pages.ts";

// Writes the reference's pages of commands and of the admin API, in both languages.
// node --conditions=@informerlab/source site/src/reference/write-program-pages.ts

const docs = join(import.meta.dirname, "..", "content", "docs");
for (const [file, text] of programPages()) writeFileSync(join(docs, file), text);
