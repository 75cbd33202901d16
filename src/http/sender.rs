//! Sends requests to the origins of one scheme, and reuses their connections.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use url::Url;

use super::connection::Line;
use super::connector::Connector;
use super::framing::ends_with_its_head;
use super::http1::Http1Connection;
use super::http2::Http2Connection;
use super::incoming::receive;
use super::library_errors::{self, Failed, is_closed_connection};
use super::may_be_repeated::{Opened, UNPROCESSED, is_unprocessed, may_repeat};
use super::negotiated_versions::NegotiatedOrigins;
use super::outgoing::{self, Outgoing, authority};
use super::partial_head::partial_response;
use super::pool::Pool;
use super::stream::Stream;
use super::{ExchangeError, Framing, Identity, Request, Response, Transport, tls};

/// The time for which a connection is watched after a response that ends with its head.
const WATCHED: Duration = Duration::from_millis(10);

/// A response, and the connection that is still to be watched for bytes after it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) response: Response,
    pub(super) watched: Option<Watched>,
}

/// A connection that is to be watched.
#[derive(Debug)]
pub(super) struct Watched {
    connection: Http1Connection,
    opened: Opened,
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self { response, watched: None }
    }
}

/// The client for one scheme, `http` or `https`.
#[derive(Debug)]
pub(super) struct Sender {
    connector: Connector,
    /// If true, every connection uses HTTP/2 (RFC 9113, section 3.3).
    http2: bool,
    pool: Arc<Pool<Http1Connection>>,
    /// `None` if every connection uses HTTP/1.1.
    negotiated: Option<NegotiatedOrigins>,
    /// The time for which a connection is watched. Tests use a longer one, because their machine may be busy.
    watch_time: Duration,
}

impl Sender {
    /// Creates a client for `http`. It reads no certificates, so it works on a machine without any, unless the proxy
    /// is reached by TLS.
    pub(super) fn plain(transport: &Transport) -> Result<Self, rustls::Error> {
        let is_secured = transport.socket.is_none()
            && transport.proxy.as_ref().is_some_and(|proxy| proxy.scheme() == "https");
        let tls = if is_secured { Some(tls::config(transport, None)?) } else { None };
        let negotiated = transport.http2.then(NegotiatedOrigins::default);
        Ok(Self::new(transport, Connector::new(transport, tls), negotiated))
    }

    /// Creates a client for `https`, with an optional client certificate.
    pub(super) fn tls(
        transport: &Transport,
        identity: Option<&Identity>,
    ) -> Result<Self, rustls::Error> {
        let tls = tls::config(transport, identity)?;
        let negotiated = Some(NegotiatedOrigins::default());
        Ok(Self::new(transport, Connector::new(transport, Some(tls)), negotiated))
    }

    fn new(
        transport: &Transport,
        connector: Connector,
        negotiated: Option<NegotiatedOrigins>,
    ) -> Self {
        let (http2, pool) = (transport.http2, Pool::new());
        Self { connector, http2, pool, negotiated, watch_time: WATCHED }
    }

    /// Sends a request and reads the response.
    pub(super) async fn answer(
        &self,
        request: &Request,
        body_bytes: usize,
    ) -> Result<Answer, ExchangeError> {
        let uri = outgoing::uri(request)?;
        let (mut line, mut opened) = self.line(request).await?;
        let mut unprocessed = 0;
        let head = loop {
            let error = match line.send(self.outgoing(request, uri.clone(), &line)?).await {
                Ok(head) => break head,
                Err(error) => error,
            };
            let failed = Failed::from(&error);
            if opened == Opened::Before && is_closed_connection(failed) {
                self.pool.note_close(authority(&request.url));
            }
            if unprocessed < UNPROCESSED && is_unprocessed(failed) {
                unprocessed += 1;
            } else if !line.first_bytes().is_empty() || !may_repeat(failed, opened, &request.method)
            {
                return self.arrived(&line, &error, &request.url);
            }
            // The second time is always on a new connection, which the server cannot have closed while it was idle.
            (line, opened) = (self.open(&request.url).await?, Opened::New);
        };
        let response = receive(&mut line, &request.method, head, body_bytes).await?;
        let Line::Http1(connection) = line else { return Ok(Answer::from(response)) };
        if response.framing == Framing::Whole
            && ends_with_its_head(&request.method, response.status)
        {
            return Ok(Answer { response, watched: Some(Watched { connection, opened }) });
        }
        if connection.is_ready() {
            self.pool.put(authority(&request.url), connection, opened);
        }
        Ok(Answer::from(response))
    }

