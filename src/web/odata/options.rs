//! The query options that are understood: `$filter`, `$select`, `$top`, `$skip`, `$format`.

use super::filter::Filter;

/// No question of a real tool is longer.
const LONGEST: usize = 4_096;
/// What OData knows and this service does not do.
const NOT_HERE: &str = "Only $filter, $select, $top, $skip and $format=json are understood here.";

/// What is asked of a sheet.
#[derive(Debug, Default)]
pub(super) struct Options {
    pub filter: Option<Filter>,
    pub select: Option<Vec<String>>,
    pub top: Option<usize>,
    pub skip: usize,
    /// The filter as it was written, for the address of the next part.
    pub written: Option<String>,
}

impl Options {
    /// Reads a query. What does not begin with `$` is no option of OData and changes nothing.
    ///
    /// # Errors
    /// A sentence that says which option is wrong and how.
    pub(super) fn parse(query: &str) -> Result<Self, String> {
        if query.len() > LONGEST {
            return Err(format!("A query has at most {LONGEST} characters."));
        }
        let mut options = Self::default();
        let mut seen = Vec::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if !name.starts_with('$') {
                continue;
            }
            if seen.contains(&name) {
                return Err(format!("{name} may be given once."));
            }
            options.take(&name, &value)?;
            seen.push(name);
        }
        Ok(options)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        match name {
            "$filter" => {
                self.filter = Some(Filter::parse(value)?);
                self.written = Some(value.to_owned());
            }
            "$select" => {
                let names = value.split(',').map(|name| name.trim().to_owned());
                self.select = (value.trim() != "*").then(|| names.collect());
            }
            "$top" => self.top = Some(number(name, value)?),
            "$skip" => self.skip = number(name, value)?,
            "$format" if value == "json" || value.starts_with("application/json") => {}
            "$format" => return Err("$format can be json.".to_owned()),
            _ => return Err(NOT_HERE.to_owned()),
        }
        Ok(())
    }

    /// The query for what comes after the first `many` rows of this answer.
    pub(super) fn after(&self, many: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("$format", "json");
        if let Some(filter) = &self.written {
            query.append_pair("$filter", filter);
        }
        if let Some(select) = &self.select {
            query.append_pair("$select", &select.join(","));
        }
        if let Some(top) = self.top {
            query.append_pair("$top", &top.saturating_sub(many).to_string());
        }
        let skip = self.skip.saturating_add(many);
        query.append_pair("$skip", &skip.to_string());
        query.finish()
    }
}

fn number(name: &str, value: &str) -> Result<usize, String> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| value.parse().ok()).flatten();
    number.ok_or_else(|| format!("{name} takes a whole number that is not negative."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_said() {
        for query in [
            "$top=-1",
            "$top=1.5",
            "$skip=",
            "$top=1&$top=2",
            "$orderby=ID",
            "$format=xml",
            "$filter=",
            "$top=99999999999999999999999",
        ] {
            let refused = Options::parse(query).unwrap_err();
            assert!(refused.ends_with('.'), "{query}: {refused}");
        }
        assert!(Options::parse("utm=1&x").unwrap().top.is_none());
    }

    #[test]
    fn the_next_part_asks_the_same_from_further_on() {
        let asked = "$top=2500&$skip=10&$filter=Count_1+gt+5&$select=ID,Count_1";
        let next = Options::parse(&Options::parse(asked).unwrap().after(1_000)).unwrap();
        assert_eq!((next.top, next.skip), (Some(1_500), 1_010));
        assert_eq!(next.written.as_deref(), Some("Count_1 gt 5"));
        assert_eq!(next.select.unwrap(), ["ID", "Count_1"]);
    }
}
