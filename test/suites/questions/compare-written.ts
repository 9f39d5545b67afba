// Puts the requests of written.jsonl to the real server and to ours and prints which answers differ; `--record` keeps the
// real answers, and without `--url` they are what is compared with. The real cluster must be a new one.
// node --conditions=@informerlab/source test/suites/questions/compare-written.ts --url https://127.0.0.1:16443

import { type Answer, grade } from "./answer.ts";
import { compareOptions } from "./compare-options.ts";
import { ownServer, serverAt } from "./server.ts";
import { askWritten, readWritten, readWrittenAnswers, writeWrittenAnswers } from "./written.ts";

const values = compareOptions();
const requests = readWritten();
const real =
  values.url === ""
    ? readWrittenAnswers()
    : await askWritten(serverAt(values.url, values.token), requests);
if (values.record) writeWrittenAnswers(real);
const server = ownServer();
const own = await askWritten(server, requests);
await server.close();
let equal = 0;
for (const [index, { method, path, body }] of requests.entries()) {
  const [theirs, ours] = [real[index] as Answer, own[index] as Answer];
  if (grade(theirs, ours) === 3) equal++;
  else {
    console.log(`${index} ${method} ${path} ${JSON.stringify(body)?.slice(0, 300)}`);
    console.log(`    real: ${shown(theirs)}\n    ours: ${shown(ours)}`);
  }
}
console.log(`${requests.length} requests: ${equal} are answered the same in every letter`);

function shown({ code, message, warnings, object }: Answer): string {
  return `${code} ${message ?? JSON.stringify(object)} ${warnings.join(" ")}`.slice(0, 600);
}
