//! The type system's half of the grammar: schemas, types, directives and their extensions.

use super::{Constness, Node, NodeKind, Parsed, Parser, Part};

/// Where directives may stand. Source: GraphQL specification, `DirectiveLocation`.
const LOCATIONS: [&str; 19] = [
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
];

const DEFINITION_KEYWORDS: [&str; 13] = [
    "query",
    "mutation",
    "subscription",
    "fragment",
    "schema",
    "scalar",
    "type",
    "interface",
    "union",
    "enum",
    "input",
    "directive",
    "extend",
];

impl Parser<'_> {
    /// Anything at the top that is not an operation or fragment.
    pub(super) fn type_system_definition(&mut self) -> Parsed<Node> {
        let described = self.at;
        let mut parts = Vec::new();
        self.description(&mut parts);
        let has_description = !parts.is_empty();
        let is_extension = self.is_keyword("extend");
        let is_executable = self.is_executable_keyword();
        if has_description && (is_extension || is_executable) {
            self.at = described;
            let message = "A description can only stand before a definition of the type system";
            return Err(self.problem(message.to_owned()));
        }
        if is_extension {
            parts.push(self.take());
        }
        let kind = self.word();
        let before = self.at;
        match kind {
            "schema" => self.schema(&mut parts, is_extension)?,
            "scalar" => self.scalar(&mut parts)?,
            "type" | "interface" => self.object(&mut parts)?,
            "union" => self.union(&mut parts)?,
            "enum" => self.enumeration(&mut parts)?,
            "input" => self.input(&mut parts)?,
            "directive" if !is_extension => self.directive_definition(&mut parts)?,
            _ => return self.no_definition(),
        }
        // `extend type A` alone changes nothing and is refused.
        let has_content = self.at > before + if kind == "schema" { 1 } else { 2 };
        if is_extension && !has_content {
            self.unexpected()
        } else {
            Ok(Node { kind: NodeKind::TypeDefinition, parts })
        }
    }

    fn is_executable_keyword(&self) -> bool {
        self.is(b'{') || ["query", "mutation", "subscription", "fragment"].iter().any(|k| self.is_keyword(k))
    }

    fn no_definition<T>(&self) -> Parsed<T> {
        if self.current().is_none() && self.at == 0 {
            return Err(self.problem("There is no operation yet".to_owned()));
        }
        let word = self.word();
        let close = crate::schema::suggest::nearest(word, DEFINITION_KEYWORDS.iter().copied());
        match close.first().filter(|_| self.is_name()) {
            Some(near) => Err(self.problem(format!("Unexpected {}, did you mean \"{near}\"?", self.found()))),
            None => self.unexpected(),
        }
    }

    fn description(&mut self, parts: &mut Vec<Part>) {
        if self.is_string() {
            let words = vec![self.take()];
            parts.push(Part::Node(Node { kind: NodeKind::Description, parts: words }));
        }
    }

    fn schema(&mut self, parts: &mut Vec<Part>, is_extension: bool) -> Parsed<()> {
        parts.push(self.take());
        self.directives(parts, Constness::Constant)?;
        if self.is(b'{') || !is_extension {
            let list = self.list(NodeKind::RootTypes, *b"{}", |p| {
                if !["query", "mutation", "subscription"].iter().any(|k| p.is_keyword(k)) {
                    return p.expected("query, mutation or subscription");
                }
                let parts = vec![p.take(), p.punctuator(b':')?, p.name()?];
                Ok(Part::Node(Node { kind: NodeKind::RootType, parts }))
            })?;
            parts.push(Part::Node(list));
        }
        Ok(())
    }

    fn scalar(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        parts.push(self.take());
        parts.push(self.name()?);
        self.directives(parts, Constness::Constant)
    }

    fn object(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        parts.push(self.take());
        parts.push(self.name()?);
        if self.is_keyword("implements") {
            let mut names = vec![self.take()];
            if self.is(b'&') {
                names.push(self.take());
            }
            names.push(self.name()?);
            while self.is(b'&') {
                names.push(self.take());
                names.push(self.name()?);
            }
            parts.push(Part::Node(Node { kind: NodeKind::Implements, parts: names }));
        }
        self.directives(parts, Constness::Constant)?;
        if self.is(b'{') {
            let list = self.list(NodeKind::FieldDefinitions, *b"{}", Self::field_definition)?;
            parts.push(Part::Node(list));
        }
        Ok(())
    }

    fn field_definition(&mut self) -> Parsed<Part> {
        let mut parts = Vec::new();
        self.description(&mut parts);
        parts.push(self.name()?);
        self.argument_definitions(&mut parts)?;
        parts.push(self.punctuator(b':')?);
        parts.push(self.type_reference()?);
        self.directives(&mut parts, Constness::Constant)?;
        Ok(Part::Node(Node { kind: NodeKind::FieldDefinition, parts }))
    }

    fn argument_definitions(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        if self.is(b'(') {
            let list = self.list(NodeKind::ArgumentDefinitions, *b"()", Self::input_value)?;
            parts.push(Part::Node(list));
        }
        Ok(())
    }

    fn input_value(&mut self) -> Parsed<Part> {
        let mut parts = Vec::new();
        self.description(&mut parts);
        parts.push(self.name()?);
        parts.push(self.punctuator(b':')?);
        parts.push(self.type_reference()?);
        self.default_value(&mut parts)?;
        self.directives(&mut parts, Constness::Constant)?;
        Ok(Part::Node(Node { kind: NodeKind::InputValue, parts }))
    }

    fn union(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        parts.push(self.take());
        parts.push(self.name()?);
        self.directives(parts, Constness::Constant)?;
        if self.is(b'=') {
            let members = vec![self.take()];
            self.alternatives(parts, NodeKind::UnionMembers, members, Self::name)?;
        }
        Ok(())
    }

    /// `|? item (| item)*` behind the words already in `members`.
    fn alternatives(
        &mut self,
        parts: &mut Vec<Part>,
        kind: NodeKind,
        mut members: Vec<Part>,
        item: fn(&mut Self) -> Parsed<Part>,
    ) -> Parsed<()> {
        if self.is(b'|') {
            members.push(self.take());
        }
        members.push(item(self)?);
        while self.is(b'|') {
            members.push(self.take());
            members.push(item(self)?);
        }
        parts.push(Part::Node(Node { kind, parts: members }));
        Ok(())
    }

    fn enumeration(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        parts.push(self.take());
        parts.push(self.name()?);
        self.directives(parts, Constness::Constant)?;
        if self.is(b'{') {
            let list = self.list(NodeKind::EnumValues, *b"{}", |p| {
                let mut parts = Vec::new();
                p.description(&mut parts);
                if ["true", "false", "null"].iter().any(|k| p.is_keyword(k)) {
                    let message = format!("{} is reserved and cannot be a value of an enum", p.word());
                    return Err(p.problem(message));
                }
                parts.push(p.name()?);
                p.directives(&mut parts, Constness::Constant)?;
                Ok(Part::Node(Node { kind: NodeKind::EnumValue, parts }))
            })?;
            parts.push(Part::Node(list));
        }
        Ok(())
    }

    fn input(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        parts.push(self.take());
        parts.push(self.name()?);
        self.directives(parts, Constness::Constant)?;
        if self.is(b'{') {
            let list = self.list(NodeKind::InputFields, *b"{}", Self::input_value)?;
            parts.push(Part::Node(list));
        }
        Ok(())
    }

    fn directive_definition(&mut self, parts: &mut Vec<Part>) -> Parsed<()> {
        parts.push(self.take());
        let name = vec![self.punctuator(b'@')?, self.name()?];
        parts.push(Part::Node(Node { kind: NodeKind::Tight, parts: name }));
        self.argument_definitions(parts)?;
        if self.is_keyword("repeatable") {
            parts.push(self.take());
        }
        let on = vec![self.keyword("on")?];
        self.alternatives(parts, NodeKind::Locations, on, |p| {
            if p.is_name() && !LOCATIONS.contains(&p.word()) {
                return p.unexpected();
            }
            p.name()
        })
    }
}
