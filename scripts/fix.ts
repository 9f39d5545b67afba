import { run } from "./lib/run-tool.ts";

const paths = process.argv.slice(2);
process.exitCode = await run("biome", ["check", "--write", ...(paths.length > 0 ? paths : ["."])]);
