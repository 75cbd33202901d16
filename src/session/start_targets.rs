//! Starts what a run needs before its first request: a client for each target, and the embedded server.

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};

use url::Url;

use crate::event::Via;
use crate::http::{Authorities, Client, Transport, Trust};
use crate::plan::TargetIndex;
use crate::reference::Reference;
use crate::run::Endpoint;
use crate::settings::{Failure, RunSettings, TargetAddress};

/// Any free port of the loopback interface.
const ANY_PORT: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0);

/// Targets that requests can be sent to.
#[derive(Debug)]
pub(super) struct StartedTargets {
    /// The URL and the client of each target.
    pub(super) endpoints: BTreeMap<TargetIndex, Endpoint>,
    server: Option<Reference>,
}

impl StartedTargets {
    /// Creates the clients. Starts the embedded server, once, if it is one of the targets.
    ///
    /// # Errors
    ///
    /// Returns an error if there are faults without the embedded server, a connection setting does not fit the
    /// targets, or no port is free.
    pub(super) async fn start(
        addresses: BTreeMap<TargetIndex, TargetAddress>,
        settings: &RunSettings,
    ) -> Result<Self, Failure> {
        // Before a server is started or a client is created, because this mistake needs neither.
        settings.connections.check_overrides(&addresses.values())?;
        let embedded = addresses.values().any(TargetAddress::is_reference);
        if !embedded && !settings.faults.is_empty() {
            return Err(Failure::usage("--fault is for `--target reference` only"));
        }
        let mut server = if embedded { Some(start_server(settings).await?) } else { None };
        let mut endpoints = BTreeMap::new();
        for (target, address) in addresses {
            let (transport, via) = transport_to(&address, settings)?;
            let client = Client::by(transport, settings.connections.limits)
                .map_err(|error| Failure::not_judged(error.to_string()))?;
            let reference = address.is_reference();
            let url = match (address, &mut server) {
                (TargetAddress::Reference, Some(server)) => server_url(server),
                (TargetAddress::GuardedReference, Some(server)) => start_guarded(server).await?,
                (address, _) => address.base_url(),
            };
            endpoints.insert(target, Endpoint { url, reference, via, client });
        }
        Ok(Self { endpoints, server })
    }

    /// Stops the embedded server, if it was started.
    pub(super) async fn stop(self) {
        if let Some(server) = self.server {
            server.stop().await;
        }
    }
}

fn transport_to(
    address: &TargetAddress,
    settings: &RunSettings,
) -> Result<(Transport, Vec<Via>), Failure> {
    match address {
        TargetAddress::Url(url) => settings.connections.transport_to(url, None),
        TargetAddress::Socket { path, url } => settings.connections.transport_to(url, Some(path)),
        TargetAddress::Reference => Ok((Transport::default(), Vec::new())),
        TargetAddress::GuardedReference => {
            let authority = Authorities::from_pem(Reference::authority().as_bytes())
                .expect("the embedded certificate is PEM");
            let trust = Trust::Only(authority);
            Ok((Transport { trust, ..Transport::default() }, Vec::new()))
        }
    }
}

async fn start_server(settings: &RunSettings) -> Result<Reference, Failure> {
    let server = Reference::start(ANY_PORT.into(), settings.faults.clone()).await;
    server.map_err(|error| cannot_start(&error))
}

/// Opens the second address of the embedded server.
async fn start_guarded(server: &mut Reference) -> Result<Url, Failure> {
    let address = server.demand_certificates(ANY_PORT.into()).await;
    let address = address.map_err(|error| cannot_start(&error))?;
    Ok(Url::parse(&format!("https://{address}")).expect("a socket address makes a URL"))
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::not_judged(format!("the reference server cannot start: {error}"))
}

fn server_url(server: &Reference) -> Url {
    Url::parse(&server.url()).expect("a socket address makes a URL")
}
