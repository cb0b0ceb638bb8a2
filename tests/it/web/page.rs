//! Reading a page as a person does: its words, its forms and what stands in them.

/// A page of the site.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub status: u16,
    pub html: String,
}

impl Page {
    /// The words a reader sees, without marks.
    pub fn words(&self) -> String {
        let main = between(&self.html, "<body", "</body>").unwrap_or(&self.html);
        let mut text = String::new();
        let mut inside = true;
        for sign in main.chars() {
            match sign {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    text.push(' ');
                }
                _ if !inside => text.push(sign),
                _ => {}
            }
        }
        spaced(&unescaped(&text))
    }

    pub fn heading(&self) -> String {
        let heading = between(&self.html, "<h1", "</h1>").expect("a heading");
        let (_, text) = heading.split_once('>').unwrap();
        spaced(&unescaped(text))
    }

    /// The token of the page's forms.
    pub fn token(&self) -> Option<String> {
        let tag = self.tag("name=\"token\"")?;
        attribute(tag, "value")
    }

    /// What stands in a field.
    pub fn value(&self, name: &str) -> Option<String> {
        attribute(self.tag(&format!("name=\"{name}\""))?, "value")
    }

    /// Which value of a list is chosen, or which of several round boxes.
    pub fn chosen(&self, name: &str) -> Option<String> {
        let select = format!("name=\"{name}\"");
        if let Some(place) = self.html.find("<select").and(self.html.find(&select)) {
            let list = self.html[place..].split("</select>").next()?;
            let option = list
                .split("<option")
                .find(|option| option.contains(" selected"));
            if let Some(option) = option {
                return attribute(option, "value");
            }
        }
        let inputs = self.html.split("<input").skip(1);
        let mut mine = inputs.filter_map(|input| input.split('>').next());
        let ticked = mine.find(|input| input.contains(&select) && input.ends_with(" checked"));
        attribute(ticked?, "value")
    }

    /// The sentences of the summary of faults.
    pub fn faults(&self) -> Vec<String> {
        let Some(list) = between(&self.html, "id=\"faults\"", "</div>") else {
            return Vec::new();
        };
        let items = list.split("<li>").skip(1);
        items
            .map(|item| spaced(&unescaped(&stripped(item))))
            .collect()
    }

    fn tag(&self, mark: &str) -> Option<&str> {
        let place = self.html.find(mark)?;
        let start = self.html[..place].rfind('<')?;
        self.html[start..].split('>').next()
    }
}

fn stripped(html: &str) -> String {
    let parts = html.split('<').map(|part| part.rsplit('>').next().unwrap());
    parts.collect()
}

pub fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let start = text.find(from)?;
    text[start..].split(to).next()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescaped)
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn unescaped(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&lt;", "<")
        .replace("&#60;", "<")
        .replace("&gt;", ">")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}
