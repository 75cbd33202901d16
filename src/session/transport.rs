//! How connections to targets are made: the flags, and what they come to for one target.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args};
use url::{Host, Url};

use crate::event::Via;
use crate::http::{Authorities, Transport, Trust};
use crate::reference::Reference;

use super::settings::seconds;
use super::{Failure, TargetChoice, proxy};

/// How connections to targets are made. The embedded server is reached directly, whatever is said here.
#[derive(Debug, Clone, Default, Args)]
pub struct TransportSettings {
    /// Seconds that a connection may take to come about
    #[arg(long, value_name = "SECONDS", env = "STATUSQUO_CONNECT_TIMEOUT", value_parser = seconds)]
    pub connect_timeout: Option<Duration>,
    /// Connect by this proxy; `env` for the one that `HTTPS_PROXY` and its like name
    #[arg(long, value_name = "URL|env", env = "STATUSQUO_PROXY")]
    pub proxy: Option<String>,
    /// Connect to this address instead of the one that the target's host resolves to (repeatable)
    #[arg(
        long = "resolve",
        value_name = "HOST[:PORT]:ADDRESS",
        env = "STATUSQUO_RESOLVE",
        value_delimiter = ','
    )]
    pub addresses: Vec<String>,
    /// Trust the authorities in this PEM file too
    #[arg(long, value_name = "PEM", env = "STATUSQUO_CA_FILE", conflicts_with = "insecure")]
    pub ca_file: Option<PathBuf>,
    /// Do not look at certificates; every report says so
    #[arg(long, env = "STATUSQUO_INSECURE", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub insecure: bool,
    /// Speak HTTP/2 without asking the server; it is else spoken where TLS negotiates it
    #[arg(long, env = "STATUSQUO_HTTP2", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    pub http2: bool,
}

/// The same, each flag read.
#[derive(Debug)]
pub(super) struct Transports<'s> {
    flags: &'s TransportSettings,
    environment: &'s BTreeMap<String, String>,
    proxy: Option<Proxy>,
    addresses: Vec<Address>,
    trust: Trust,
}

#[derive(Debug)]
enum Proxy {
    This(Url),
    Environment,
}

/// One `--resolve`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    host: String,
    port: Option<u16>,
    ip: IpAddr,
}

impl TransportSettings {
    /// Reads the flags and the file that they name.
    ///
    /// # Errors
    ///
    /// If one of them says nothing that can be used.
    pub(super) fn read<'s>(
        &'s self,
        environment: &'s BTreeMap<String, String>,
    ) -> Result<Transports<'s>, Failure> {
        let proxy = match self.proxy.as_deref() {
            None => None,
            Some("env") => Some(Proxy::Environment),
            Some(url) => Some(Proxy::This(proxy::url(url, "--proxy")?)),
        };
        let addresses = self.addresses.iter().map(|text| address(text));
        let addresses = addresses.collect::<Result<Vec<Address>, Failure>>()?;
        let trust = match &self.ca_file {
            Some(path) => {
                let unusable =
                    |why: String| Failure::usage(format!("--ca-file {}: {why}", path.display()));
                let text =
                    std::fs::read(path).map_err(|error| unusable(error.kind().to_string()))?;
                Trust::SystemAnd(Authorities::from_pem(&text).map_err(unusable)?)
            }
            None if self.insecure => Trust::Anyone,
            None => Trust::System,
        };
        Ok(Transports { flags: self, environment, proxy, addresses, trust })
    }
}

