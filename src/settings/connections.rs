//! The settings of connections to targets.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::{Host, Url};

use crate::event::Via;
use crate::http::{Authorities, Limits, Transport, Trust};

use super::arguments::ConnectionArguments;
use super::earlier_run::unusable;
use super::{Failure, TargetAddress, proxy};

/// The settings of connections to targets. They do not apply to the embedded server.
#[derive(Debug, Clone)]
pub struct Connections {
    /// The time limit of one exchange, and the maximum size of its response body.
    pub limits: Limits,
    connect_timeout: Option<Duration>,
    http2: bool,
    insecure: bool,
    ca_file: Option<PathBuf>,
    trust: Trust,
    proxy: Option<Proxy>,
    overrides: Vec<ResolveOverride>,
}

#[derive(Debug, Clone)]
enum Proxy {
    /// The proxy at this URL, for all targets.
    Fixed(Url),
    /// The variables `HTTPS_PROXY`, `NO_PROXY` and so on, which depend on the target.
    Environment(BTreeMap<String, String>),
}

/// One `--resolve`: the address to use for a host name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ResolveOverride {
    host: String,
    port: Option<u16>,
    ip: IpAddr,
}

impl Connections {
    /// Parses the flags, and reads the file of `--ca-file`.
    ///
    /// # Errors
    ///
    /// Returns an error if a flag is invalid, or the file cannot be read or has no certificate.
    pub fn resolve(
        arguments: &ConnectionArguments,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, Failure> {
        let proxy = match arguments.proxy.as_deref() {
            None => None,
            Some("env") => Some(Proxy::Environment(environment.clone())),
            Some(url) => Some(Proxy::Fixed(proxy::parse(url, "--proxy")?)),
        };
        let overrides = arguments.addresses.iter().map(|text| resolve_override(text));
        let trust = match &arguments.ca_file {
            Some(path) => Trust::SystemAnd(read_authorities(path)?),
            None if arguments.insecure => Trust::Anyone,
            None => Trust::System,
        };
        Ok(Self {
            limits: Limits { timeout: arguments.timeout, body_bytes: arguments.max_body },
            connect_timeout: arguments.connect_timeout,
            http2: arguments.http2,
            insecure: arguments.insecure,
            ca_file: arguments.ca_file.clone(),
            trust,
            proxy,
            overrides: overrides.collect::<Result<_, Failure>>()?,
        })
    }

    /// Checks that every `--resolve` has a target. It would have no effect without one.
    ///
    /// # Errors
    ///
    /// Returns an error for the first host that no target has.
    pub fn check_overrides<'t>(
        &self,
        targets: &(impl Iterator<Item = &'t TargetAddress> + Clone),
    ) -> Result<(), Failure> {
        let unused = |address: &&ResolveOverride| {
            let applies = |target: &TargetAddress| matches!(target, TargetAddress::Url(url) if address.applies_to(url));
            !targets.clone().any(applies)
        };
        match self.overrides.iter().find(unused) {
            None => Ok(()),
            Some(ResolveOverride { host, port, .. }) => {
                let port = port.map(|port| format!(":{port}")).unwrap_or_default();
                Err(Failure::usage(format!("--resolve {host}{port}: no target is there")))
            }
        }
    }

    /// Returns the transport to a running API, and the parts of it that reports must show.
    ///
    /// # Errors
    ///
    /// Returns an error if the proxy of the environment is invalid.
    pub fn transport_to(
        &self,
        url: &Url,
        socket: Option<&Path>,
    ) -> Result<(Transport, Vec<Via>), Failure> {
        // A socket is the address itself, so neither a proxy nor a resolved name can apply.
        let proxy = match &self.proxy {
            _ if socket.is_some() => None,
            None => None,
            Some(Proxy::Fixed(proxy)) => Some(proxy.clone()),
            Some(Proxy::Environment(variables)) => proxy::from_environment(url, variables)?,
        };
        let address = self.overrides.iter().find(|address| address.applies_to(url));
        let address = address.filter(|_| socket.is_none());
        let tls = url.scheme() == "https";
        // Without TLS the file has no effect, so reports do not mention it.
        let ca_file = self.ca_file.as_ref().filter(|_| tls);
        let via = [
            socket.map(|path| Via::Socket(path.display().to_string())),
            proxy.as_ref().map(|proxy| Via::Proxy(proxy::without_credentials(proxy))),
            address.map(|address| Via::Resolve(address.as_flag(url))),
            ca_file.map(|path| Via::CaFile(path.display().to_string())),
            Some(Via::Insecure).filter(|_| tls && self.insecure),
            Some(Via::Http2).filter(|_| self.http2),
        ];
        let transport = Transport {
            connect_timeout: self.connect_timeout,
            socket: socket.map(Path::to_path_buf),
            proxy,
            address: address.map(|address| (address.host.clone(), address.ip)),
            trust: self.trust.clone(),
            http2: self.http2,
        };
        Ok((transport, via.into_iter().flatten().collect()))
    }
}

fn read_authorities(path: &Path) -> Result<Authorities, Failure> {
    let text = std::fs::read(path).map_err(|error| unusable("--ca-file", path, &error.kind()))?;
    Authorities::from_pem(&text).map_err(|why| unusable("--ca-file", path, &why))
}

impl ResolveOverride {
    /// Returns `true` if the host, and the port if there is one, are those of the URL.
    fn applies_to(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        url.host_str() == Some(&self.host) && self.port.is_none_or(|own| Some(own) == port)
    }

