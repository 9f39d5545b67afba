//! Gives every Namespace with a label "team" a ConfigMap that names the team.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures::StreamExt;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use kube::{
    Api, Client, Resource, ResourceExt,
    api::{ObjectMeta, Patch, PatchParams},
    runtime::{Controller, controller::Action, watcher},
};

/// Runs until the process ends.
pub async fn run(client: Client) {
    let namespaces = Api::<Namespace>::all(client.clone());
    let configs = Api::<ConfigMap>::all(client.clone());
    Controller::new(namespaces, watcher::Config::default())
        .owns(configs, watcher::Config::default())
        .run(reconcile, on_error, Arc::new(client))
        .for_each(|_| futures::future::ready(()))
        .await;
}

/// Compares what is with what should be.
async fn reconcile(
    namespace: Arc<Namespace>,
    client: Arc<Client>,
) -> Result<Action, kube::Error> {
    let Some(team) = namespace.labels().get("team") else {
        return Ok(Action::await_change());
    };
    let config = ConfigMap {
        metadata: ObjectMeta {
            name: Some("team".into()),
            owner_references: namespace.controller_owner_ref(&()).map(|it| vec![it]),
            ..ObjectMeta::default()
        },
        data: Some(BTreeMap::from([("name".into(), team.clone())])),
        ..ConfigMap::default()
    };
    let api = Api::<ConfigMap>::namespaced(
        Client::clone(&client),
        &namespace.name_any(),
    );
    let params = PatchParams::apply("team-operator").force();
    api.patch("team", &params, &Patch::Apply(&config)).await?;
    Ok(Action::await_change())
}

fn on_error(_: Arc<Namespace>, _: &kube::Error, _: Arc<Client>) -> Action {
    Action::requeue(Duration::from_secs(1))
}
