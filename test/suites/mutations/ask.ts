import { type RawServer, rawSender } from "../requests/ask-all.ts";
import type { RawRequest } from "../requests/request.ts";
import { type RawAnswer, settle } from "../requests/settle.ts";
import type { MutationCases } from "./cases.ts";

/** All requests of cases, in the order of their answers. */
export function requestsOf({
  first,
  policies,
  objects,
  last,
}: MutationCases): readonly RawRequest[] {
  return [...first, ...policies, ...objects, ...last];
}

/** Sends all policies, then all objects, and answers what came back; `settled` waits until a server has heard of policies. */
export async function askCases(
  server: RawServer,
  cases: MutationCases,
  settled: () => Promise<void> = () => Promise.resolve(),
): Promise<readonly RawAnswer[]> {
  const sender = rawSender(server);
  const answers: RawAnswer[] = [];
  const ask = async (requests: readonly RawRequest[]): Promise<void> => {
    for (const request of requests) {
      const reply = await sender.send(request).catch(() => broken);
      answers.push(settle(request, reply));
    }
  };
  try {
    await ask([...cases.first, ...cases.policies]);
    await settled();
    await ask(cases.objects);
    await ask(cases.last);
  } finally {
    sender.close();
  }
  return answers;
}

/** A server that made a mistake ends the connection. */
const broken = { status: 0, headers: {}, body: Buffer.from("") };
