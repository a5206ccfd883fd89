//! The people of a project.

use serde::Deserialize;

use super::models::PersonRow;
use super::{Listing, Member};

/// The team of a project. Variables: `project`. Needs `users:read`; the field cannot be null, so a token
/// without that scope gets nothing at all: it is asked for alone.
pub const PEOPLE: &str = "query DapplePeople($project: String!) {
  project(id: $project) {
    team {
      role
      user {
        id
        name
        avatar
        company
      }
    }
  }
}";

/// The answer to [`PEOPLE`].
#[derive(Clone, Debug, Deserialize)]
pub struct PeopleData {
    project: Team,
}

#[derive(Clone, Debug, Deserialize)]
struct Team {
    team: Vec<MemberRow>,
}

#[derive(Clone, Debug, Deserialize)]
struct MemberRow {
    role: String,
    user: UserRow,
}

#[derive(Clone, Debug, Deserialize)]
struct UserRow {
    #[serde(flatten)]
    person: PersonRow,
    company: Option<String>,
}

impl PeopleData {
    /// All members: the server gives them in one piece.
    pub fn listing(self) -> Listing<Member> {
        let member = |row: MemberRow| Member {
            person: row.user.person.into_person(),
            role: row.role,
            company: row.user.company,
        };
        let items: Vec<Member> = self.project.team.into_iter().map(member).collect();
        Listing { total: Some(items.len() as u64), items, ..Listing::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speckle::Reply;

    #[test]
    fn a_member_has_a_role_and_perhaps_a_company() {
        let reply: Reply<PeopleData> = serde_json::from_str(
            r#"{"data":{"project":{"team":[
            {"role":"stream:owner","user":{"id":"u","name":"Ólafur","avatar":null,"company":"VVS"}},
            {"role":"stream:reviewer","user":{"id":"v","name":"李 明","avatar":"data:,","company":null}}]}}}"#,
        )
        .unwrap();
        let listing = reply.data.unwrap().listing();
        assert!(listing.is_complete() && listing.items.len() == 2);
        assert_eq!(listing.items[0].company.as_deref(), Some("VVS"));
        assert_eq!(listing.items[1].person.avatar.as_deref(), Some("data:,"));
    }
}
