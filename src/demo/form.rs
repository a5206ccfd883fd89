//! Bodies as web forms send them: `name=value&name=value`, blanks as `+`, other bytes as `%XX`.

/// The first value of this name, unpacked; `None` where there is none, or it is no text.
pub fn value(body: &[u8], name: &str) -> Option<String> {
    let body = std::str::from_utf8(body).ok()?;
    let mut pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| unpacked(key).as_deref() == Some(name)).and_then(|(_, value)| unpacked(value))
}

fn unpacked(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}
