//! Making targets ready to be sent to.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

use crate::exchange::{Client, Limits};
use crate::plan::TargetIndex;
use crate::reference::{Faults, Reference};
use crate::run::Endpoint;

use super::{Failure, TargetChoice};

/// Targets that requests can be sent to.
#[derive(Debug)]
pub struct OpenTargets {
    /// Where each of them is.
    pub endpoints: BTreeMap<TargetIndex, Endpoint>,
    server: Option<Reference>,
}

impl OpenTargets {
    /// Makes the targets ready; starts the embedded server with these faults, once, where it is one of them.
    ///
    /// # Errors
    ///
    /// If faults are asked of somebody else's server, a fault is unknown, or no port is free.
    pub async fn open(
        chosen: BTreeMap<TargetIndex, TargetChoice>,
        faults: &[String],
        limits: Limits,
    ) -> Result<Self, Failure> {
        let wanted = chosen.values().any(|choice| *choice == TargetChoice::Reference);
        if !wanted && !faults.is_empty() {
            return Err(Failure::usage("--fault is for `--target reference` only"));
        }
        let server = if wanted { Some(start(faults).await?) } else { None };
        let client = Client::new(limits).map_err(|error| Failure::judge(error.to_string()))?;
        let endpoint = |choice: TargetChoice| {
            let reference = choice == TargetChoice::Reference;
            let url = match (choice, &server) {
                (TargetChoice::Reference, Some(server)) => url_of(server),
                (choice, _) => choice.address(),
            };
            Endpoint { url, reference, client: client.clone() }
        };
        let endpoints =
            chosen.into_iter().map(|(target, choice)| (target, endpoint(choice))).collect();
        Ok(Self { endpoints, server })
    }

    /// Ends the embedded server, if it was started.
    pub async fn close(self) {
        if let Some(server) = self.server {
            server.stop().await;
        }
    }
}

async fn start(faults: &[String]) -> Result<Reference, Failure> {
    let names: Vec<&str> = faults.iter().map(String::as_str).collect();
    let faults = Faults::named(&names).map_err(|error| Failure::usage(error.to_string()))?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Reference::start(address, faults)
        .await
        .map_err(|error| Failure::judge(format!("the reference server cannot start: {error}")))
}

fn url_of(server: &Reference) -> Url {
    Url::parse(&server.url()).expect("a socket address makes a URL")
}
