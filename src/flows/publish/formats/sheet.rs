//! `figures.xlsx`: a page to read first and one page per table, with names in two languages.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{FormatError, SHEET, Subject, failed, shown};
use crate::domain::locale::Locale;
use crate::domain::release::TableFigures;

/// The first page's name.
pub(super) const READ_ME: &str = "Read me";
/// Width of a column of names, in characters.
const NAMES: f64 = 34.0;
/// Width of a column of codes or numbers.
const CODES: f64 = 14.0;

pub(super) fn write(subject: &Subject<'_>) -> Result<Vec<u8>, FormatError> {
    book(subject).map_err(|error| failed(SHEET, error))
}

fn book(subject: &Subject<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The clock of whoever writes the file must not show in it.
    let day = ExcelDateTime::parse_from_str(&subject.manifest.published)?;
    let about = DocProperties::new()
        .set_title(subject.title(Locale::En))
        .set_author(&subject.manifest.register)
        .set_comment(subject.note())
        .set_creation_datetime(&day);
    book.set_properties(&about);
    let bold = Format::new().set_bold();
    read_me(subject, book.add_worksheet(), &bold)?;
    for table in subject.tables() {
        page(subject, &table, book.add_worksheet(), &bold)?;
    }
    book.save_to_buffer()
}

fn read_me(subject: &Subject<'_>, sheet: &mut Worksheet, bold: &Format) -> Result<(), XlsxError> {
    sheet.set_name(READ_ME)?;
    sheet.set_column_width(0, 100)?;
    let wrap = Format::new().set_text_wrap();
    let manifest = subject.manifest;
    let w = subject.words(Locale::En);
    sheet.write_string_with_format(0, 0, subject.title(Locale::En), bold)?;
    sheet.write_string(1, 0, subject.title(Locale::Nl))?;
    let lines = [
        subject.note().to_owned(),
        subject.words(Locale::Nl).say("caveat"),
        w.say_with("release-published", "day", &manifest.published),
        w.say("data-hidden"),
        w.say("release-reading"),
        format!("{}/en/figures/method", manifest.site),
        format!("{}/en/figures/{}", manifest.site, manifest.release),
        w.say("data-cite"),
    ];
    for (row, line) in (3..).zip(lines) {
        sheet.write_string_with_format(row, 0, plain(&line), &wrap)?;
    }
    Ok(())
}

fn page(
    subject: &Subject<'_>,
    table: &TableFigures,
    sheet: &mut Worksheet,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(table.name)?;
    let mut column = 0;
    let mut head = |sheet: &mut Worksheet, text: &str, width: f64| -> Result<(), XlsxError> {
        sheet.write_string_with_format(0, column, text, bold)?;
        sheet.set_column_width(column, width)?;
        column += 1;
        Ok(())
    };
    for dimension in table.dimensions {
        head(sheet, dimension, CODES)?;
        for locale in [Locale::En, Locale::Nl] {
            let title = subject.words(locale).say(format!("dimension-{dimension}"));
            head(sheet, &format!("{title} ({})", locale.code()), NAMES)?;
        }
    }
    for name in ["count", "margin_95", "status"] {
        head(sheet, name, CODES)?;
    }
    head(sheet, "note", NAMES)?;
    sheet.set_freeze_panes(1, 0)?;
    for (row, (codes, figure)) in (1..).zip(&table.cells) {
        let mut column = 0;
        for (dimension, code) in table.dimensions.iter().zip(codes) {
            let name = |locale| subject.words(locale).label(dimension, code);
            let texts = [(*code).to_owned(), name(Locale::En), name(Locale::Nl)];
            for (more, text) in (0..).zip(texts) {
                sheet.write_string(row, column + more, text)?;
            }
            column += 3;
        }
        match shown(*figure) {
            Some((count, margin)) => {
                sheet.write_number(row, column, whole(count))?;
                sheet.write_number(row, column + 1, whole(margin))?;
            }
            None => {
                sheet.write_string(row, column + 2, "c")?;
            }
        }
        sheet.write_string(row, column + 3, subject.note())?;
    }
    Ok(())
}

/// A sheet knows no other numbers; every count of ours is exact in them.
#[expect(clippy::cast_precision_loss, reason = "no count comes near 2^53")]
const fn whole(number: i64) -> f64 {
    number as f64
}

/// Without the marks that keep a name in another script from turning the sentence around it: a
/// sheet would show them.
fn plain(text: &str) -> String {
    text.replace(['\u{2068}', '\u{2069}'], "")
}
