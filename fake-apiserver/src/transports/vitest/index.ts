export { type ClusterFixtures, type ClusterTestOptions, test } from "./cluster-test.ts";
