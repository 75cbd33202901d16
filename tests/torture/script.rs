//! What a server does once it has a request: bytes, and what comes after them.

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What is sent, and what then happens to the connection.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) first: Cow<'static, [u8]>,
    pub(crate) then: Then,
}

/// What happens to a connection after the first bytes.
#[derive(Clone)]
pub(crate) enum Then {
    /// The next request is read.
    Listen,
    /// It is closed in order.
    Close,
    /// It is reset.
    Reset,
    /// Nothing, for as long as the client waits.
    Hold,
    /// These bytes come again and again, each time after a pause.
    Repeat(Cow<'static, [u8]>, Duration),
}

/// Sends these bytes.
pub(crate) fn sends(first: impl Into<Cow<'static, [u8]>>) -> Script {
    Script { first: first.into(), then: Then::Close }
}

/// Sends this text.
pub(crate) fn says(first: &'static str) -> Script {
    sends(first.as_bytes())
}

impl Script {
    pub(crate) fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }
}

/// These bytes without end.
pub(crate) fn endlessly(bytes: impl Into<Cow<'static, [u8]>>) -> Then {
    Then::Repeat(bytes.into(), Duration::ZERO)
}

/// A whole response in JSON.
pub(crate) fn json(body: impl AsRef<[u8]>) -> Script {
    with_fields("", body)
}

/// A whole response in JSON with these field lines too.
pub(crate) fn with_fields(fields: &str, body: impl AsRef<[u8]>) -> Script {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{fields}\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    sends(bytes).then(Then::Listen)
}

/// Plays a script to its end; whether the connection is still good for another request.
pub(crate) async fn play(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    script: &Script,
) -> io::Result<bool> {
    stream.write_all(&script.first).await?;
    stream.flush().await?;
    match &script.then {
        Then::Listen => return Ok(true),
        Then::Close => {}
        // What was sent must have been read: a reset drops what was not.
        Then::Reset => tokio::time::sleep(Duration::from_millis(50)).await,
        Then::Hold => while stream.read(&mut [0; 4096]).await? > 0 {},
        Then::Repeat(bytes, pause) => loop {
            stream.write_all(bytes).await?;
            stream.flush().await?;
            tokio::time::sleep(*pause).await;
        },
    }
    Ok(false)
}
