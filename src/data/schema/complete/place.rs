//! What may stand at a place of an operation text, read from the words before it. Texts that are being
//! typed are broken most of the time, so nothing here fails: what cannot be understood is passed over.

use apollo_compiler::Node;
use apollo_compiler::ast::{DirectiveLocation, Type};
use apollo_compiler::schema::{FieldDefinition, InputValueDefinition};

use super::super::Schema;
use crate::graphql::{Lexeme, LexemeKind, OperationKind};

/// What the next name means.
#[derive(Clone, Debug)]
pub(in crate::schema) enum Place<'s, 't> {
    /// A keyword that begins a definition, or `{`.
    TopLevel,
    /// `on` of a fragment definition.
    On,
    /// A field of a type, behind an alias as well.
    Field { parent: Option<&'s str> },
    /// Behind `...`: a fragment's name or `on`.
    Spread { parent: Option<&'s str> },
    /// Behind `on`: `parent` is none for the definition of a fragment.
    TypeCondition { parent: Option<&'s str> },
    /// An argument of a field or directive.
    Argument { owner: Owner<'s>, used: Vec<&'t str> },
    /// A field of an object value.
    InputField { type_name: String, used: Vec<&'t str> },
    /// A value of a type, where one is known.
    Value { wanted: Option<Type> },
    /// Behind `$` of a value.
    Variable { wanted: Option<Type> },
    /// Behind `$` of a definition: the name of a new variable.
    NewVariable,
    /// The type of a variable.
    VariableType,
    /// Behind `@`.
    Directive { location: DirectiveLocation },
    /// Nothing that has a name in the schema.
    Nothing,
}

/// What arguments belong to.
#[derive(Clone, Copy, Debug)]
pub(in crate::schema) enum Owner<'s> {
    /// A field of the named type.
    Field(&'s str, &'s FieldDefinition),
    /// A directive by name, with its arguments.
    Directive(&'s str, &'s [Node<InputValueDefinition>]),
    /// Something the schema does not know.
    Unknown,
}

impl<'s> Owner<'s> {
    /// The arguments there are.
    pub(in crate::schema) fn arguments(self) -> &'s [Node<InputValueDefinition>] {
        match self {
            Self::Field(_, field) => &field.arguments,
            Self::Directive(_, arguments) => arguments,
            Self::Unknown => &[],
        }
    }
}

#[derive(Debug)]
enum Frame<'s, 't> {
    Selection(Option<&'s str>),
    Arguments(Owner<'s>, Vec<&'t str>),
    Object(Option<String>, Vec<&'t str>),
    List(Option<Type>),
    Definitions,
}

/// What the last words were.
#[derive(Clone, Debug)]
enum Last<'s, 't> {
    /// The start of the text, of a bracket, or behind something complete.
    Start,
    Operation,
    FragmentKeyword,
    FragmentName,
    FragmentOn,
    FragmentType,
    Field(Option<&'s FieldDefinition>),
    Alias,
    Spread,
    SpreadOn,
    SpreadName,
    InlineType,
    At(DirectiveLocation),
    Directive(Owner<'s>),
    ArgumentName(&'t str),
    /// Behind a colon or `=`: a value comes.
    Colon(Option<Type>),
    Dollar(Option<Type>),
    DefinedDollar,
    DefinedName,
    DefinedColon,
    DefinedType(&'t str),
}

/// Follows the words of a text up to a place.
pub(in crate::schema) struct Walk<'s, 't> {
    schema: &'s Schema,
    text: &'t str,
    stack: Vec<Frame<'s, 't>>,
    last: Last<'s, 't>,
    /// The type of the selection that may come.
    pending: Option<&'s str>,
    /// Where a directive would stand now.
    location: DirectiveLocation,
    list_depth: usize,
}

/// What may stand behind `words`, the significant words before the place.
pub(in crate::schema) fn place_behind<'s, 't>(
    schema: &'s Schema,
    text: &'t str,
    words: &[Lexeme],
) -> Place<'s, 't> {
    let mut walk = Walk {
        schema,
        text,
        stack: Vec::new(),
        last: Last::Start,
        pending: None,
        location: DirectiveLocation::Query,
        list_depth: 0,
    };
    for (at, word) in words.iter().enumerate() {
        if walk.begins_anew(word, words.get(at + 1)) {
            walk.stack.clear();
            walk.last = Last::Start;
        }
        walk.feed(word);
    }
    walk.place()
}

impl<'s, 't> Walk<'s, 't> {
    /// A definition at the start of a line ends what was left open above it.
    fn begins_anew(&self, word: &Lexeme, next: Option<&Lexeme>) -> bool {
        let keyword = ["query", "mutation", "subscription", "fragment"].contains(&word.text(self.text));
        let before = self.text.get(..word.range.start).unwrap_or_default();
        let at_line_start = before.is_empty() || before.ends_with(['\n', '\r']);
        keyword && at_line_start && next.is_some_and(|n| n.kind == LexemeKind::Name)
    }

    fn feed(&mut self, word: &Lexeme) {
        match word.kind {
            LexemeKind::Name => self.name(word.text(self.text)),
            LexemeKind::Spread => self.spread(),
            LexemeKind::Punctuator(punctuator) => self.punctuator(punctuator),
            LexemeKind::Comment | LexemeKind::Comma | LexemeKind::Unknown => {}
            _ => self.last = Last::Start,
        }
    }

    fn name(&mut self, word: &'t str) {
        if let Last::At(_) = self.last {
            let known = self.schema.compiled.directive_definitions.get_key_value(word);
            let owner = known.map_or(Owner::Unknown, |(n, d)| Owner::Directive(n.as_str(), &d.arguments));
            self.last = Last::Directive(owner);
            return;
        }
        match self.stack.last_mut() {
            None => self.top_level(word),
            Some(Frame::Selection(parent)) => {
                let parent = *parent;
                self.selection(word, parent);
            }
            Some(Frame::Arguments(_, used) | Frame::Object(_, used)) => {
                self.last = match self.last {
                    Last::Colon(_) | Last::Dollar(_) => Last::Start,
                    _ => {
                        used.push(word);
                        Last::ArgumentName(word)
                    }
                };
            }
            Some(Frame::List(_)) => self.last = Last::Start,
            Some(Frame::Definitions) => {
                self.last = match self.last {
                    Last::DefinedDollar => Last::DefinedName,
                    Last::DefinedColon => Last::DefinedType(word),
                    _ => Last::Start,
                };
            }
        }
    }

    fn top_level(&mut self, word: &'t str) {
        self.last = match self.last {
            Last::FragmentKeyword if word != "on" => Last::FragmentName,
            Last::FragmentKeyword | Last::FragmentName if word == "on" => Last::FragmentOn,
            Last::FragmentOn => {
                self.pending = self.composite(word);
                Last::FragmentType
            }
            Last::Operation => Last::Operation,
            _ => {
                let (kind, location) = match word {
                    "mutation" => (OperationKind::Mutation, DirectiveLocation::Mutation),
                    "subscription" => (OperationKind::Subscription, DirectiveLocation::Subscription),
                    "fragment" => (OperationKind::Fragment, DirectiveLocation::FragmentDefinition),
                    "query" => (OperationKind::Query, DirectiveLocation::Query),
                    _ => return,
                };
                self.location = location;
                self.pending = self.schema.root(kind);
                if kind == OperationKind::Fragment { Last::FragmentKeyword } else { Last::Operation }
            }
        };
    }

    fn selection(&mut self, word: &'t str, parent: Option<&'s str>) {
        self.last = match self.last {
            Last::Spread if word == "on" => Last::SpreadOn,
            Last::Spread => {
                self.location = DirectiveLocation::FragmentSpread;
                Last::SpreadName
            }
            Last::SpreadOn => {
                self.pending = self.composite(word);
                Last::InlineType
            }
            _ => {
                self.location = DirectiveLocation::Field;
                let field = parent.and_then(|p| self.schema.definition(p, word));
                self.pending = field.map(|f| f.ty.inner_named_type().as_str());
                Last::Field(field)
            }
        };
    }

    /// The name of a type with a selection, as the schema keeps it.
    fn composite(&self, word: &str) -> Option<&'s str> {
        let found = self.schema.extended(word)?;
        (found.is_object() || found.is_interface() || found.is_union()).then(|| found.name().as_str())
    }

    /// `...` stands in selections only, so it ends arguments that were left open.
    fn spread(&mut self) {
        while !matches!(self.stack.last(), Some(Frame::Selection(_)) | None) {
            self.stack.pop();
        }
        if let Some(Frame::Selection(parent)) = self.stack.last() {
            self.pending = *parent;
            self.location = DirectiveLocation::InlineFragment;
            self.last = Last::Spread;
        }
    }

    fn punctuator(&mut self, punctuator: u8) {
        match punctuator {
            b'{' => self.open_brace(),
            b'}' => self.close_brace(),
            b'(' => self.open_parenthesis(),
            b')' => {
                let within = |f: &Frame<'_, '_>| matches!(f, Frame::Arguments(..) | Frame::Definitions);
                self.close(within);
                self.last = if self.stack.is_empty() { Last::Operation } else { Last::Start };
            }
            b'[' => self.open_bracket(),
            b']' => {
                if matches!(self.stack.last(), Some(Frame::List(_))) {
                    self.stack.pop();
                    self.last = Last::Start;
                } else {
                    self.list_depth += usize::from(matches!(self.last, Last::DefinedType(_)));
                }
            }
            b':' => self.colon(),
            b'=' => {
                let of = match self.last {
                    Last::DefinedType(name) => {
                        let name = apollo_compiler::Name::new(name).ok();
                        name.map(|n| (0..self.list_depth).fold(Type::Named(n), |t, _| t.list()))
                    }
                    _ => None,
                };
                self.last = Last::Colon(of);
            }
            b'$' => self.dollar(),
            b'@' => {
                let in_definitions = matches!(self.stack.last(), Some(Frame::Definitions));
                let location =
                    if in_definitions { DirectiveLocation::VariableDefinition } else { self.location };
                self.last = Last::At(location);
            }
            _ => {}
        }
    }

    fn dollar(&mut self) {
        self.last = match (self.stack.last(), &self.last) {
            (Some(Frame::Definitions), _) => Last::DefinedDollar,
            (Some(Frame::List(item)), _) => Last::Dollar(item.clone()),
            (_, Last::Colon(wanted)) => Last::Dollar(wanted.clone()),
            _ => Last::Dollar(None),
        };
        self.list_depth = 0;
    }

    fn colon(&mut self) {
        let last = match (self.stack.last(), &self.last) {
            (Some(Frame::Selection(_)), Last::Field(_)) => Last::Alias,
            (Some(Frame::Definitions), Last::DefinedName) => Last::DefinedColon,
            (Some(Frame::Arguments(owner, _)), Last::ArgumentName(name)) => {
                let found = owner.arguments().iter().find(|a| a.name.as_str() == *name);
                Last::Colon(found.map(|a| Type::clone(&a.ty)))
            }
            (Some(Frame::Object(Some(of), _)), Last::ArgumentName(name)) => {
                let input = self.schema.extended(of).and_then(|t| t.as_input_object());
                let found = input.and_then(|i| i.fields.get(*name));
                Last::Colon(found.map(|f| Type::clone(&f.ty)))
            }
            (Some(Frame::Object(None, _)), Last::ArgumentName(_)) => Last::Colon(None),
            _ => return,
        };
        self.last = last;
    }

    fn open_bracket(&mut self) {
        let of = match (&self.last, self.stack.last()) {
            (Last::Colon(wanted), _) => wanted.as_ref(),
            (_, Some(Frame::List(item))) => item.as_ref(),
            _ => return,
        };
        let item = of.map(|t| t.item_type().clone());
        self.stack.push(Frame::List(item));
        self.last = Last::Start;
    }

    fn open_brace(&mut self) {
        let of = match (&self.last, self.stack.last()) {
            (Last::Colon(wanted), _) => Some(wanted.as_ref()),
            (_, Some(Frame::List(item))) => Some(item.as_ref()),
            _ => None,
        };
        if let Some(of) = of {
            self.stack.push(Frame::Object(of.map(|t| t.inner_named_type().to_string()), Vec::new()));
            self.last = Last::Start;
            return;
        }
        // Arguments that were left open end where a selection begins.
        while !matches!(self.stack.last(), Some(Frame::Selection(_)) | None) {
            self.stack.pop();
        }
        let parent = match self.last {
            Last::Start if self.stack.is_empty() && self.pending.is_none() => {
                self.schema.root(OperationKind::Query)
            }
            _ => self.pending,
        };
        self.stack.push(Frame::Selection(parent));
        self.pending = None;
        self.last = Last::Start;
    }

    fn close_brace(&mut self) {
        self.close(|frame| matches!(frame, Frame::Selection(_) | Frame::Object(..)));
        self.pending = None;
        self.last = Last::Start;
    }

    fn open_parenthesis(&mut self) {
        let frame = match (&self.last, self.stack.last()) {
            (Last::Directive(owner), _) => Frame::Arguments(*owner, Vec::new()),
            (Last::Operation, None) => Frame::Definitions,
            (Last::Field(field), Some(Frame::Selection(parent))) => {
                let owner = parent.zip(*field).map_or(Owner::Unknown, |(p, f)| Owner::Field(p, f));
                Frame::Arguments(owner, Vec::new())
            }
            (_, Some(Frame::Selection(_))) => Frame::Arguments(Owner::Unknown, Vec::new()),
            _ => return,
        };
        self.stack.push(frame);
        self.last = Last::Start;
    }

    /// Closes the innermost bracket of a kind and all within it; nothing where there is none.
    fn close(&mut self, kind: impl Fn(&Frame<'s, 't>) -> bool) {
        if let Some(at) = self.stack.iter().rposition(kind) {
            self.stack.truncate(at);
        }
    }

    fn place(self) -> Place<'s, 't> {
        let Self { mut stack, last, location, .. } = self;
        match (stack.pop(), last) {
            (_, Last::At(location)) => Place::Directive { location },
            (_, Last::Dollar(wanted)) => Place::Variable { wanted },
            (_, Last::Colon(wanted)) => Place::Value { wanted },
            (None, Last::Start) => Place::TopLevel,
            (None, Last::FragmentName) => Place::On,
            (None, Last::FragmentOn) => Place::TypeCondition { parent: None },
            (None, _) => Place::Nothing,
            (Some(Frame::Selection(parent)), Last::Spread) => Place::Spread { parent },
            (Some(Frame::Selection(parent)), Last::SpreadOn) => {
                parent.map_or(Place::Nothing, |p| Place::TypeCondition { parent: Some(p) })
            }
            (Some(Frame::Selection(_)), Last::SpreadName | Last::InlineType) => Place::Nothing,
            (Some(Frame::Selection(_)), Last::Directive(_)) if location != DirectiveLocation::Field => {
                Place::Nothing
            }
            (Some(Frame::Selection(parent)), _) => Place::Field { parent },
            (Some(Frame::Arguments(..) | Frame::Object(..)), Last::ArgumentName(_)) => Place::Nothing,
            (Some(Frame::Arguments(owner, used)), _) => Place::Argument { owner, used },
            (Some(Frame::Object(of, used)), _) => match of {
                Some(type_name) => Place::InputField { type_name, used },
                None => Place::Nothing,
            },
            (Some(Frame::List(item)), _) => Place::Value { wanted: item },
            (Some(Frame::Definitions), Last::DefinedColon) => Place::VariableType,
            (Some(Frame::Definitions), Last::DefinedDollar) => Place::NewVariable,
            (Some(Frame::Definitions), _) => Place::Nothing,
        }
    }
}