    /// Waits for bytes after a response that ends with its head.
    ///
    /// Many servers write head and content separately. If they send content where none is allowed, it arrives after
    /// the response. It would be taken for the response to the next request on the connection.
    pub(super) async fn watch(
        &self,
        mut response: Response,
        watched: Watched,
        url: &Url,
    ) -> Response {
        let Watched { mut connection, opened } = watched;
        let bytes = connection.surplus_within(self.watch_time).await;
        if bytes > 0 {
            response.framing = Framing::Surplus { bytes };
        } else if connection.is_ready() {
            self.pool.put(authority(url), connection, opened);
        }
        response
    }

    /// Returns the part of a response that arrived before a failure.
    fn arrived(
        &self,
        line: &Line,
        error: &hyper::Error,
        url: &Url,
    ) -> Result<Answer, ExchangeError> {
        match library_errors::of_sending(error.into(), url, self.connector.route()) {
            ExchangeError::Protocol { reason } if !library_errors::is_limit(error) => {
                partial_response(line.first_bytes(), &reason)
                    .map(Answer::from)
                    .ok_or(ExchangeError::Protocol { reason })
            }
            other => Err(other),
        }
    }

    /// Returns a connection for a request.
    async fn line(&self, request: &Request) -> Result<(Line, Opened), ExchangeError> {
        if let Some(connection) = self.idle(request) {
            return Ok((Line::Http1(connection), Opened::Before));
        }
        let Some(negotiated) = &self.negotiated else {
            return Ok((self.open(&request.url).await?, Opened::New));
        };
        let origin = negotiated.origin(authority(&request.url));
        if let Some(shared) = origin.shared() {
            return Ok((Line::Http2(shared), Opened::Before));
        }
        let turn = origin.turn().await;
        // An earlier turn may have opened it.
        if let Some(shared) = origin.shared() {
            return Ok((Line::Http2(shared), Opened::Before));
        }
        let line = self.open(&request.url).await?;
        drop(turn);
        Ok((line, Opened::New))
    }

    /// Returns an idle connection that is still open.
    fn idle(&self, request: &Request) -> Option<Http1Connection> {
        let origin = authority(&request.url);
        // A request that is not idempotent is lost if the server closed the connection (RFC 9110, section 9.2.2).
        let may_be_sent_twice = request.method.is_idempotent();
        loop {
            let taken = if may_be_sent_twice {
                self.pool.take(origin)
            } else {
                self.pool.take_kept(origin)
            };
            let mut idle = taken?;
            if idle.connection.is_open() {
                if idle.has_survived() {
                    self.pool.note_survival(origin);
                }
                return Some(idle.connection);
            }
            self.pool.note_close(origin);
        }
    }

    /// Opens a connection. If it uses HTTP/2, other requests can use it too.
    async fn open(&self, url: &Url) -> Result<Line, ExchangeError> {
        let stream = self.connector.connect(url).await?;
        let line = self.handshake(stream).await.map_err(|error| {
            library_errors::of_sending((&error).into(), url, self.connector.route())
        })?;
        if let Some(negotiated) = &self.negotiated {
            negotiated.origin(authority(url)).note(&line);
        }
        Ok(line)
    }

    async fn handshake(&self, stream: Stream) -> hyper::Result<Line> {
        if self.http2 || stream.has_agreed_on_http2() {
            return Http2Connection::new(stream).await.map(Line::Http2);
        }
        Http1Connection::new(stream).await.map(Line::Http1)
    }

    fn outgoing(
        &self,
        request: &Request,
        uri: Uri,
        line: &Line,
    ) -> Result<Outgoing, ExchangeError> {
        match line {
            Line::Http2(_) => outgoing::in_http2(request, uri),
            Line::Http1(_) if self.connector.needs_absolute_form(&request.url) => {
                outgoing::to_proxy(request, uri, self.connector.proxy_authorization())
            }
            Line::Http1(_) => outgoing::to_server(request, uri),
        }
    }
}

#[cfg(test)]
mod tests;
