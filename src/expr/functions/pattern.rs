//! `onus::action_matches` and `onus::arn_matches`: whether an IAM pattern covers everything that another one covers.
//!
//! A pattern is a row of tokens. An unknown part is one token that equals only itself, so that `<bucket.arn>/*` covers
//! `<bucket.arn>/*` before the bucket exists.

use super::args::text;
use super::{Args, Function};
use crate::value::{Part, Place, Resolver, Symbol, Truth, Val};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::full("onus::action_matches", 2, Some(2), |args| matches(args, true)),
    Function::full("onus::arn_matches", 2, Some(2), |args| matches(args, false)),
];

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// `*`
    Any,
    /// `?`
    One,
    /// A character.
    Is(char),
    /// Text that is not known yet.
    At(Place),
}

/// Whether the first pattern covers the second. `*` alone covers everything, also what is not known at all; otherwise an
/// unknown argument, or an unknown part that could tip the balance, makes the answer unknown. Null is an error.
fn matches(args: &Args<'_>, fold: bool) -> Result<Val, String> {
    let (pattern, subject) = (tokens(args, 0, fold)?, tokens(args, 1, fold)?);
    let truth = match (pattern, subject) {
        (Some(pattern), None) if pattern == [Token::Any] => Truth::True,
        (Some(pattern), Some(subject)) => covers(&pattern, &subject, args.resolver()),
        _ => Truth::Unknown,
    };
    Ok(Val::truth(truth, args.touched()))
}

/// The tokens of an argument; `None` if nothing is known of it.
fn tokens(args: &Args<'_>, at: usize, fold: bool) -> Result<Option<Vec<Token>>, String> {
    let value = args.get(at);
    let parts = match value.symbol().and_then(Symbol::parts) {
        Some(parts) => parts,
        None if value.is_unknown() => return Ok(None),
        None => vec![Part::Known(text(&value).map_err(|message| format!("argument {}: {message}", at + 1))?)],
    };
    let mut tokens = Vec::new();
    for part in parts {
        match part {
            Part::At(place) => tokens.push(Token::At(place)),
            Part::Known(text) if fold => tokens.extend(text.to_lowercase().chars().map(token)),
            Part::Known(text) => tokens.extend(text.chars().map(token)),
        }
    }
    Ok(Some(ordered(tokens)))
}

fn token(letter: char) -> Token {
    match letter {
        '*' => Token::Any,
        '?' => Token::One,
        letter => Token::Is(letter),
    }
}

/// Runs of wildcards in one form: `?` first, then a single `*`, since `*?` and `?*` mean the same.
fn ordered(tokens: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut star = false;
    for token in tokens {
        match token {
            Token::Any => star = true,
            Token::One => out.push(Token::One),
            other => {
                if std::mem::take(&mut star) {
                    out.push(Token::Any);
                }
                out.push(other);
            }
        }
    }
    if star {
        out.push(Token::Any);
    }
    out
}

fn covers(pattern: &[Token], subject: &[Token], resolver: &dyn Resolver) -> Truth {
    let surely = Match { pattern, subject, resolver, lenient: false }.run();
    let unknown = pattern.iter().chain(subject).any(|token| matches!(token, Token::At(_)));
    if surely || !unknown {
        return surely.into();
    }
    if (Match { pattern, subject, resolver, lenient: true }).run() { Truth::Unknown } else { Truth::False }
}

/// One comparison. Strict, an unknown part only equals itself; lenient, it may be whatever it is not known to differ from.
struct Match<'a> {
    pattern: &'a [Token],
    subject: &'a [Token],
    resolver: &'a dyn Resolver,
    lenient: bool,
}

impl Match<'_> {
    /// Fills the table of "the first `i` tokens of the pattern cover the first `j` of the subject", row by row.
    fn run(&self) -> bool {
        let width = self.subject.len() + 1;
        let mut reached = vec![vec![false; width]; self.pattern.len() + 1];
        mark(&mut reached, 0, 0);
        for i in 0..=self.pattern.len() {
            for j in 0..width {
                if reached.get(i).and_then(|row| row.get(j)) == Some(&true) {
                    self.step(i, j, &mut reached);
                }
            }
        }
        reached.last().and_then(|row| row.last()) == Some(&true)
    }

    fn step(&self, i: usize, j: usize, reached: &mut [Vec<bool>]) {
        let (pattern, subject) = (self.pattern.get(i), self.subject.get(j));
        match (pattern, subject) {
            (Some(Token::Any), _) => {
                mark(reached, i + 1, j);
                if subject.is_some() {
                    mark(reached, i, j + 1);
                }
            }
            (Some(Token::One), Some(Token::One | Token::Is(_))) => mark(reached, i + 1, j + 1),
            (Some(Token::Is(a)), Some(Token::Is(b))) if a == b => mark(reached, i + 1, j + 1),
            (Some(Token::At(a)), Some(Token::At(b))) if self.same(a, b) == Truth::True => mark(reached, i + 1, j + 1),
            _ => {}
        }
        if !self.lenient {
            return;
        }
        if let Some(Token::At(place)) = pattern {
            for end in j..=self.subject.len() {
                let piece = self.subject.get(j..end).unwrap_or_default();
                // A fixed text covers no wildcard of the subject.
                if !piece.iter().any(is_wild) && self.may_be(place, piece).is_some() {
                    mark(reached, i + 1, end);
                }
            }
        }
        if let Some(Token::At(place)) = subject {
            for end in i..=self.pattern.len() {
                let piece = self.pattern.get(i..end).unwrap_or_default();
                let Some(related) = self.may_be(place, piece) else { continue };
                mark(reached, end, j + 1);
                // A wildcard at the end of the piece may go on after the unknown part.
                if related && matches!(piece.last(), Some(Token::Any)) {
                    mark(reached, end - 1, j + 1);
                }
            }
        }
    }

    fn same(&self, a: &Place, b: &Place) -> Truth {
        self.resolver.same(&Symbol::At(a.clone()), &Symbol::At(b.clone()))
    }

    /// Whether an unknown text may be made of these tokens; `Some(false)` if only together with a part known to differ.
    fn may_be(&self, place: &Place, piece: &[Token]) -> Option<bool> {
        let differs = |token: &Token| matches!(token, Token::At(other) if self.same(place, other) == Truth::False);
        if piece.iter().any(differs) {
            // Texts of two resources hold each other only as a resource's own name under its parent's.
            return piece.iter().any(is_wild).then_some(false);
        }
        let is_itself = |token: &Token| matches!(token, Token::At(other) if self.same(place, other) == Truth::True);
        if let Some(itself) = piece.iter().position(is_itself) {
            // A text is not itself and more.
            let alone = piece.iter().enumerate().all(|(at, token)| at == itself || *token == Token::Any);
            return alone.then_some(true);
        }
        let letters = piece.iter().map(|token| if let Token::Is(letter) = token { Some(*letter) } else { None });
        match letters.collect::<Option<String>>() {
            Some(text) if self.resolver.holds(&Symbol::At(place.clone()), &text) == Truth::False => None,
            _ => Some(true),
        }
    }
}

