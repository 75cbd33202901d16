use crate::event::Shard;
use crate::plan::tests::{ids, plan};

const SUITE: &str = "
setup:
  - { id: login, POST: /login }
cases:
  - { id: create, POST: /o, expect: 201, replay: true, capture: { order: $.id } }
  - { id: alone, GET: / }
  - { id: get, GET: \"/o/${order}\" }
  - { id: none, GET: /o/none, expect: 404, after: other }
  - { id: often, GET: /often, repeat: 3 }
  - { id: other, GET: / }
teardown:
  - { id: clean, DELETE: \"/o/${order}\" }
  - { id: logout, POST: /logout }
";

#[track_caller]
fn check(of: u32, expected: &[&str]) {
    let shards: Vec<String> =
        (1..=of).map(|index| ids(&plan(SUITE).shard(Shard { index, of }))).collect();
    assert_eq!(shards, expected);
}

#[test]
fn a_shard_of_very_many_takes_no_memory_for_the_others() {
    let of = u32::MAX;
    let shard = |index| ids(&plan(SUITE).shard(Shard { index, of }));
    assert_eq!(shard(1), "login create create~replay get clean logout");
    assert_eq!(shard(of), "");
}

#[test]
fn a_single_shard_is_the_whole_plan() {
    check(1, &[&ids(&plan(SUITE))]);
}

#[test]
fn chains_are_never_split_and_setup_runs_everywhere() {
    check(
        2,
        &["login create create~replay alone get clean logout", "(login) none often other (logout)"],
    );
}

#[test]
fn more_shards_than_chains_leave_some_empty() {
    check(
        5,
        &[
            "login create create~replay get clean logout",
            "(login) often (logout)",
            "(login) none other (logout)",
            "(login) alone (logout)",
            "",
        ],
    );
    assert_eq!(plan(SUITE).chains(), 4);
}

#[test]
fn every_shard_has_the_digest_of_the_same_whole() {
    let whole = plan(SUITE).facts();
    for index in 1..=3 {
        let shard = Shard { index, of: 3 };
        let part = plan(SUITE).shard(shard);
        assert_eq!(part.whole.as_ref(), Some(&whole));
        assert_eq!(part.shard, Some(shard));
    }
}

#[test]
fn plans_of_different_suites_have_different_digests() {
    let other = SUITE.replace("/often", "/seldom");
    assert_ne!(plan(SUITE).facts().digest, plan(&other).facts().digest);
}
