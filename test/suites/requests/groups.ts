import { bodyGroup } from "./groups/bodies.ts";
import { customGroup } from "./groups/custom.ts";
import { deletionGroup } from "./groups/deletions.ts";
import { discoveryGroup } from "./groups/discovery.ts";
import { embeddedGroup } from "./groups/embedded.ts";
import { everyKindGroup } from "./groups/every-kind.ts";
import { headerGroup } from "./groups/headers.ts";
import { mediaTypeGroup } from "./groups/media-types.ts";
import { methodGroup } from "./groups/methods.ts";
import { namespaceGroup } from "./groups/namespaces.ts";
import { optionGroup } from "./groups/options.ts";
import { patchGroup } from "./groups/patches.ts";
import { podGroup } from "./groups/pods.ts";
import { readGroup } from "./groups/reads.ts";
import { rightsGroup } from "./groups/rights.ts";
import { serviceGroup } from "./groups/services.ts";
import { suitesGroup } from "./groups/suites.ts";
import { watchGroup } from "./groups/watches.ts";
import { yamlGroup } from "./groups/yaml.ts";
import type { RequestGroup } from "./request.ts";

/** All requests, in the order in which they are sent to an empty cluster. */
export const requestGroups: readonly RequestGroup[] = [
  discoveryGroup,
  methodGroup,
  mediaTypeGroup,
  readGroup,
  watchGroup,
  bodyGroup,
  deletionGroup,
  patchGroup,
  podGroup,
  serviceGroup,
  rightsGroup,
  namespaceGroup,
  customGroup,
  everyKindGroup,
  yamlGroup,
  optionGroup,
  headerGroup,
  embeddedGroup,
  suitesGroup,
];
