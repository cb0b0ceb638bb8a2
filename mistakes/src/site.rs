//! Where in a file a mistake can be switched on, found by parsing it.

use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, BinOp, Expr, ExprBinary, ExprStruct, ExprUnary};

use crate::list::{Lines, Mistake};

/// What to do with a piece of the text.
#[derive(Debug)]
pub enum Site {
    /// At this place the function gives back the replacement.
    Returns {
        at: usize,
        value: String,
    },
    /// This expression becomes that text.
    Becomes {
        whole: Range<usize>,
        text: String,
    },
    /// An arm that is not taken: after its pattern, or around its guard.
    NotTaken {
        pattern_end: usize,
    },
    NotTakenGuarded {
        guard: Range<usize>,
    },
}

/// The site of each mistake of one file, where there is one.
pub fn sites(source: &str, mistakes: &[(usize, &Mistake)]) -> syn::Result<Vec<(usize, Site)>> {
    let file = syn::parse_file(source)?;
    let mut finder = Finder {
        source,
        lines: Lines::new(source),
        mistakes,
        found: Vec::new(),
    };
    for (number, mistake) in mistakes {
        let at = finder.lines.offset(mistake.span.start);
        match mistake.genre.as_str() {
            // A function that gives back "some iterator" gives back one type only.
            "FnValue" if mistake.replacement.starts_with("::std::iter::") => {}
            "FnValue" => {
                let value = mistake.replacement.clone();
                finder.found.push((*number, Site::Returns { at, value }));
            }
            "MatchArmGuard" => {
                let whole = at..finder.lines.offset(mistake.span.end);
                let text = mistake.replacement.clone();
                finder.found.push((*number, Site::Becomes { whole, text }));
            }
            _ => {}
        }
    }
    finder.visit_file(&file);
    Ok(finder.found)
}

struct Finder<'a> {
    source: &'a str,
    lines: Lines<'a>,
    mistakes: &'a [(usize, &'a Mistake)],
    found: Vec<(usize, Site)>,
}

impl<'a> Finder<'a> {
    fn range(&self, span: Span) -> Range<usize> {
        let (start, end) = (span.start(), span.end());
        self.lines.at(start.line, start.column)..self.lines.at(end.line, end.column)
    }

    fn of(&self, genre: &str, at: usize) -> Vec<(usize, &'a Mistake)> {
        let here = |mistake: &Mistake| {
            mistake.genre == genre && self.lines.offset(mistake.span.start) == at
        };
        let all = self.mistakes.iter().filter(|(_, mistake)| here(mistake));
        all.copied().collect()
    }

    fn text(&self, range: Range<usize>) -> &'a str {
        &self.source[range]
    }

    fn becomes(&mut self, number: usize, whole: Range<usize>, text: String) {
        self.found.push((number, Site::Becomes { whole, text }));
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr_binary(&mut self, expr: &'ast ExprBinary) {
        let op = self.range(expr.op.span());
        // A chain of `if let … && …` can stand nowhere else.
        let is_chain = matches!(expr.op, BinOp::And(_)) && has_let(expr);
        if !is_chain {
            let whole = self.range(expr.span());
            for (number, mistake) in self.of("BinaryOperator", op.start) {
                let before = self.text(whole.start..op.start);
                let after = self.text(op.end..whole.end);
                let text = format!("{before}{}{after}", mistake.replacement);
                self.becomes(number, whole.clone(), text);
            }
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_unary(&mut self, expr: &'ast ExprUnary) {
        let op = self.range(expr.op.span());
        let whole = self.range(expr.span());
        for (number, _) in self.of("UnaryOperator", op.start) {
            let text = self.text(op.end..whole.end).to_owned();
            self.becomes(number, whole.clone(), text);
        }
        visit::visit_expr_unary(self, expr);
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        let start = self.range(arm.pat.span()).start;
        for (number, _) in self.of("MatchArm", start) {
            let site = match &arm.guard {
                Some((_, guard)) => Site::NotTakenGuarded {
                    guard: self.range(guard.span()),
                },
                None => Site::NotTaken {
                    pattern_end: self.range(arm.pat.span()).end,
                },
            };
            self.found.push((number, site));
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, expr: &'ast ExprStruct) {
        if let Some(rest) = &expr.rest {
            let rest = self.text(self.range(rest.span())).to_owned();
            for field in &expr.fields {
                let start = self.range(field.span()).start;
                for (number, _) in self.of("StructField", start) {
                    let syn::Member::Named(name) = &field.member else {
                        continue;
                    };
                    // `field` alone is `field: field`.
                    if field.colon_token.is_some() {
                        let whole = self.range(field.expr.span());
                        self.becomes(number, whole, format!("({rest}).{name}"));
                    }
                }
            }
        }
        visit::visit_expr_struct(self, expr);
    }
}

fn has_let(expr: &ExprBinary) -> bool {
    [&expr.left, &expr.right]
        .into_iter()
        .any(|side| match &**side {
            Expr::Let(_) => true,
            Expr::Binary(inner) => matches!(inner.op, BinOp::And(_)) && has_let(inner),
            _ => false,
        })
}
