use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Namespace};
use kube::{
    Api, Client,
    api::{DeleteParams, Patch, PatchParams, PostParams},
};
use serde_json::{Value, json};

/// Asks the fake apiserver for a fault, on the port of the API.
async fn fault(client: &Client, body: Value) {
    let request = http::Request::post("/_fake/v1/faults")
        .header("content-type", "application/json")
        .body(body.to_string().into_bytes());
    client.request_text(request.unwrap()).await.unwrap();
}

/// Waits until the ConfigMap names the team.
async fn expect_team(configs: &Api<ConfigMap>, want: &str) {
    let mut found = None;
    for _ in 0..600 {
        let config = configs.get_opt("team").await.unwrap();
        found = config.and_then(|it| it.data?.remove("name"));
        if found.as_deref() == Some(want) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the ConfigMap says {found:?}, not {want:?}");
}

#[tokio::test]
async fn every_team_gets_its_config_map() {
    let client = Client::try_default().await.unwrap();
    tokio::spawn(operator::run(client.clone()));
    let namespaces = Api::<Namespace>::all(client.clone());
    let configs = Api::<ConfigMap>::namespaced(client.clone(), "shop");

    let shop = json!({"metadata": {"name": "shop", "labels": {"team": "red"}}});
    let shop = serde_json::from_value(shop).unwrap();
    namespaces.create(&PostParams::default(), &shop).await.unwrap();
    expect_team(&configs, "red").await;

    // All open watches end with 410 Gone. A change comes meanwhile.
    let gone = json!({
        "on": {"verb": "watch", "open": true},
        "do": {"expire": "event410"},
    });
    fault(&client, gone).await;
    let blue = Patch::Merge(json!({"metadata": {"labels": {"team": "blue"}}}));
    namespaces.patch("shop", &PatchParams::default(), &blue).await.unwrap();
    expect_team(&configs, "blue").await;

    // Somebody deletes what the operator made.
    configs.delete("team", &DeleteParams::default()).await.unwrap();
    expect_team(&configs, "blue").await;
}
