import { createInterface } from "node:readline";
import { CoreV1Api, KubeConfig, makeInformer } from "@kubernetes/client-node";

const say = (index, line) => process.stdout.write(`${index} ${JSON.stringify(line)}\n`);
const keyOf = ({ metadata }) => `${metadata.namespace}/${metadata.name}`;

const informers = process.argv.slice(2).map((server, index) => {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [{ name: "c", server, skipTLSVerify: true }],
    users: [{ name: "u", token: process.env.TOKEN }],
    contexts: [{ name: "x", cluster: "c", user: "u" }],
    currentContext: "x",
  });
  const api = kubeConfig.makeApiClient(CoreV1Api);
  const informer = makeInformer(kubeConfig, "/api/v1/namespaces/default/configmaps", () =>
    api.listNamespacedConfigMap({ namespace: "default" }),
  );
  for (const event of ["add", "update", "delete"]) {
    informer.on(event, (object) => say(index, { event, key: keyOf(object) }));
  }
  informer.on("error", (error) => say(index, { event: "error", text: String(error) }));
  informer.start().then(
    () => say(index, { event: "synced" }),
    (error) => say(index, { event: "error", text: String(error) }),
  );
  return informer;
});

createInterface(process.stdin).on("line", async (line) => {
  const [command, which] = line.split(" ");
  if (command === "stop") {
    await informers[Number(which)].stop();
    say(Number(which), { event: "stopped" });
    return;
  }
  for (const [index, informer] of informers.entries()) {
    const cache = Object.fromEntries(
      informer.list().map((object) => [keyOf(object), object.metadata.resourceVersion]),
    );
    say(index, { cache });
  }
});
