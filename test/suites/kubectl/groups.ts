import type { KubectlGroup } from "./command.ts";
import { applyGroup } from "./groups/applies.ts";
import { createGroup } from "./groups/creates.ts";
import { customGroup } from "./groups/custom.ts";
import { deletionGroup } from "./groups/deletions.ts";
import { describeGroup } from "./groups/describes.ts";
import { discoveryGroup } from "./groups/discovery.ts";
import { nodeGroup } from "./groups/nodes.ts";
import { patchGroup } from "./groups/patches.ts";
import { readGroup } from "./groups/reads.ts";
import { rightsGroup } from "./groups/rights.ts";

/** All groups, in the order in which a real server is asked; each needs nothing of another. */
export const kubectlGroups: readonly KubectlGroup[] = [
  discoveryGroup,
  readGroup,
  describeGroup,
  createGroup,
  applyGroup,
  patchGroup,
  nodeGroup,
  rightsGroup,
  deletionGroup,
  customGroup,
];
