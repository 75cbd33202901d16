//! Making targets ready to be sent to.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};

use url::Url;

use crate::http::Client;
use crate::plan::TargetIndex;
use crate::reference::{Faults, Reference};
use crate::run::Endpoint;

use super::{Failure, RunSettings, TargetChoice};

/// A port of this machine that nobody else has.
const ANY_PORT: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);

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
    /// If faults are asked of somebody else's server, a fault is unknown, no port is free, or what is said of
    /// connections cannot be used.
    pub async fn open(
        chosen: BTreeMap<TargetIndex, TargetChoice>,
        settings: &RunSettings,
    ) -> Result<Self, Failure> {
        let transports = settings.transport.read(&settings.environment)?;
        transports.all_apply(&chosen.values())?;
        let faults = &settings.faults;
        let wanted = chosen.values().any(TargetChoice::is_reference);
        if !wanted && !faults.is_empty() {
            return Err(Failure::usage("--fault is for `--target reference` only"));
        }
        let mut server = if wanted { Some(start(faults).await?) } else { None };
        let mut endpoints = BTreeMap::new();
        for (target, choice) in chosen {
            let (transport, via) = transports.to(&choice)?;
            let client = Client::by(transport, settings.limits())
                .map_err(|error| Failure::judge(error.to_string()))?;
            let reference = choice.is_reference();
            let url = match (choice, &mut server) {
                (TargetChoice::Reference, Some(server)) => url_of(server),
                (TargetChoice::GuardedReference, Some(server)) => guarded(server).await?,
                (choice, _) => choice.address(),
            };
            endpoints.insert(target, Endpoint { url, reference, via, client });
        }
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
    Reference::start(ANY_PORT.into(), faults).await.map_err(|error| cannot_start(&error))
}

/// Opens the second entrance of the embedded server.
async fn guarded(server: &mut Reference) -> Result<Url, Failure> {
    let address = server.demand_certificates(ANY_PORT.into()).await;
    let address = address.map_err(|error| cannot_start(&error))?;
    Ok(Url::parse(&format!("https://{address}")).expect("a socket address makes a URL"))
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::judge(format!("the reference server cannot start: {error}"))
}

fn url_of(server: &Reference) -> Url {
    Url::parse(&server.url()).expect("a socket address makes a URL")
}
