import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Map;

/** Gives every Namespace with a label "team" a ConfigMap that names the team. */
@ControllerConfiguration(generationAwareEventProcessing = false)
public class TeamReconciler implements Reconciler<Namespace> {

  /** Asks to be called for the Namespace when its ConfigMap changes or goes. */
  @Override
  public List<EventSource<?, Namespace>> prepareEventSources(
      EventSourceContext<Namespace> context) {
    var configMaps =
        InformerEventSourceConfiguration.from(ConfigMap.class, Namespace.class)
            // true: the owner is in no namespace.
            .withSecondaryToPrimaryMapper(
                Mappers.fromOwnerReferences(Namespace.class, true))
            .build();
    return List.of(new InformerEventSource<>(configMaps, context));
  }

  @Override
  public UpdateControl<Namespace> reconcile(
      Namespace namespace, Context<Namespace> context) {
    var labels = namespace.getMetadata().getLabels();
    var team = labels == null ? null : labels.get("team");
    if (team != null) {
      var config =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace(namespace.getMetadata().getName())
              .withName("team")
              .endMetadata()
              .withData(Map.of("name", team))
              .build();
      config.addOwnerReference(namespace);
      context.getClient().resource(config).serverSideApply();
    }
    return UpdateControl.noUpdate();
  }
}
