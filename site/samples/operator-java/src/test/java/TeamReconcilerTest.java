import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TeamReconcilerTest {

  private final KubernetesClient client = new KubernetesClientBuilder().build();

  @Test
  void everyTeamGetsItsConfigMap() throws Exception {
    var operator = new Operator();
    operator.register(new TeamReconciler());
    operator.start();

    client.resource(shop("red")).create();
    expectTeam("red");

    // All open watches end with 410 Gone. A change comes meanwhile.
    fault(Map.of(
        "on", Map.of("verb", "watch", "open", true),
        "do", Map.of("expire", "event410")));
    client.resource(shop("blue")).update();
    expectTeam("blue");

    // Somebody deletes what the operator made.
    client.configMaps().inNamespace("shop").withName("team").delete();
    expectTeam("blue");

    operator.stop();
  }

  private static Namespace shop(String team) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName("shop")
        .addToLabels("team", team)
        .endMetadata()
        .build();
  }

  /** Asks the fake apiserver for a fault, on the port of the API. */
  private void fault(Map<String, Object> body) {
    client.raw("/_fake/v1/faults", "POST", body);
  }

  /** Waits until the ConfigMap names the team. */
  private void expectTeam(String want) throws InterruptedException {
    String found = null;
    for (int tries = 0; tries < 600 && !want.equals(found); tries++) {
      Thread.sleep(50);
      var config = client.configMaps().inNamespace("shop").withName("team").get();
      found = config == null ? null : config.getData().get("name");
    }
    assertEquals(want, found);
  }
}
