//! The content of an HTTP response, which a fault can break off.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// The content of a response.
#[derive(Debug)]
pub(super) struct ResponseBody {
    content: Option<Bytes>,
    end: End,
}

/// The end of a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    InOrder,
    /// The content breaks off after the given number of further polls.
    BreakOff(u8),
}

impl ResponseBody {
    /// Creates a content that is sent completely.
    pub(super) fn whole(content: Bytes) -> ResponseBody {
        ResponseBody { content: Some(content), end: End::InOrder }
    }

    /// Creates a content that is never completed: the connection, or the stream in HTTP/2, ends after these bytes.
    pub(super) fn broken_off(content: Bytes) -> ResponseBody {
        // The server writes what it has when the content is not ready, which happens once.
        ResponseBody { content: Some(content), end: End::BreakOff(1) }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(content) = self.content.take().filter(|content| !content.is_empty()) {
            return Poll::Ready(Some(Ok(Frame::data(content))));
        }
        match self.end {
            End::InOrder => Poll::Ready(None),
            End::BreakOff(0) => Poll::Ready(Some(Err(io::ErrorKind::BrokenPipe.into()))),
            End::BreakOff(polls) => {
                self.end = End::BreakOff(polls - 1);
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.end == End::InOrder && self.content.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.content.as_ref().map_or(0, |content| content.len() as u64);
        match self.end {
            End::InOrder => SizeHint::with_exact(length),
            End::BreakOff(_) => SizeHint::default(),
        }
    }
}
