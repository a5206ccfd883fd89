//! The scalars Speckle adds to GraphQL's own.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::data::clock::{from_iso, iso};

/// A time, in milliseconds since 1970 inside and ISO 8601 with three decimals outside.
#[derive(Debug, Clone, Copy)]
pub struct DateTime(pub i64);

/// A time as ISO 8601 text in UTC.
#[Scalar(name = "DateTime")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => {
                from_iso(text).map(DateTime).ok_or_else(|| InputValueError::expected_type(value))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(iso(self.0))
    }
}

/// A number beyond 32 bits.
#[derive(Debug, Clone, Copy)]
pub struct BigInt(pub i64);

/// A whole number beyond 32 bits.
#[Scalar(name = "BigInt")]
impl ScalarType for BigInt {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => {
                number.as_i64().map(BigInt).ok_or_else(|| InputValueError::expected_type(value))
            }
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

/// Any JSON.
#[derive(Debug, Clone)]
pub struct JsonObject(pub serde_json::Value);

/// Any JSON value, an object as a rule.
#[Scalar(name = "JSONObject")]
impl ScalarType for JsonObject {
    fn parse(value: Value) -> InputValueResult<Self> {
        value.into_json().map(JsonObject).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}
