import { createInterface } from "node:readline";
import { RestClient, SharedInformerFactory } from "@informerlab/core";
import { createSystemEnvironment, FetchTransport } from "@informerlab/core/system";

const say = (index, line) => process.stdout.write(`${index} ${JSON.stringify(line)}\n`);
const keyOf = (object) => {
  const { metadata } = object.object ?? object;
  return `${metadata.namespace}/${metadata.name}`;
};
const environment = createSystemEnvironment();

const factories = process.argv.slice(2).map((server, index) => {
  const transport = new FetchTransport({
    server,
    headers: { authorization: `Bearer ${process.env.TOKEN}` },
  });
  const client = new RestClient(transport, { environment });
  const factory = new SharedInformerFactory(client, {
    namespace: "default",
    informerName: `i${index}`,
    watchErrorHandler: (error) => say(index, { event: "error", text: String(error) }),
  });
  const informer = factory.core.v1.configMaps.informer();
  informer.addEventHandler({
    onAdd: (object) => say(index, { event: "add", key: keyOf(object) }),
    onUpdate: (_old, object) => say(index, { event: "update", key: keyOf(object) }),
    onDelete: (object) => say(index, { event: "delete", key: keyOf(object) }),
  });
  factory.start();
  factory.waitForCacheSync().then(() => say(index, { event: "synced" }));
  return { factory, informer };
});

createInterface(process.stdin).on("line", async (line) => {
  const [command, which] = line.split(" ");
  if (command === "stop") {
    await factories[Number(which)].factory.shutdown();
    say(Number(which), { event: "stopped" });
    return;
  }
  for (const [index, { informer }] of factories.entries()) {
    const cache = Object.fromEntries(
      informer.indexer.list().map((object) => [keyOf(object), object.metadata.resourceVersion]),
    );
    say(index, { cache });
  }
});
