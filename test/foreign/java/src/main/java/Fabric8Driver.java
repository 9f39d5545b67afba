import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drives the informer of fabric8's client, one for each address given. */
public final class Fabric8Driver {
  private Fabric8Driver() {}

  public static void main(String[] servers) throws Exception {
    List<SharedIndexInformer<ConfigMap>> all = new ArrayList<>();
    for (int index = 0; index < servers.length; index++) all.add(start(index, servers[index]));
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals("stop")) {
        int index = Integer.parseInt(words[1]);
        all.get(index).stop();
        Out.event(index, "stopped", null);
        continue;
      }
      for (int index = 0; index < all.size(); index++) {
        Map<String, String> held = new HashMap<>();
        for (ConfigMap map : all.get(index).getStore().list())
          held.put(keyOf(map), map.getMetadata().getResourceVersion());
        Out.cache(index, held);
      }
    }
    System.exit(0);
  }

  private static SharedIndexInformer<ConfigMap> start(int index, String server) {
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    .withMasterUrl(server)
                    .withOauthToken(System.getenv("TOKEN"))
                    .build())
            .build();
    SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace("default").runnableInformer(0);
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(ConfigMap map) {
            Out.event(index, "add", keyOf(map));
          }

          @Override
          public void onUpdate(ConfigMap old, ConfigMap map) {
            Out.event(index, "update", keyOf(map));
          }

          @Override
          public void onDelete(ConfigMap map, boolean isFinalStateUnknown) {
            Out.event(index, "delete", keyOf(map));
          }
        });
    // Without it a first list that fails ends the informer, as its documentation says.
    informer.exceptionHandler((isStarted, error) -> true);
    informer.start().whenComplete((done, error) -> {
          if (error == null) Out.event(index, "synced", null);
          else Out.error(index, error);
        });
    return informer;
  }

  private static String keyOf(ConfigMap map) {
    return map.getMetadata().getNamespace() + "/" + map.getMetadata().getName();
  }
}
