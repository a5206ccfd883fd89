//! GraphQL operation text: tokens, outline, format, operations, variables.
