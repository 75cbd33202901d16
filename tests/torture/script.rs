//! The response of a server as a script: bytes, and the next step of the connection.

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The bytes that are sent, and the next step of the connection.
#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) first: Cow<'static, [u8]>,
    pub(crate) then: Then,
}

/// The next step of a connection after the first bytes.
#[derive(Clone)]
pub(crate) enum Then {
    /// The server reads the next request.
    Listen,
    /// The server closes the connection in order.
    Close,
    /// The server resets the connection.
    Reset,
    /// The server does nothing for as long as the client waits.
    Hold,
    /// The server sends these bytes again and again, each time after a pause.
    Repeat(Cow<'static, [u8]>, Duration),
}

/// Returns a script that sends these bytes.
pub(crate) fn sends(first: impl Into<Cow<'static, [u8]>>) -> Script {
    Script { first: first.into(), then: Then::Close }
}

/// Returns a script that sends this text.
pub(crate) fn says(first: &'static str) -> Script {
    sends(first.as_bytes())
}

impl Script {
    pub(crate) fn then(self, then: Then) -> Self {
        Self { then, ..self }
    }
}

/// Sends these bytes without end.
pub(crate) fn endlessly(bytes: impl Into<Cow<'static, [u8]>>) -> Then {
    Then::Repeat(bytes.into(), Duration::ZERO)
}

/// Returns a script with a whole JSON response.
pub(crate) fn json(body: impl AsRef<[u8]>) -> Script {
    with_fields("", body)
}

/// Returns a script with a whole JSON response that has additional field lines.
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

/// Plays a script to its end. Returns true if the connection can be used for another request.
pub(crate) async fn play(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    script: &Script,
) -> io::Result<bool> {
    stream.write_all(&script.first).await?;
    stream.flush().await?;
    match &script.then {
        Then::Listen => return Ok(true),
        Then::Close => {}
        // The client must have read the bytes before the reset, because a reset drops unread bytes.
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
