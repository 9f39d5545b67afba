//! Drives kube-rs's reflector, one for each address given.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use k8s_openapi::api::core::v1::ConfigMap;
use kube::runtime::reflector::{self, Store};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client, Config, ResourceExt};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::task::JoinHandle;

fn say(index: usize, line: &Value) {
    println!("{index} {line}");
}

fn key_of(map: &ConfigMap) -> String {
    format!("{}/{}", map.namespace().unwrap_or_default(), map.name_any())
}

/// What handlers would be told: kube-rs hands out states, and leaves it to its store to find what went.
#[derive(Default)]
struct Told {
    known: BTreeSet<String>,
    listed: BTreeSet<String>,
}

impl Told {
    fn take(&mut self, index: usize, event: &watcher::Event<ConfigMap>) {
        match event {
            watcher::Event::Init => self.listed.clear(),
            watcher::Event::InitApply(map) => {
                self.listed.insert(key_of(map));
                self.apply(index, map);
            }
            watcher::Event::Apply(map) => self.apply(index, map),
            watcher::Event::Delete(map) => self.delete(index, &key_of(map)),
            watcher::Event::InitDone => {
                let gone: Vec<String> = self.known.difference(&self.listed).cloned().collect();
                for key in gone {
                    self.delete(index, &key);
                }
                say(index, &json!({"event": "synced"}));
            }
        }
    }

    fn apply(&mut self, index: usize, map: &ConfigMap) {
        let key = key_of(map);
        let event = if self.known.insert(key.clone()) { "add" } else { "update" };
        say(index, &json!({"event": event, "key": key}));
    }

    fn delete(&mut self, index: usize, key: &str) {
        self.known.remove(key);
        say(index, &json!({"event": "delete", "key": key}));
    }
}

fn start(index: usize, server: &str) -> (Store<ConfigMap>, JoinHandle<()>) {
    let mut config = Config::new(server.parse().expect("an address"));
    config.auth_info.token = std::env::var("TOKEN").ok().map(Into::into);
    let client = Client::try_from(config).expect("a client");
    let api: Api<ConfigMap> = Api::namespaced(client, "default");
    let (reader, writer) = reflector::store();
    let stream = watcher(api, watcher::Config::default()).default_backoff().reflect(writer);
    let task = tokio::spawn(async move {
        let mut told = Told::default();
        futures::pin_mut!(stream);
        while let Some(next) = stream.next().await {
            match next {
                Ok(event) => told.take(index, &event),
                Err(error) => say(index, &json!({"event": "error", "text": error.to_string()})),
            }
        }
    });
    (reader, task)
}

#[tokio::main]
async fn main() {
    let all: Vec<_> = std::env::args()
        .skip(1)
        .enumerate()
        .map(|(index, server)| start(index, &server))
        .collect();
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = input.next_line().await {
        if let Some(which) = line.strip_prefix("stop ") {
            let index: usize = which.parse().expect("a number");
            all[index].1.abort();
            say(index, &json!({"event": "stopped"}));
            continue;
        }
        for (index, (reader, _)) in all.iter().enumerate() {
            let cache: BTreeMap<_, _> = reader
                .state()
                .iter()
                .map(|map| (key_of(map), map.resource_version().unwrap_or_default()))
                .collect();
            say(index, &json!({"cache": cache}));
        }
    }
}
