//! Looking things up in a schema: types, fields, inputs, enum values, with their descriptions.

use std::collections::HashMap;

use apollo_compiler::ast::DirectiveList;
use apollo_compiler::schema::{Component, ExtendedType, FieldDefinition, InputValueDefinition};
use apollo_compiler::{Name, Node};

use super::Schema;

/// What a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TypeKind {
    /// A leaf with a value.
    Scalar,
    /// A thing with fields.
    Object,
    /// Fields that several objects have.
    Interface,
    /// One of several objects.
    Union,
    /// One of several names.
    Enum,
    /// A thing given to the server.
    Input,
}

/// A type of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeInfo<'s> {
    /// Its name.
    pub name: &'s str,
    /// What it is.
    pub kind: TypeKind,
    /// What the server says about it.
    pub description: Option<&'s str>,
}

/// A field of an object or interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<'s> {
    /// Its name.
    pub name: &'s str,
    /// Its type as GraphQL writes it, such as `[Project!]!`.
    pub type_text: String,
    /// Its type without list and non-null.
    pub type_name: &'s str,
    /// What the server says about it.
    pub description: Option<&'s str>,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Its arguments in the server's order.
    pub arguments: Vec<InputValue<'s>>,
}

/// An argument, or a field of an input type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputValue<'s> {
    /// Its name.
    pub name: &'s str,
    /// Its type as GraphQL writes it.
    pub type_text: String,
    /// Its type without list and non-null.
    pub type_name: &'s str,
    /// Its default value as GraphQL writes it.
    pub default: Option<String>,
    /// Whether it must be given: not nullable and without a default.
    pub is_required: bool,
    /// What the server says about it.
    pub description: Option<&'s str>,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumValue<'s> {
    /// Its name.
    pub name: &'s str,
    /// What the server says about it.
    pub description: Option<&'s str>,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
}

/// The objects that a value of each interface or union may be, in the order of the schema.
pub(super) type Objects = HashMap<String, Vec<Name>>;

impl Schema {
    /// The fields of an object or interface as the schema keeps them; nothing for other types.
    pub(super) fn definitions(&self, type_name: &str) -> impl Iterator<Item = &FieldDefinition> {
        let fields = match self.extended(type_name) {
            Some(ExtendedType::Object(object)) => Some(&object.fields),
            Some(ExtendedType::Interface(interface)) => Some(&interface.fields),
            _ => None,
        };
        fields.into_iter().flat_map(|f| f.values().map(|f| &***f))
    }

    /// A field as the schema keeps it, `__typename` and those of introspection included.
    pub(super) fn definition(&self, type_name: &str, name: &str) -> Option<&FieldDefinition> {
        self.compiled.type_field(type_name, name).ok().map(|f| &***f)
    }

    /// As [`Schema::possible_types`], found by a map that is made once, in the order of the schema.
    pub(super) fn objects_of(&self, type_name: &str) -> Vec<&str> {
        if let Some(ExtendedType::Object(object)) = self.extended(type_name) {
            return vec![object.name.as_str()];
        }
        let map = self.objects.get_or_init(|| {
            let mut map = Objects::new();
            for object in self.compiled.types.values().filter_map(|t| t.as_object()) {
                for interface in &object.implements_interfaces {
                    map.entry(interface.to_string()).or_default().push(object.name.clone());
                }
            }
            for union in self.compiled.types.values().filter_map(|t| t.as_union()) {
                let members = union.members.iter().map(|m| m.name.clone()).collect();
                map.insert(union.name.to_string(), members);
            }
            map
        });
        map.get(type_name).into_iter().flatten().map(|name| name.as_str()).collect()
    }

    /// Whether a value can be of both types.
    pub(super) fn overlap(&self, left: &str, right: &str) -> bool {
        let left = self.objects_of(left);
        self.objects_of(right).iter().any(|name| left.contains(name))
    }

    /// Where leaves are, for ways to them.
    pub(super) fn leaves(&self) -> &super::complete::Leaves {
        self.leaves.get_or_init(|| super::complete::Leaves::new(self))
    }