impl Transports<'_> {
    /// Reports a `--resolve` for a host that no target has: it would have no effect.
    ///
    /// # Errors
    ///
    /// If there is one.
    pub(super) fn all_apply<'c>(
        &self,
        targets: &(impl Iterator<Item = &'c TargetChoice> + Clone),
    ) -> Result<(), Failure> {
        let idle = |address: &&Address| {
            let is_of = |target: &TargetChoice| matches!(target, TargetChoice::Url(url) if address.is_of(url));
            !targets.clone().any(is_of)
        };
        match self.addresses.iter().find(idle) {
            None => Ok(()),
            Some(Address { host, port, .. }) => {
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                Err(Failure::usage(format!("--resolve {host}{port}: no target is there")))
            }
        }
    }

    /// How connections to a target are made, and what of it reports must say.
    ///
    /// # Errors
    ///
    /// If the environment names a proxy that cannot be used.
    pub(super) fn to(&self, target: &TargetChoice) -> Result<(Transport, Vec<Via>), Failure> {
        let (url, socket) = match target {
            TargetChoice::Reference => return Ok((Transport::default(), Vec::new())),
            TargetChoice::GuardedReference => {
                let authority = Authorities::from_pem(Reference::authority().as_bytes())
                    .expect("the program brings it as PEM");
                let trust = Trust::Only(authority);
                return Ok((Transport { trust, ..Transport::default() }, Vec::new()));
            }
            TargetChoice::Url(url) => (url, None),
            TargetChoice::Socket { path, url } => (url, Some(path.clone())),
        };
        let proxy = match &self.proxy {
            _ if socket.is_some() => None,
            None => None,
            Some(Proxy::This(proxy)) => Some(proxy.clone()),
            Some(Proxy::Environment) => proxy::of_environment(url, self.environment)?,
        };
        let address = self.addresses.iter().find(|address| address.is_of(url));
        let address = address.filter(|_| socket.is_none());
        let tls = url.scheme() == "https";
        let via = [
            socket.as_ref().map(|path| Via::Socket(path.display().to_string())),
            proxy.as_ref().map(|proxy| Via::Proxy(proxy::shown(proxy))),
            address.map(|address| Via::Resolve(address.at(url))),
            self.flags
                .ca_file
                .as_ref()
                .filter(|_| tls)
                .map(|path| Via::CaFile(path.display().to_string())),
            Some(Via::Insecure).filter(|_| tls && self.flags.insecure),
            Some(Via::Http2).filter(|_| self.flags.http2),
        ];
        let transport = Transport {
            connect_timeout: self.flags.connect_timeout,
            socket,
            proxy,
            address: address.map(|address| (address.host.clone(), address.ip)),
            trust: self.trust.clone(),
            http2: self.flags.http2,
        };
        Ok((transport, via.into_iter().flatten().collect()))
    }
}

impl Address {
    /// Whether it is for the host and the port of a URL.
    fn is_of(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        url.host_str() == Some(&self.host) && self.port.is_none_or(|own| Some(own) == port)
    }

    /// As a flag of this program, and of curl.
    fn at(&self, url: &Url) -> String {
        let port = url.port_or_known_default().unwrap_or_default();
        match self.ip {
            IpAddr::V4(address) => format!("{}:{port}:{address}", self.host),
            IpAddr::V6(address) => format!("{}:{port}:[{address}]", self.host),
        }
    }
}

fn address(text: &str) -> Result<Address, Failure> {
    let read = |text: &str| text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let unusable = |why: &str| Failure::usage(format!("--resolve {text:?} {why}"));
    let form = || unusable("is neither HOST:ADDRESS nor HOST:PORT:ADDRESS");
    let (host, rest) = text.split_once(':').ok_or_else(form)?;
    let (port, ip) = if let Some(ip) = read(rest) {
        (None, ip)
    } else {
        let (port, rest) = rest.split_once(':').ok_or_else(form)?;
        (Some(port.parse().map_err(|_| form())?), read(rest).ok_or_else(form)?)
    };
    match Host::parse(host) {
        Ok(Host::Domain(host)) => Ok(Address { host, port, ip }),
        Ok(_) => Err(unusable("begins with an address, and only names are resolved")),
        Err(_) => Err(form()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, url: &str, expected: Option<&str>) {
        let address = address(text).expect("it is one");
        let url = Url::parse(url).expect("a URL");
        let at = address.is_of(&url).then(|| address.at(&url));
        assert_eq!(at.as_deref(), expected, "{text}");
    }

    #[test]
    fn an_address_is_for_a_host_and_if_it_says_so_for_a_port() {
        check("api.example:10.0.0.1", "https://api.example/a", Some("api.example:443:10.0.0.1"));
        check("api.example:8080:10.0.0.1", "https://api.example/a", None);
        check("API.example:8080:::1", "http://api.example:8080", Some("api.example:8080:[::1]"));
        check("api.example:[::1]", "http://api.example", Some("api.example:80:[::1]"));
        check("api.example:10.0.0.1", "https://www.api.example/a", None);
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for text in ["api.example", "api.example:x", "a:b:10.0.0.1", ":10.0.0.1", "a:1:host"] {
            let failure = address(text).expect_err("it is none");
            assert!(failure.message.contains("neither HOST:ADDRESS"), "{text}: {failure}");
        }
        let failure = address("10.0.0.2:10.0.0.1").expect_err("no name");
        assert!(failure.message.contains("only names are resolved"), "{failure}");
    }
}
