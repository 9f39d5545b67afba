import { nodeList } from "./node-list.ts";
import { withCluster } from "./with-cluster.ts";

export default { title: "Node list", render: nodeList };

export const Nodes = {
  beforeEach: withCluster((cluster) => {
    for (const name of ["n1", "n2", "n3"])
      cluster.create({ apiVersion: "v1", kind: "Node", metadata: { name } });
  }),
};

export const Forbidden = {
  beforeEach: withCluster(({ faults }) => {
    const message = "nodes is forbidden";
    faults.add({ on: { verb: "list" }, do: { status: 403, message } });
  }),
};

export const Slow = {
  beforeEach: withCluster(({ faults }) => {
    faults.add({ on: { verb: "list" }, do: { latency: 60_000 } });
  }),
};