    /// The names of all types but those of introspection, in the order of the SDL.
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        self.compiled.types.keys().map(|name| name.as_str()).filter(|name| !name.starts_with("__"))
    }

    /// A type by name.
    pub fn type_info(&self, name: &str) -> Option<TypeInfo<'_>> {
        let found = self.extended(name)?;
        let kind = match found {
            ExtendedType::Scalar(_) => TypeKind::Scalar,
            ExtendedType::Object(_) => TypeKind::Object,
            ExtendedType::Interface(_) => TypeKind::Interface,
            ExtendedType::Union(_) => TypeKind::Union,
            ExtendedType::Enum(_) => TypeKind::Enum,
            ExtendedType::InputObject(_) => TypeKind::Input,
        };
        Some(TypeInfo { name: found.name().as_str(), kind, description: found.description().map(|d| &**d) })
    }

    /// The fields of an object or interface in the server's order; nothing for other types.
    pub fn fields(&self, type_name: &str) -> Vec<Field<'_>> {
        let fields = match self.extended(type_name) {
            Some(ExtendedType::Object(object)) => &object.fields,
            Some(ExtendedType::Interface(interface)) => &interface.fields,
            _ => return Vec::new(),
        };
        fields.values().map(field).collect()
    }

    /// A field of a type, `__typename` and those of introspection included.
    pub fn field(&self, type_name: &str, name: &str) -> Option<Field<'_>> {
        self.compiled.type_field(type_name, name).ok().map(field)
    }

    /// The fields of an input type in the server's order; nothing for other types.
    pub fn input_fields(&self, type_name: &str) -> Vec<InputValue<'_>> {
        match self.extended(type_name) {
            Some(ExtendedType::InputObject(input)) => input.fields.values().map(|f| input_value(f)).collect(),
            _ => Vec::new(),
        }
    }

    /// The values of an enum in the server's order; nothing for other types.
    pub fn enum_values(&self, type_name: &str) -> Vec<EnumValue<'_>> {
        let Some(ExtendedType::Enum(found)) = self.extended(type_name) else { return Vec::new() };
        found
            .values
            .values()
            .map(|v| EnumValue {
                name: v.value.as_str(),
                description: v.description.as_deref(),
                deprecated: deprecation(&v.directives),
            })
            .collect()
    }

    /// The objects that a value of this type may be, by name: itself, its members or its implementers.
    pub fn possible_types(&self, type_name: &str) -> Vec<&str> {
        let mut names: Vec<&str> = match self.extended(type_name) {
            Some(ExtendedType::Object(object)) => vec![object.name.as_str()],
            Some(ExtendedType::Union(union)) => union.members.iter().map(|m| m.name.as_str()).collect(),
            Some(ExtendedType::Interface(_)) => self
                .compiled
                .types
                .values()
                .filter_map(|t| t.as_object())
                .filter(|o| o.implements_interfaces.iter().any(|i| i.name.as_str() == type_name))
                .map(|o| o.name.as_str())
                .collect(),
            _ => Vec::new(),
        };
        names.sort_unstable();
        names
    }

    /// The interfaces that an object or interface implements, in the server's order.
    pub fn interfaces(&self, type_name: &str) -> Vec<&str> {
        let names = match self.extended(type_name) {
            Some(ExtendedType::Object(object)) => &object.implements_interfaces,
            Some(ExtendedType::Interface(interface)) => &interface.implements_interfaces,
            _ => return Vec::new(),
        };
        names.iter().map(|i| i.name.as_str()).collect()
    }

    /// The arguments of a directive, or `None` when there is no such directive.
    pub fn directive_arguments(&self, name: &str) -> Option<Vec<InputValue<'_>>> {
        let found = self.compiled.directive_definitions.get(name)?;
        Some(found.arguments.iter().map(|a| input_value(a)).collect())
    }

    /// The names of all directives.
    pub fn directive_names(&self) -> impl Iterator<Item = &str> {
        self.compiled.directive_definitions.keys().map(|name| name.as_str())
    }

    /// Whether a type is known and can have no selection: a scalar, an enum or an input type.
    pub(super) fn is_without_fields(&self, name: &str) -> bool {
        let found = self.extended(name);
        found.is_some_and(|t| !(t.is_object() || t.is_interface() || t.is_union()))
    }

    /// Whether exactly one field of an input type must be given.
    pub fn is_one_of(&self, name: &str) -> bool {
        self.extended(name)
            .and_then(|t| t.as_input_object())
            .is_some_and(|input| input.directives.has("oneOf"))
    }

    pub(super) fn extended(&self, name: &str) -> Option<&ExtendedType> {
        self.compiled.types.get(name)
    }
}

fn field(found: &Component<FieldDefinition>) -> Field<'_> {
    Field {
        name: found.name.as_str(),
        type_text: found.ty.to_string(),
        type_name: found.ty.inner_named_type().as_str(),
        description: found.description.as_deref(),
        deprecated: deprecation(&found.directives),
        arguments: found.arguments.iter().map(|a| input_value(a)).collect(),
    }
}

fn input_value(found: &Node<InputValueDefinition>) -> InputValue<'_> {
    InputValue {
        name: found.name.as_str(),
        type_text: found.ty.to_string(),
        type_name: found.ty.inner_named_type().as_str(),
        default: found.default_value.as_ref().map(|v| v.serialize().no_indent().to_string()),
        is_required: found.is_required(),
        description: found.description.as_deref(),
        deprecated: deprecation(&found.directives),
    }
}

/// The reason of `@deprecated`, or GraphQL's own words when it has none.
pub(super) fn deprecation(directives: &DirectiveList) -> Option<String> {
    let directive = directives.get("deprecated")?;
    let reason = directive.specified_argument_by_name("reason").and_then(|value| value.as_str());
    Some(reason.unwrap_or("No longer supported").to_owned())
}