fn is_wild(token: &Token) -> bool {
    matches!(token, Token::Any | Token::One)
}

fn mark(reached: &mut [Vec<bool>], i: usize, j: usize) {
    if let Some(cell) = reached.get_mut(i).and_then(|row| row.get_mut(j)) {
        *cell = true;
    }
}

#[cfg(test)]
mod tests {
    use crate::expr::functions::testing::check;

    #[test]
    fn actions() {
        check(&[
            (r#"onus::action_matches("*", "s3:GetObject")"#, "true"),
            (r#"onus::action_matches("s3:*", "S3:getobject")"#, "true"),
            (r#"onus::action_matches("s3:Put?bject", "s3:PutObject")"#, "true"),
            (r#"onus::action_matches("s3:Get*", "s3:*")"#, "false"),
            (r#"onus::action_matches("s3:*", "s3:Get*")"#, "true"),
            (r#"onus::action_matches("s3:?*", "s3:*?")"#, "true"),
            (r#"onus::action_matches("s3:?*", "s3:*")"#, "false"),
            (r#"onus::action_matches("s3:*", "*")"#, "false"),
            (r#"onus::action_matches("*:*", "*")"#, "false"),
            (r#"onus::action_matches("**", "*")"#, "true"),
            (r#"onus::action_matches("*", u)"#, "true"),
            (r#"onus::action_matches("s3:*", u)"#, "?"),
            (r#"onus::action_matches(u, "s3:GetObject")"#, "?"),
            (r#"onus::action_matches(null, "a")"#, "! argument 1: string required, got null"),
            (r#"onus::action_matches("a", [])"#, "! argument 2: string required, got list"),
        ]);
    }

    #[test]
    fn arns() {
        check(&[
            (r#"onus::arn_matches("arn:aws:s3:::logs/*", "arn:aws:s3:::logs/a/b")"#, "true"),
            (r#"onus::arn_matches("arn:aws:s3:::logs*", "arn:aws:s3:::logs")"#, "true"),
            (r#"onus::arn_matches("arn:aws:s3:::logs/*", "arn:aws:s3:::logs")"#, "false"),
            (r#"onus::arn_matches("arn:aws:s3:::Logs", "arn:aws:s3:::logs")"#, "false"),
            (r#"onus::arn_matches("*", u)"#, "true"),
        ]);
    }

    #[test]
    fn unknown_parts_are_tokens() {
        check(&[
            (r#"onus::arn_matches("${a}/*", "${a}/*")"#, "true"),
            (r#"onus::arn_matches("${a}*", "${a}/*")"#, "true"),
            (r#"onus::arn_matches("${a}*", a)"#, "true"),
            ("onus::arn_matches(a, a)", "true"),
            (r#"onus::arn_matches("*", a)"#, "true"),
            (r#"onus::arn_matches("${a}/*", a)"#, "false"),
            (r#"onus::arn_matches(a, "${a}/*")"#, "false"),
            (r#"onus::arn_matches("${a}/*", "${b}/*")"#, "false"),
            ("onus::arn_matches(a, b)", "false"),
            (r#"onus::arn_matches("${a}/*", b)"#, "?"),
            (r#"onus::arn_matches("arn:aws:s3:::logs-*", "${a}/*")"#, "?"),
            (r#"onus::arn_matches("arn:aws:s3:::logs/*", "${a}/*")"#, "?"),
            (r#"onus::arn_matches("${a}/*", "arn:aws:s3:::logs/*")"#, "?"),
            (r#"onus::arn_matches("${a}/*", "arn:aws:s3:::logs")"#, "false"),
            (r#"onus::arn_matches(a, "*")"#, "false"),
            (r#"onus::arn_matches("logs/*", "${a}/*")"#, "?"),
            ("onus::arn_matches(x, a)", "?"),
            (r#"onus::arn_matches("arn:aws:s3:::${x}/*", "${a}/*")"#, "?"),
            ("onus::arn_matches(u, a)", "?"),
        ]);
    }
}
