//! From the text of a `$filter` to a condition. Depth and size are bounded.

use std::iter::Peekable;
use std::vec::IntoIter;

use serde_json::Value;

use super::{Comparison, Filter, Search, Term};

/// More than any tool nests.
const DEEPEST: usize = 32;
/// More words and signs than any tool sends.
const MOST_TOKENS: usize = 600;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Comma,
    Word(String),
    Value(Value),
}

pub(super) fn parse(text: &str) -> Result<Filter, String> {
    let tokens = tokens(text)?;
    if tokens.len() > MOST_TOKENS {
        return Err("$filter is too long.".to_owned());
    }
    let mut reader = Reader {
        tokens: tokens.into_iter().peekable(),
        depth: 0,
    };
    let filter = reader.either()?;
    match reader.tokens.next() {
        None => Ok(filter),
        Some(_) => Err("$filter goes on after its end: `and` or `or` is missing.".to_owned()),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        tokens.push(match sign {
            ' ' | '\t' => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            ',' => Token::Comma,
            '\'' => Token::Value(Value::String(quoted(&mut signs)?)),
            sign if sign.is_ascii_alphanumeric() || sign == '-' => {
                let mut word = String::from(sign);
                while let Some(next) =
                    signs.next_if(|next| next.is_ascii_alphanumeric() || "_.".contains(*next))
                {
                    word.push(next);
                }
                named(word)?
            }
            other => {
                return Err(format!(
                    "$filter holds {other:?}, which means nothing there."
                ));
            }
        });
    }
    Ok(tokens)
}

fn quoted(signs: &mut Peekable<std::str::Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    while let Some(sign) = signs.next() {
        if sign != '\'' {
            text.push(sign);
        } else if signs.next_if_eq(&'\'').is_some() {
            text.push('\'');
        } else {
            return Ok(text);
        }
    }
    Err("$filter holds a text without an end: it begins and ends with '.".to_owned())
}

fn named(word: String) -> Result<Token, String> {
    let value = match word.as_str() {
        "null" => Some(Value::Null),
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => None,
    };
    if let Some(value) = value {
        return Ok(Token::Value(value));
    }
    if word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-') {
        let number: Option<f64> = word.parse().ok();
        let number = number.and_then(serde_json::Number::from_f64);
        let number = number.ok_or("$filter holds a number that is none.")?;
        return Ok(Token::Value(Value::Number(number)));
    }
    Ok(Token::Word(word))
}

struct Reader {
    tokens: Peekable<IntoIter<Token>>,
    depth: usize,
}

impl Reader {
    fn either(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("$filter is nested too deeply.".to_owned());
        }
        let mut filter = self.both()?;
        while self.takes_word("or") {
            filter = Filter::Either(Box::new(filter), Box::new(self.both()?));
        }
        self.depth -= 1;
        Ok(filter)
    }

    fn both(&mut self) -> Result<Filter, String> {
        let mut filter = self.one()?;
        while self.takes_word("and") {
            filter = Filter::Both(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, String> {
        let mut negated = false;
        let mut depth = 0;
        while self.takes_word("not") {
            negated = !negated;
            depth += 1;
            if depth > DEEPEST {
                return Err("$filter is nested too deeply.".to_owned());
            }
        }
        let filter = self.condition()?;
        Ok(match negated {
            true => Filter::Not(Box::new(filter)),
            false => filter,
        })
    }

    fn condition(&mut self) -> Result<Filter, String> {
        if self.takes(&Token::Open) {
            let inner = self.either()?;
            return self.closed(inner);
        }
        let first = self.tokens.next();
        if let Some(Token::Word(name)) = &first
            && self.takes(&Token::Open)
        {
            return self.search(name);
        }
        let one = term(first)?;
        let how = self.comparison()?;
        Ok(Filter::Compared(one, how, term(self.tokens.next())?))
    }

    /// A function on texts; some tools write `eq true` behind it.
    fn search(&mut self, name: &str) -> Result<Filter, String> {
        let one = term(self.tokens.next())?;
        if !self.takes(&Token::Comma) {
            return Err(format!("{name} takes two texts in $filter."));
        }
        let other = term(self.tokens.next())?;
        let filter = match name {
            "substringof" => Filter::Text(Search::Within, other, one),
            "startswith" => Filter::Text(Search::AtStart, one, other),
            "endswith" => Filter::Text(Search::AtEnd, one, other),
            _ => {
                return Err(
                    "$filter knows the functions substringof, startswith and endswith.".to_owned(),
                );
            }
        };
        let filter = self.closed(filter)?;
        if !self.takes_word("eq") {
            return Ok(filter);
        }
        match self.tokens.next() {
            Some(Token::Value(Value::Bool(true))) => Ok(filter),
            Some(Token::Value(Value::Bool(false))) => Ok(Filter::Not(Box::new(filter))),
            _ => Err("A function in $filter is true or false.".to_owned()),
        }
    }

    fn closed(&mut self, filter: Filter) -> Result<Filter, String> {
        match self.takes(&Token::Close) {
            true => Ok(filter),
            false => Err("A bracket in $filter is not closed.".to_owned()),
        }
    }

    fn comparison(&mut self) -> Result<Comparison, String> {
        let Some(Token::Word(word)) = self.tokens.next() else {
            return Err("$filter compares with eq, ne, gt, ge, lt or le.".to_owned());
        };
        Ok(match word.as_str() {
            "eq" => Comparison::Equal,
            "ne" => Comparison::Unequal,
            "gt" => Comparison::Greater,
            "ge" => Comparison::AtLeast,
            "lt" => Comparison::Less,
            "le" => Comparison::AtMost,
            _ => return Err("$filter compares with eq, ne, gt, ge, lt or le.".to_owned()),
        })
    }

    fn takes(&mut self, token: &Token) -> bool {
        self.tokens.next_if_eq(token).is_some()
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is = |token: &Token| matches!(token, Token::Word(found) if found == word);
        self.tokens.next_if(is).is_some()
    }
}

fn term(token: Option<Token>) -> Result<Term, String> {
    match token {
        Some(Token::Word(name)) => Ok(Term::Column(name)),
        Some(Token::Value(value)) => Ok(Term::Literal(value)),
        _ => Err("$filter compares columns and values: one is missing.".to_owned()),
    }
}
