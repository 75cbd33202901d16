//! The client library alone: requests for one missing item, without judging the responses.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::Outcome;
use crate::cases::TOKEN;

/// Number of requests in flight.
const IN_FLIGHT: usize = 64;

/// Sends the requests and reads the responses.
pub(crate) fn run(count: usize, url: &str) -> Outcome {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build()?;
        let url: Arc<str> = format!("{url}/items/none").into();
        let sent = Arc::new(AtomicUsize::new(0));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..IN_FLIGHT {
            let (client, url, sent) = (client.clone(), Arc::clone(&url), Arc::clone(&sent));
            tasks.spawn(async move {
                while sent.fetch_add(1, Ordering::Relaxed) < count {
                    let answer = client.get(&*url).bearer_auth(TOKEN).send().await?;
                    answer.bytes().await?;
                }
                Ok::<(), reqwest::Error>(())
            });
        }
        while let Some(done) = tasks.join_next().await {
            done??;
        }
        Ok(())
    })
}