    /// Returns the value of `--resolve` as this program and curl take it.
    fn as_flag(&self, url: &Url) -> String {
        let port = url.port_or_known_default().unwrap_or_default();
        match self.ip {
            IpAddr::V4(address) => format!("{}:{port}:{address}", self.host),
            IpAddr::V6(address) => format!("{}:{port}:[{address}]", self.host),
        }
    }
}

/// Parses the value of `--resolve`: `HOST:ADDRESS` or `HOST:PORT:ADDRESS`.
fn resolve_override(text: &str) -> Result<ResolveOverride, Failure> {
    let read = |text: &str| text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    let unusable = |why: &str| Failure::usage(format!("--resolve {text:?} {why}"));
    let form = || unusable("is neither HOST:ADDRESS nor HOST:PORT:ADDRESS");
    let (host, rest) = text.split_once(':').ok_or_else(form)?;
    // An IPv6 address has colons too, so the longer reading is tried first.
    let (port, ip) = if let Some(ip) = read(rest) {
        (None, ip)
    } else {
        let (port, rest) = rest.split_once(':').ok_or_else(form)?;
        (Some(port.parse().map_err(|_| form())?), read(rest).ok_or_else(form)?)
    };
    match Host::parse(host) {
        Ok(Host::Domain(host)) => Ok(ResolveOverride { host, port, ip }),
        Ok(_) => Err(unusable("begins with an address, and only names are resolved")),
        Err(_) => Err(form()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, url: &str, expected: Option<&str>) {
        let address = resolve_override(text).expect("it is one");
        let url = Url::parse(url).expect("a URL");
        let flag = address.applies_to(&url).then(|| address.as_flag(&url));
        assert_eq!(flag.as_deref(), expected, "{text}");
    }

    #[test]
    fn an_override_applies_to_a_host_and_to_its_port_if_there_is_one() {
        check("api.example:10.0.0.1", "https://api.example/a", Some("api.example:443:10.0.0.1"));
        check("api.example:8080:10.0.0.1", "https://api.example/a", None);
        check("API.example:8080:::1", "http://api.example:8080", Some("api.example:8080:[::1]"));
        check("api.example:[::1]", "http://api.example", Some("api.example:80:[::1]"));
        check("api.example:10.0.0.1", "https://www.api.example/a", None);
    }

    #[test]
    fn an_invalid_override_is_refused() {
        for text in ["api.example", "api.example:x", "a:b:10.0.0.1", ":10.0.0.1", "a:1:host"] {
            let failure = resolve_override(text).expect_err("it is none");
            assert!(failure.message.contains("neither HOST:ADDRESS"), "{text}: {failure}");
        }
        let failure = resolve_override("10.0.0.2:10.0.0.1").expect_err("no name");
        assert!(failure.message.contains("only names are resolved"), "{failure}");
    }
}
