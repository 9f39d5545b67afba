import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drives the informer of the official Java client, one for each address given. */
public final class OfficialDriver {
  private OfficialDriver() {}

  private record Driven(SharedInformerFactory factory, SharedIndexInformer<V1ConfigMap> informer) {}

  public static void main(String[] servers) throws Exception {
    List<Driven> all = new ArrayList<>();
    for (int index = 0; index < servers.length; index++) all.add(start(index, servers[index]));
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals("stop")) {
        int index = Integer.parseInt(words[1]);
        Thread stopping =
            new Thread(
                () -> {
                  all.get(index).factory.stopAllRegisteredInformers();
                  Out.event(index, "stopped", null);
                });
        stopping.setDaemon(true);
        stopping.start();
        continue;
      }
      for (int index = 0; index < all.size(); index++) {
        Map<String, String> held = new HashMap<>();
        for (V1ConfigMap map : all.get(index).informer.getIndexer().list())
          held.put(keyOf(map), map.getMetadata().getResourceVersion());
        Out.cache(index, held);
      }
    }
    System.exit(0);
  }

  private static Driven start(int index, String server) {
    ApiClient client =
        new ClientBuilder()
            .setBasePath(server)
            .setAuthentication(new AccessTokenAuthentication(System.getenv("TOKEN")))
            .build();
    client.setReadTimeout(0);
    SharedInformerFactory factory = new SharedInformerFactory(client);
    GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> api =
        new GenericKubernetesApi<>(
            V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
    SharedIndexInformer<V1ConfigMap> informer =
        factory.sharedIndexInformerFor(api, V1ConfigMap.class, 0, "default");
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(V1ConfigMap map) {
            Out.event(index, "add", keyOf(map));
          }

          @Override
          public void onUpdate(V1ConfigMap old, V1ConfigMap map) {
            Out.event(index, "update", keyOf(map));
          }

          @Override
          public void onDelete(V1ConfigMap map, boolean isFinalStateUnknown) {
            Out.event(index, "delete", keyOf(map));
          }
        });
    factory.startAllRegisteredInformers();
    Thread syncing =
        new Thread(
            () -> {
              while (!informer.hasSynced()) pause();
              Out.event(index, "synced", null);
            });
    syncing.setDaemon(true);
    syncing.start();
    return new Driven(factory, informer);
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }

  private static String keyOf(V1ConfigMap map) {
    return map.getMetadata().getNamespace() + "/" + map.getMetadata().getName();
  }
}
