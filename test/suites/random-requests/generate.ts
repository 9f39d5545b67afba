import type { RawRequest, RequestGroup } from "../requests/request.ts";
import { send } from "../requests/request.ts";
import { randomTarget } from "./actions.ts";
import { Chance } from "./chance.ts";
import { deletionsTheme } from "./themes/deletions.ts";
import { livesTheme } from "./themes/lives.ts";
import { objectsTheme } from "./themes/objects.ts";
import { ownersTheme } from "./themes/owners.ts";
import { partsTheme } from "./themes/parts.ts";
import { patchesTheme } from "./themes/patches.ts";
import { policiesTheme } from "./themes/policies.ts";
import { quotasTheme } from "./themes/quotas.ts";
import { readsTheme } from "./themes/reads.ts";
import { rightsTheme } from "./themes/rights.ts";
import { schemasTheme } from "./themes/schemas.ts";
import { servicesTheme } from "./themes/services.ts";
import { standardsTheme } from "./themes/standards.ts";
import { tablesTheme } from "./themes/tables.ts";
import type { Theme } from "./themes/theme.ts";
import { versionsTheme } from "./themes/versions.ts";
import { webhooksTheme } from "./themes/webhooks.ts";
import type { World } from "./world.ts";

/** What requests may be about. A seed names its theme: `rights-7`; one that names none is about objects of many kinds. */
const themes: readonly Theme[] = [
  objectsTheme,
  rightsTheme,
  policiesTheme,
  quotasTheme,
  standardsTheme,
  webhooksTheme,
  servicesTheme,
  deletionsTheme,
  versionsTheme,
  tablesTheme,
  patchesTheme,
  partsTheme,
  readsTheme,
  schemasTheme,
  ownersTheme,
  livesTheme,
];

/** So many requests of a seed. They say `{rv:7}` and `{uid:7}` for what the answer to the request of that number said. */
export async function randomRequests(seed: string, count: number): Promise<RequestGroup> {
  const theme = themes.find(({ name }) => seed.startsWith(`${name}-`)) ?? objectsTheme;
  const namespace = `random-${seed}`;
  const group = `${namespace}.example`;
  const world: World = {
    chance: new Chance(seed),
    namespace,
    group,
    kinds: await theme.kinds({ group, namespace }),
    written: new Map(),
    pages: [],
  };
  const first = [
    send("POST", "/api/v1/namespaces", { metadata: { name: namespace } }),
    ...theme.first(world),
  ];
  const requests: RawRequest[] = [];
  for (let i = 0; i < count; i++) requests.push(randomRequest(world, theme, first.length + i));
  const awaited = theme.awaited?.(world);
  return { name: seed, first, ...(awaited === undefined ? {} : { awaited }), requests };
}

function randomRequest(world: World, theme: Theme, number: number): RawRequest {
  const target = randomTarget(world);
  const action = world.chance.weighted(theme.actions);
  const request = action(world, target, number);
  const more = theme.headers?.(world);
  return more === undefined ? request : { ...request, headers: { ...request.headers, ...more } };
}
