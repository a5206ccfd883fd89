//! Operations to begin with, for people who have never written one.

use super::Scope;

/// An operation with its variables, ready to run once the ids are filled in.
#[derive(Clone, Copy, Debug)]
pub struct Starter {
    /// Stable name, for state and tests.
    pub id: &'static str,
    /// What it shows, as a title.
    pub title: &'static str,
    pub text: &'static str,
    /// JSON object; ids to fill in are empty.
    pub variables: &'static str,
    /// Without these the answer is refused or has holes.
    pub scopes: &'static [Scope],
}

/// The starters, in the order people need them.
pub const STARTERS: &[Starter] = &[
    Starter {
        id: "who-am-i",
        title: "Who am I",
        text: "query WhoAmI {
  activeUser {
    id
    name
    company
    role
    createdAt
  }
}
",
        variables: "{}",
        scopes: &[Scope::ProfileRead],
    },
    Starter {
        id: "my-projects",
        title: "My projects",
        text: "query MyProjects($limit: Int!, $cursor: String, $search: String) {
  activeUser {
    projects(limit: $limit, cursor: $cursor, filter: { search: $search }) {
      totalCount
      cursor
      items {
        id
        name
        role
        visibility
        updatedAt
        models(limit: 0) {
          totalCount
        }
      }
    }
  }
}
",
        variables: "{\n  \"limit\": 50\n}",
        scopes: &[Scope::ProfileRead, Scope::StreamsRead],
    },
    Starter {
        id: "models",
        title: "Models of a project",
        text: "query Models($project: String!, $limit: Int!, $cursor: String) {
  project(id: $project) {
    id
    name
    models(limit: $limit, cursor: $cursor) {
      totalCount
      cursor
      items {
        id
        name
        updatedAt
        author {
          name
        }
        versions(limit: 0) {
          totalCount
        }
      }
    }
  }
}
",
        variables: "{\n  \"project\": \"\",\n  \"limit\": 500\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "versions",
        title: "Versions of a model",
        text: "query Versions($project: String!, $model: String!, $limit: Int!, $cursor: String) {
  project(id: $project) {
    model(id: $model) {
      id
      name
      versions(limit: $limit, cursor: $cursor) {
        totalCount
        cursor
        items {
          id
          message
          sourceApplication
          createdAt
          referencedObject
          authorUser {
            name
          }
        }
      }
    }
  }
}
",
        variables: "{\n  \"project\": \"\",\n  \"model\": \"\",\n  \"limit\": 100\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "objects",
        title: "Objects of a version",
        text: "# The object of a version is its `referencedObject`.
query Objects($project: String!, $object: String!, $limit: Int!, $cursor: String) {
  project(id: $project) {
    object(id: $object) {
      id
      speckleType
      data
      children(limit: $limit, cursor: $cursor, select: [\"name\", \"category\", \"speckle_type\"]) {
        cursor
        objects {
          id
          speckleType
          data
        }
      }
    }
  }
}
",
        variables: "{\n  \"project\": \"\",\n  \"object\": \"\",\n  \"limit\": 1000\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "server",
        title: "About this server",
        text: "query Server {
  serverInfo {
    name
    company
    version
    canonicalUrl
    scopes {
      name
      description
    }
  }
}
",
        variables: "{}",
        scopes: &[],
    },
    Starter {
        id: "people",
        title: "People in a project",
        text: "query People($project: String!) {
  project(id: $project) {
    id
    name
    team {
      id
      role
      user {
        name
        company
      }
    }
  }
}
",
        variables: "{\n  \"project\": \"\"\n}",
        scopes: &[Scope::StreamsRead, Scope::UsersRead],
    },
    Starter {
        id: "discussions",
        title: "Discussions of a project",
        text: "query Discussions($project: String!, $limit: Int!, $cursor: String) {
  project(id: $project) {
    commentThreads(limit: $limit, cursor: $cursor) {
      totalCount
      cursor
      items {
        id
        rawText
        createdAt
        archived
        author {
          name
        }
        replies(limit: 25) {
          totalCount
          items {
            rawText
            createdAt
            author {
              name
            }
          }
        }
      }
    }
  }
}
",
        variables: "{\n  \"project\": \"\",\n  \"limit\": 100\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "lately",
        title: "Who published what lately",
        text: include_str!("starters/lately.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"limit\": 100\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "version",
        title: "One version",
        text: include_str!("starters/version.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"version\": \"\"\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "model-by-name",
        title: "A model by its name",
        text: include_str!("starters/model-by-name.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"name\": \"\"\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "models-of-app",
        title: "Models published from one application",
        text: include_str!("starters/models-of-app.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"app\": \"\",\n  \"limit\": 100\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "models-tree",
        title: "Models as folders",
        text: include_str!("starters/models-tree.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"limit\": 100\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "my-rights",
        title: "What I may do in a project",
        text: include_str!("starters/my-rights.graphql"),
        variables: "{\n  \"project\": \"\"\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "source-apps",
        title: "Applications behind a project",
        text: include_str!("starters/source-apps.graphql"),
        variables: "{\n  \"project\": \"\"\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "workspaces",
        title: "My workspaces",
        text: include_str!("starters/workspaces.graphql"),
        variables: "{\n  \"limit\": 50\n}",
        scopes: &[Scope::ProfileRead, Scope::WorkspaceRead],
    },
    Starter {
        id: "workspace-projects",
        title: "Projects of a workspace",
        text: include_str!("starters/workspace-projects.graphql"),
        variables: "{\n  \"slug\": \"\",\n  \"limit\": 100\n}",
        scopes: &[Scope::StreamsRead, Scope::WorkspaceRead],
    },
    Starter {
        id: "my-versions",
        title: "How much I published",
        text: include_str!("starters/my-versions.graphql"),
        variables: "{}",
        scopes: &[Scope::ProfileRead, Scope::StreamsRead],
    },
    Starter {
        id: "invitations",
        title: "My invitations",
        text: include_str!("starters/invitations.graphql"),
        variables: "{}",
        scopes: &[Scope::ProfileRead],
    },
    Starter {
        id: "previews",
        title: "Pictures of a model",
        text: include_str!("starters/previews.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"model\": \"\",\n  \"limit\": 25\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "find-people",
        title: "People by name",
        text: include_str!("starters/find-people.graphql"),
        variables: "{\n  \"search\": \"\",\n  \"limit\": 25\n}",
        scopes: &[Scope::UsersRead],
    },
    Starter {
        id: "model-discussions",
        title: "Discussions of a model",
        text: include_str!("starters/model-discussions.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"model\": \"\",\n  \"limit\": 100\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "root-object",
        title: "Root object of a version",
        text: include_str!("starters/root-object.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"object\": \"\"\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "one-category",
        title: "Objects of one category",
        text: include_str!("starters/one-category.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"object\": \"\",\n  \"category\": {\n    \"field\": \"category\",\n    \"operator\": \"=\",\n    \"value\": \"Walls\"\n  },\n  \"limit\": 1000\n}",
        scopes: &[Scope::StreamsRead],
    },
    Starter {
        id: "link",
        title: "What a link shows",
        text: include_str!("starters/link.graphql"),
        variables: "{\n  \"project\": \"\",\n  \"resources\": \"\"\n}",
        scopes: &[Scope::StreamsRead],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::fixtures::shared_text;
    use crate::speckle::{ACTIVE_USER, CAN_LOAD, SERVER_INFO, scope_probe};
    use apollo_compiler::{ExecutableDocument, Schema};

    #[test]
    fn every_operation_is_valid_against_the_servers_schema() {
        let Some(sdl) = shared_text("speckle-schema.graphql") else { return };
        let schema = Schema::parse_and_validate(sdl, "speckle.graphql").unwrap();
        let starters = STARTERS.iter().map(|starter| (starter.id, starter.text));
        let own = [("server info", SERVER_INFO), ("active user", ACTIVE_USER), ("can load", CAN_LOAD)];
        let probes = scope_probe().into_iter().map(|probe| (probe, probe));
        for (name, text) in starters.chain(own).chain(probes) {
            if let Err(problems) = ExecutableDocument::parse_and_validate(&schema, text, "operation.graphql")
            {
                panic!("{name}: {}", problems.errors);
            }
        }
    }

    #[test]
    fn variables_are_the_ones_declared() {
        for starter in STARTERS {
            let given: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(starter.variables).unwrap();
            for name in given.keys() {
                assert!(starter.text.contains(&format!("${name}:")), "{}: {name}", starter.id);
            }
            for required in starter.text.split('$').skip(1).filter(|rest| {
                rest.split_once([',', ')']).is_some_and(|(head, _)| head.contains(':') && head.ends_with('!'))
            }) {
                let name = required.split(':').next().unwrap();
                assert!(given.contains_key(name), "{}: {name} is required", starter.id);
            }
            assert!(starter.scopes.iter().all(|scope| !scope.writes()));
        }
    }
}
